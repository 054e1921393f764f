/**
 * The vocabulary of MQTT 3.1.1 and 5.0: packets, messages, topics, reason codes.
 *
 * <p>Runs on any thread: every type here is immutable, except {@link io.gatehouse.mqtt.Payload}, which counts
 * references. Imports {@code reason}. Clause numbers in brackets are those of the OASIS texts "MQTT Version 5.0" and
 * "MQTT Version 3.1.1".
 */
@NullMarked
package io.gatehouse.mqtt;

import org.jspecify.annotations.NullMarked;
