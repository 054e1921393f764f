package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The packets that are decoded. A topic of 31 bytes; in 5.0 six properties, two of them user properties. */
final class SamplePackets {
    static final String TOPIC = "plant/7/line/3/press/4/pressure";

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
        string(body, "press-4-of-line-3");
        return packet(ByteBufAllocator.DEFAULT.directBuffer(), 0x10, body);
    }

    /** Two filters. */
    static ByteBuf subscribe(ProtocolVersion version) {
        ByteBuf body = Unpooled.buffer().writeShort(1);
        if (version.isMqtt5()) {
            body.writeByte(0);
        }
        string(body, "plant/7/line/+/press/#");
        body.writeByte(1);
        string(body, "press-4-of-line-3/commands");
        body.writeByte(1);
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
