/**
 * What can change while the broker runs: files that are watched, and who asks for them to be read again, by a signal or
 * by the {@code gatehouse reload} command.
 *
 * <p>Everything happens on one thread of its own, so that no two readings overlap, and nothing here is on the way of a
 * message. What a file means is not known here: whoever wants to be reloaded implements {@link
 * io.gatehouse.reload.Reloadable}. May import {@code metrics} and {@code reason}.
 */
@NullMarked
package io.gatehouse.reload;

import org.jspecify.annotations.NullMarked;
