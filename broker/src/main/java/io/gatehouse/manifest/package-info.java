/**
 * What a registry is to be, written in files: read, held against a broker, and made so. A {@link
 * io.gatehouse.manifest.Resource} says what is wanted of one thing, type, group, certificate or policy, and nothing of
 * what it does not name; a {@link io.gatehouse.manifest.Plan} is the operations that lead there.
 *
 * <p>Knows brokers as {@link io.gatehouse.control.OperationClient} only, so that the one beside us and one elsewhere
 * are the same. Main, and virtual threads that ask.
 */
@NullMarked
package io.gatehouse.manifest;

import org.jspecify.annotations.NullMarked;
