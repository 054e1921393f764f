/**
 * The last events of every client: connected, refused, subscribed, taken over, disconnected, session expired.
 *
 * <p>Event loops hand over one small value without waiting; {@link io.gatehouse.history.ClientHistory} has a thread of
 * its own that keeps them, within bounds, and writes them behind through {@code engine.KeyValue}. May import {@code
 * session}, {@code refusal}, {@code policy}, {@code engine}, {@code loop}, {@code reason}.
 */
@NullMarked
package io.gatehouse.history;

import org.jspecify.annotations.NullMarked;
