/**
 * What MQTT 3.1.1 and 5.0 promise, seen from a client's end of a TLS connection to a whole broker.
 *
 * <p>Two kinds of clients: {@link io.gatehouse.conformance.WireClient} writes and reads bytes and knows no packet class
 * of ours, so that a misreading in the codec cannot hide itself; and the clients that devices really use.
 */
@NullMarked
package io.gatehouse.conformance;

import org.jspecify.annotations.NullMarked;
