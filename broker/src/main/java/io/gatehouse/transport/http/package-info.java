/**
 * The data plane over HTTPS: requests, and the frames of MQTT over WebSocket.
 *
 * <p>Everything here runs on the channel's event loop; what waits for the disk or for another loop comes back to it.
 * Knows nothing of {@code transport}, which opens a connection here and gets it back when it becomes MQTT.
 */
@NullMarked
package io.gatehouse.transport.http;

import org.jspecify.annotations.NullMarked;
