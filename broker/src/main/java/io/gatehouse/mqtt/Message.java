package io.gatehouse.mqtt;

/**
 * What was published, whoever receives it: immutable, shared by all receivers on all loops. What is peculiar to one
 * receiver (packet id, DUP, alias, subscription identifiers) is in {@link Publish}.
 *
 * <p>Ownership follows {@link Payload}: a method borrows the message; whoever keeps it past its return calls
 * {@link #share()} and later {@link #close()}.
 *
 * @param publisherId client id of the publisher, {@code ""} for the broker's own services
 * @param receivedAtMillis wall clock when the broker took it; message expiry counts from here
 */
public record Message(
        Topic topic,
        Payload payload,
        Qos qos,
        boolean retain,
        PublishProperties properties,
        String publisherId,
        long receivedAtMillis)
        implements AutoCloseable {

    /** One more owner. Returns this, so that {@code keep(message.share())} reads as it is. */
    public Message share() {
        payload.share();
        return this;
    }

    /** Ends one ownership. */
    @Override
    public void close() {
        payload.close();
    }

    /** The same, borrowed, without RETAIN: for those who are here, when there is no room to retain it. */
    public Message unretained() {
        return new Message(topic, payload, qos, false, properties, publisherId, receivedAtMillis);
    }

    /** A copy that pins no receive buffer: for what is kept longer than a loop turn. The caller owns the copy. */
    public Message detached() {
        return new Message(topic, payload.detached(), qos, retain, properties, publisherId, receivedAtMillis);
    }

    /**
     * Bytes of payload, forwarded properties and topic: what limits on memory count. A limit on payloads alone would
     * let empty ones with 16 KiB of properties through.
     */
    public int weightBytes() {
        return payload.size() + properties.forwarded().length + topic.utf8().length;
    }

    /** True when its message expiry interval has passed. [MQTT-3.3.2-5] */
    public boolean isExpired(long nowMillis) {
        long expirySeconds = properties.messageExpirySeconds();
        return expirySeconds != PublishProperties.NO_EXPIRY && nowMillis - receivedAtMillis >= expirySeconds * 1000;
    }
}
