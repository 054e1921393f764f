/**
 * Who exists and what is bound to whom: things, their types and groups, certificates, CAs, policies and
 * attachments, and the indexes over them.
 *
 * <p>{@link io.gatehouse.registry.Registry} holds everything in memory; readers on any thread, loops included, never
 * lock. Writers run on virtual threads, one at a time, and return when the change is on disk. May import {@code mqtt},
 * {@code policy}, {@code engine}, {@code json} and {@code query}.
 */
@NullMarked
package io.gatehouse.registry;

import org.jspecify.annotations.NullMarked;
