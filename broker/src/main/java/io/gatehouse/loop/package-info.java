/**
 * Who runs what where: a fixed list of event loops, one per core.
 *
 * <p>Crossing loops has one verb, {@link io.gatehouse.loop.Loop#post}. May import {@code metrics}.
 */
@NullMarked
package io.gatehouse.loop;

import org.jspecify.annotations.NullMarked;
