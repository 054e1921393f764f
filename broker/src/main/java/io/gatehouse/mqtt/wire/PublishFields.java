package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.UserProperty;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a PUBLISH says beside its payload, where it came by another way than in a packet: judged by the rules and limits
 * of the decoder, so that no way lets through what another refuses. Any thread.
 *
 * @param messageExpirySeconds {@link PublishProperties#NO_EXPIRY}, or 0 to 4,294,967,295
 * @param payloadFormat {@link #NO_FORMAT}, 0 for bytes, 1 for UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PublishFields(
        long messageExpirySeconds,
        int payloadFormat,
        @Nullable String contentType,
        @Nullable String responseTopic,
        byte @Nullable [] correlationData,
        List<UserProperty> userProperties) {
    public static final int NO_FORMAT = -1;

    private static final int LONGEST_FIELD = 65_535;

    /**
     * The topic of these bytes.
     *
     * @throws ProtocolException it is none, or beyond the limits
     */
    public static Topic topic(byte[] utf8, WireLimits limits) {
        TopicName.check(Unpooled.wrappedBuffer(utf8), 0, utf8.length, limits);
        if (utf8.length == 0) {
            throw new ProtocolException(
                    ReasonCode.TOPIC_NAME_INVALID, "MQTT-4.7.3-1", "topic: empty (expected: at least one character)");
        }
        return Topic.of(new String(utf8, StandardCharsets.UTF_8));
    }

    /**
     * The properties as receivers get them.
     *
     * @throws ProtocolException one of them is not what a client may send, or is beyond the limits
     */
    public PublishProperties properties(WireLimits limits) {
        ByteBuf block = Unpooled.buffer();
        if (payloadFormat != NO_FORMAT) {
            block.writeByte(Property.PAYLOAD_FORMAT_INDICATOR).writeByte(payloadFormat);
        }
        if (messageExpirySeconds != PublishProperties.NO_EXPIRY) {
            block.writeByte(Property.MESSAGE_EXPIRY_INTERVAL).writeInt((int) messageExpirySeconds);
        }
        string(block, Property.CONTENT_TYPE, contentType);
        string(block, Property.RESPONSE_TOPIC, responseTopic);
        if (correlationData != null) {
            block.writeByte(Property.CORRELATION_DATA);
            field(block, correlationData);
        }
        for (UserProperty property : userProperties) {
            string(block, Property.USER_PROPERTY, property.name());
            field(block, property.value().getBytes(StandardCharsets.UTF_8));
        }
        int length = block.readableBytes();
        ByteBuf framed = Unpooled.buffer(length + Integer.BYTES);
        DataTypes.writeVariableByteInteger(framed, length);
        framed.writeBytes(block);
        return PublishPropertyBlock.read(framed, framed.writerIndex(), limits).properties();
    }

    private static void string(ByteBuf block, int id, @Nullable String text) {
        if (text != null) {
            block.writeByte(id);
            field(block, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void field(ByteBuf block, byte[] value) {
        if (value.length > LONGEST_FIELD) {
            throw malformed("1.5.4", "field: " + value.length + " bytes (expected: at most " + LONGEST_FIELD + ")");
        }
        block.writeShort(value.length).writeBytes(value);
    }

    /** The user properties that a message carries, in their order. */
    public static List<UserProperty> userPropertiesOf(PublishProperties properties) {
        List<UserProperty> found = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(properties.forwarded());
        int end = in.writerIndex();
        UserPropertyBudget unlimited = new UserPropertyBudget(Integer.MAX_VALUE); // judged when it came
        while (in.isReadable()) {
            int id = Property.readIdentifier(in, end);
            if (id == Property.USER_PROPERTY) {
                found.add(new UserProperty(string(in, end), string(in, end)));
            } else {
                Property.skipValue(id, in, end, unlimited);
            }
        }
        return found;
    }

    private static String string(ByteBuf in, int end) {
        int length = DataTypes.readLength(in, end);
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }
}
