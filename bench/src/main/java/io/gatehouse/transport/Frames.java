package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 packets, encoded once before the clock runs. Written by hand: neither end shares code with the broker. */
final class Frames {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBACK = 9;
    static final int PINGRESP = 13;

    private Frames() {}

    /** Clean session. */
    static ByteBuf connect(String clientId, int keepAliveSeconds) {
        ByteBuf body = Unpooled.buffer();
        string(body, "MQTT");
        body.writeByte(4).writeByte(0b10).writeShort(keepAliveSeconds);
        string(body, clientId);
        return packet(0x10, body);
    }

    static ByteBuf connack() {
        return packet(0x20, Unpooled.buffer().writeShort(0));
    }

    static ByteBuf subscribe(String filter, int qos) {
        ByteBuf body = Unpooled.buffer().writeShort(1);
        string(body, filter);
        return packet(0x82, body.writeByte(qos));
    }

    static ByteBuf suback(int qos) {
        return packet(0x90, Unpooled.buffer().writeShort(1).writeByte(qos));
    }

    static ByteBuf ping() {
        return packet(0xC0, Unpooled.buffer());
    }

    static ByteBuf disconnect() {
        return packet(0xE0, Unpooled.buffer());
    }

    /** @param packetId ignored for QoS 0 */
    static ByteBuf publish(String topic, int qos, int packetId, int payloadBytes) {
        ByteBuf body = Unpooled.buffer();
        string(body, topic);
        if (qos > 0) {
            body.writeShort(packetId);
        }
        for (int i = 0; i < payloadBytes; i++) {
            body.writeByte('a' + i % 26);
        }
        return packet(0x30 | (qos << 1), body);
    }

    static void puback(ByteBuf out, int packetId) {
        out.writeShort(0x4002).writeShort(packetId);
    }

    private static void string(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length).writeBytes(bytes);
    }

    private static ByteBuf packet(int first, ByteBuf body) {
        ByteBuf out = Unpooled.buffer().writeByte(first);
        int length = body.readableBytes();
        do {
            out.writeByte(length > 127 ? (length & 127) | 128 : length);
            length >>>= 7;
        } while (length > 0);
        return Unpooled.unreleasableBuffer(out.writeBytes(body).asReadOnly());
    }

    /** Bytes of the packet that begins at the reader index, or 0 when it is not complete. */
    static int length(ByteBuf in) {
        int available = in.readableBytes();
        int length = 0;
        for (int i = 1; i <= 4 && i < available; i++) {
            int next = in.getUnsignedByte(in.readerIndex() + i);
            length |= (next & 127) << (7 * (i - 1));
            if (next < 128) {
                int whole = 1 + i + length;
                return whole <= available ? whole : 0;
            }
        }
        return 0;
    }

    static int type(ByteBuf in) {
        return in.getUnsignedByte(in.readerIndex()) >>> 4;
    }

    /** Where the variable header begins. */
    static int body(ByteBuf in) {
        int at = in.readerIndex() + 1;
        while (in.getByte(at) < 0) {
            at++;
        }
        return at + 1;
    }
}
