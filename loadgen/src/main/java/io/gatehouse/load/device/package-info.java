/** Virtual devices: TLS of their own each, MQTT by HiveMQ's client, and what becomes of what they try. */
@NullMarked
package io.gatehouse.load.device;

import org.jspecify.annotations.NullMarked;
