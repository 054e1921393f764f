/**
 * The adapter to HiveMQ's codec, which decodes and validates CONNECT, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT and AUTH. The
 * only package that may import {@code com.hivemq}; above it there are only our sealed packets.
 *
 * <p>Runs on the channel's event loop; the decoders are stateless and shared by all loops. Imports {@code mqtt}.
 */
@NullMarked
package io.gatehouse.mqtt.wire.hivemq;

import org.jspecify.annotations.NullMarked;
