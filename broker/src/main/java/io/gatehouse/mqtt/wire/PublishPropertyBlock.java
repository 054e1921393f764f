package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;
import static io.gatehouse.mqtt.wire.DataTypes.protocolError;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * The properties of a received PUBLISH (section 3.3.2.3): what travels on, and the alias, which does not.
 *
 * <p>Everything is validated, little is kept: the receivers get the sender's bytes, in the sender's order, with expiry
 * and alias cut out. At most one of each can be there, so that the rest is at most three runs of bytes.
 *
 * @param topicAlias 0 for none
 */
record PublishPropertyBlock(PublishProperties properties, int topicAlias) {
    static final PublishPropertyBlock EMPTY = new PublishPropertyBlock(PublishProperties.NONE, 0);

    private static final int EXPIRY_BYTES = 5;
    private static final int ALIAS_BYTES = 3;

    /** Reads the block, its length included, and leaves the reader index behind it. */
    static PublishPropertyBlock read(ByteBuf in, int packetEnd, WireLimits limits) {
        int length = DataTypes.readVariableByteInteger(in, packetEnd);
        if (length == 0) {
            return EMPTY;
        }
        int start = in.readerIndex();
        int end = start + length;
        if (end > packetEnd) {
            throw malformed("3.3.2.3.1", "property length: " + length + " (expected: no more than the packet holds)");
        }
        UserPropertyBudget user = new UserPropertyBudget(limits.maxUserPropertyBytes());
        long seen = 0;
        long expirySeconds = PublishProperties.NO_EXPIRY;
        int expiryAt = end;
        int alias = 0;
        int aliasAt = end;
        while (in.readerIndex() < end) {
            int at = in.readerIndex();
            int id = Property.readIdentifier(in, end);
            switch (id) {
                case Property.MESSAGE_EXPIRY_INTERVAL -> {
                    seen = Property.once(seen, id);
                    expirySeconds = DataTypes.readFourBytes(in, end);
                    expiryAt = at;
                }
                case Property.TOPIC_ALIAS -> {
                    seen = Property.once(seen, id);
                    alias = readAlias(in, end, limits);
                    aliasAt = at;
                }
                case Property.PAYLOAD_FORMAT_INDICATOR -> {
                    seen = Property.once(seen, id);
                    readFormatIndicator(in, end);
                }
                case Property.RESPONSE_TOPIC -> {
                    seen = Property.once(seen, id);
                    skipResponseTopic(in, end, limits);
                }
                case Property.CONTENT_TYPE, Property.CORRELATION_DATA -> {
                    seen = Property.once(seen, id);
                    Property.skipValue(id, in, end, user);
                }
                case Property.USER_PROPERTY -> user.skip(in, end);
                // [MQTT-3.3.4-6]
                case Property.SUBSCRIPTION_IDENTIFIER ->
                    throw protocolError("MQTT-3.3.4-6", "subscription identifier: from a client (expected: none)");
                default -> throw malformed("2.2.2.2", "property identifier: " + id + " (expected: one of PUBLISH)");
            }
        }
        byte[] forwarded = withoutHopProperties(in, start, end, expiryAt, aliasAt);
        if (forwarded.length == 0 && expirySeconds == PublishProperties.NO_EXPIRY) {
            return new PublishPropertyBlock(PublishProperties.NONE, alias);
        }
        return new PublishPropertyBlock(new PublishProperties(expirySeconds, forwarded), alias);
    }

    private static int readAlias(ByteBuf in, int end, WireLimits limits) {
        int alias = DataTypes.readTwoBytes(in, end);
        if (alias == 0 || alias > limits.topicAliasMaximum()) {
            // [MQTT-3.3.2-8] [MQTT-3.3.2-9]
            throw new ProtocolException(
                    ReasonCode.TOPIC_ALIAS_INVALID,
                    alias == 0 ? "MQTT-3.3.2-8" : "MQTT-3.3.2-9",
                    "topic alias: " + alias + " (expected: 1 to " + limits.topicAliasMaximum() + ")");
        }
        return alias;
    }

    private static void readFormatIndicator(ByteBuf in, int end) {
        int indicator = DataTypes.readByte(in, end);
        if (indicator > 1) {
            throw protocolError("3.3.2.3.2", "payload format indicator: " + indicator + " (expected: 0 or 1)");
        }
    }

    private static void skipResponseTopic(ByteBuf in, int end, WireLimits limits) {
        int length = DataTypes.readLength(in, end);
        if (length == 0) {
            throw new ProtocolException(
                    ReasonCode.TOPIC_NAME_INVALID, "MQTT-4.7.3-1", "response topic: empty (expected: a topic name)");
        }
        TopicName.check(in, in.readerIndex(), length, limits); // [MQTT-3.3.2-13] [MQTT-3.3.2-14]
        in.skipBytes(length);
    }

    private static byte[] withoutHopProperties(ByteBuf in, int start, int end, int expiryAt, int aliasAt) {
        int cut = (expiryAt < end ? EXPIRY_BYTES : 0) + (aliasAt < end ? ALIAS_BYTES : 0);
        byte[] forwarded = cut == end - start ? PublishProperties.NONE.forwarded() : new byte[end - start - cut];
        boolean expiryFirst = expiryAt < aliasAt;
        int firstAt = expiryFirst ? expiryAt : aliasAt;
        int firstEnd = Math.min(end, firstAt + (expiryFirst ? EXPIRY_BYTES : ALIAS_BYTES));
        int secondAt = expiryFirst ? aliasAt : expiryAt;
        int secondEnd = Math.min(end, secondAt + (expiryFirst ? ALIAS_BYTES : EXPIRY_BYTES));
        int to = copy(in, start, firstAt, forwarded, 0);
        to = copy(in, firstEnd, secondAt, forwarded, to);
        copy(in, secondEnd, end, forwarded, to);
        return forwarded;
    }

    private static int copy(ByteBuf in, int from, int until, byte[] target, int to) {
        int length = until - from;
        if (length > 0) {
            in.getBytes(from, target, to, length);
        }
        return to + Math.max(0, length);
    }
}
