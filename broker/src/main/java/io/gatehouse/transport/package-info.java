/**
 * Listeners, the pipeline of a connection, and the connection itself.
 *
 * <p>Everything here runs on the channel's event loop. A connection begins on the loop that accepted it; once its
 * CONNECT is admitted it is moved to the loop its client id belongs to, where its session lives. May import every
 * package that stands before it in the table of the architecture.
 */
@NullMarked
package io.gatehouse.transport;

import org.jspecify.annotations.NullMarked;
