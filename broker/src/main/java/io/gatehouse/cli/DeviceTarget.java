package io.gatehouse.cli;

import java.time.Duration;

/**
 * One connection that is to be made.
 *
 * @param folder whose key and certificate are presented
 * @param timeout for connecting, and for each answer of the broker
 */
record DeviceTarget(ThingFolder folder, String host, int port, String clientId, Duration timeout) {
    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
