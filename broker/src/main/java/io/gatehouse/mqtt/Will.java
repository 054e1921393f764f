package io.gatehouse.mqtt;

/**
 * The last will of a connection (section 3.1.2.5). The payload is detached: it lives as long as the connection, or
 * longer by the delay.
 *
 * @param delaySeconds how long after the connection's end it is published (section 3.1.3.2.2); 0 at once
 */
public record Will(
        Topic topic, Payload payload, Qos qos, boolean retain, PublishProperties properties, long delaySeconds) {}
