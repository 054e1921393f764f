package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The packets that are decoded, and what they are checked with. A topic of 31 bytes; in 5.0 six properties, two of them
 * user properties.
 */
final class SamplePackets {
    static final String TOPIC = "plant/7/line/3/press/4/pressure";

    /** The properties of a 5.0 PUBLISH that is sent on. */
    static final int EXPIRY_SECONDS = 3600;

    static final String CONTENT_TYPE = "json";
    static final String USER_PROPERTY_NAME = "a";
    static final String USER_PROPERTY_VALUE = "b";

    static final String CLIENT_ID = "press-4-of-line-3";
    static final List<String> FILTERS = List.of("plant/7/line/+/press/#", "press-4-of-line-3/commands");

    static final WireLimits LIMITS =
            new WireLimits(16 * 1024, 256 * 1024, 128, 1024, 32, 16 * 1024, 255 * 1024, 100, 32);

    private SamplePackets() {}

    /** One packet after the other in one direct buffer, as a read brings them. QoS 1. */
    static ByteBuf publishes(ProtocolVersion version, int payloadBytes, int count) {
        ByteBuf all = ByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < count; i++) {
            ByteBuf body = Unpooled.buffer();
            string(body, TOPIC);
            body.writeShort(i + 1);
            if (version.isMqtt5()) {
                properties(body, publishProperties());
            }
            body.writeZero(payloadBytes);
            packet(all, 0x32, body);
        }
        return all;
    }

    private static ByteBuf publishProperties() {
        ByteBuf properties = Unpooled.buffer();
        properties.writeByte(0x01).writeByte(0); // payload format indicator
        properties.writeByte(0x02).writeInt(3600); // message expiry interval
        string(properties.writeByte(0x03), "application/json");
        string(properties.writeByte(0x08), "plant/7/line/3/answers");
        for (int i = 0; i < 2; i++) {
            string(properties.writeByte(0x26), "name-" + i);
            string(properties, "value-" + i);
        }
        return properties;
    }

    /** As the broker keeps them: the expiry, then the bytes of the others. None in 3.1.1. */
    static PublishProperties forwardedProperties(ProtocolVersion version) {
        if (!version.isMqtt5()) {
            return PublishProperties.NONE;
        }
        ByteBuf forwarded = Unpooled.buffer();
        string(forwarded.writeByte(Property.CONTENT_TYPE), CONTENT_TYPE);
        string(forwarded.writeByte(Property.USER_PROPERTY), USER_PROPERTY_NAME);
        string(forwarded, USER_PROPERTY_VALUE);
        return new PublishProperties(EXPIRY_SECONDS, ByteBufUtil.getBytes(forwarded));
    }

    /** The one PUBLISH that {@code packet} is, read by our decoder. The caller owns its message. */
    static Publish decoded(ProtocolVersion version, ByteBuf packet) {
        PacketDecoder decoder = new PacketDecoder(LIMITS, () -> 0);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.writeInbound(connect(version));
        decoder.admitted();
        channel.writeInbound(packet.copy());
        Connect first = Objects.requireNonNull(channel.readInbound());
        Object second = channel.readInbound();
        if (!(second instanceof Publish publish) || channel.finish()) {
            throw new IllegalStateException(
                    "read: " + first + ", " + second + " (expected: CONNECT, PUBLISH and nothing else)");
        }
        return publish;
    }

    static ByteBuf connect(ProtocolVersion version) {
        ByteBuf body = Unpooled.buffer();
        string(body, "MQTT");
        body.writeByte(version.isMqtt5() ? 5 : 4).writeByte(0b10).writeShort(60);
        if (version.isMqtt5()) {
            ByteBuf properties = Unpooled.buffer();
            properties.writeByte(0x11).writeInt(3600); // session expiry interval
            properties.writeByte(0x21).writeShort(20); // receive maximum
            properties(body, properties);
        }
        string(body, CLIENT_ID);
        return packet(ByteBufAllocator.DEFAULT.directBuffer(), 0x10, body);
    }

    /** {@link #FILTERS}, QoS 1. */
    static ByteBuf subscribe(ProtocolVersion version) {
        ByteBuf body = Unpooled.buffer().writeShort(1);
        if (version.isMqtt5()) {
            body.writeByte(0);
        }
        for (String filter : FILTERS) {
            string(body, filter);
            body.writeByte(1);
        }
        return packet(ByteBufAllocator.DEFAULT.directBuffer(), 0x82, body);
    }

    private static void properties(ByteBuf body, ByteBuf properties) {
        body.writeByte(properties.readableBytes()).writeBytes(properties); // below 128
    }

    private static void string(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static ByteBuf packet(ByteBuf out, int first, ByteBuf body) {
        out.writeByte(first);
        int length = body.readableBytes();
        do {
            out.writeByte(length > 127 ? (length & 127) | 128 : length);
            length >>>= 7;
        } while (length > 0);
        return out.writeBytes(body);
    }
}
