/**
 * Refusals: the one place where they are recorded, told and remembered.
 *
 * <p>{@link io.gatehouse.refusal.Refusals} counts every one and, where {@link io.gatehouse.refusal.RefusalPace} lets
 * it, writes a line and hands a {@link io.gatehouse.refusal.Refusal} to those who listen, on a thread of its own; the
 * first of them is {@link io.gatehouse.refusal.RecentRefusals}, which {@code gatehouse why} asks. Event loops pay a
 * counter and a look into a table, and for the first of a client a few references: what a refusal was about is found
 * out from them when somebody reads it ({@link io.gatehouse.refusal.Facts}). They never wait and never lock. May import
 * {@code reason}, {@code loop} (the clock), {@code metrics}, {@code policy}, {@code tls} (what a
 * handshake looked like).
 */
@NullMarked
package io.gatehouse.refusal;

import org.jspecify.annotations.NullMarked;
