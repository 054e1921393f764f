/** Requests over HTTPS and MQTT over WebSocket, from outside and piece by piece. */
@NullMarked
package io.gatehouse.transport.http;

import org.jspecify.annotations.NullMarked;
