/**
 * Bytes ⇄ packets for MQTT 3.1, 3.1.1 and 5.0: the only place where the protocol versions differ.
 *
 * <p>Runs on the channel's event loop; nothing here keeps thread-bound state, so that a channel may move to another
 * loop between two reads. PUBLISH, its acknowledgements and PINGREQ are decoded here without copying; the control
 * packets go through {@link io.gatehouse.mqtt.wire.hivemq}. Imports {@code mqtt} and Netty.
 */
@NullMarked
package io.gatehouse.mqtt.wire;

import org.jspecify.annotations.NullMarked;
