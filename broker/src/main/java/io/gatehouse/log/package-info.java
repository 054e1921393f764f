/**
 * What the log says, and what a line of it looks like.
 *
 * <p>A leaf that everybody may import, as {@code reason}: whoever has something to say asks {@link
 * io.gatehouse.log.Log} for a line about one {@link io.gatehouse.log.Event}, so that every line that an operator sees
 * can be searched for by a word that stays. Any thread; imports nothing of ours.
 */
@NullMarked
package io.gatehouse.log;

import org.jspecify.annotations.NullMarked;
