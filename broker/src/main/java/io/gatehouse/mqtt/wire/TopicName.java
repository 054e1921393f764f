package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;

/** Judges a topic name where it lies (section 4.7.3), before a string is made of it. */
final class TopicName {
    private TopicName() {}

    /** @param length at least 1: an empty name means different things in different places */
    static void check(ByteBuf in, int index, int length, WireLimits limits) {
        if (length > limits.maxTopicBytes()) {
            throw invalid("4.7.3", "topic: " + length + " bytes (expected: at most " + limits.maxTopicBytes() + ")");
        }
        if (!Utf8.isString(in, index, length)) {
            throw malformed("MQTT-1.5.4-1", "topic: not a string (expected: well-formed UTF-8 without U+0000)");
        }
        int levels = 1;
        for (int at = index; at < index + length; at++) {
            byte value = in.getByte(at);
            if (value == '+' || value == '#') {
                throw invalid("MQTT-3.3.2-2", "topic: wildcard at byte " + (at - index) + " (expected: none)");
            }
            if (value == '/') {
                levels++;
            }
        }
        if (levels > limits.maxTopicLevels()) {
            throw invalid("4.7.3", "topic: " + levels + " levels (expected: at most " + limits.maxTopicLevels() + ")");
        }
        if (Utf8.hasControlCharacter(in, index, length)) {
            throw malformed("1.5.4", "topic: control character (expected: none)");
        }
    }

    private static ProtocolException invalid(String clause, String detail) {
        return new ProtocolException(ReasonCode.TOPIC_NAME_INVALID, clause, detail);
    }
}
