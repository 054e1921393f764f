/**
 * What can be seen from outside: meters, health, and the small HTTP server that shows them on a loopback port.
 *
 * <p>Event loops write {@link io.gatehouse.metrics.LoopCounters}, each its own; everything else here may be called from
 * any thread. Label values come from closed lists (reasons, packet types, listener names): never a client id, a thing
 * or a topic. May import {@code reason}.
 */
@NullMarked
package io.gatehouse.metrics;

import org.jspecify.annotations.NullMarked;
