package io.gatehouse.routing;

/**
 * How far a loop may fall behind the others. Each source loop has an equal share of both numbers, so that what waits
 * for one loop is bounded whoever sends it.
 *
 * <p>Of its share: above a half, publishers are asked to stop reading; above the whole, QoS 0 is dropped and counted;
 * above twice the whole, which takes publishers that do not stop, QoS 1 and 2 are refused to the publisher.
 *
 * <p>As much of the broker's own services may wait beside, for all loops together, before it is routed.
 *
 * @param messages waiting for one loop, from all loops together
 * @param bytes of payloads, properties and topics ({@link io.gatehouse.mqtt.Message#weightBytes}) waiting for one loop,
 *     from all loops together
 */
public record OutboxLimits(int messages, long bytes) {
    public static final OutboxLimits DEFAULT = new OutboxLimits(262_144, 64L * 1024 * 1024);

    public OutboxLimits {
        if (messages < 1) {
            throw new IllegalArgumentException("messages: " + messages + " (expected: at least 1)");
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 1)");
        }
    }

    OutboxLimits shareOf(int loops) {
        return new OutboxLimits(Math.max(1, messages / loops), Math.max(1, bytes / loops));
    }
}
