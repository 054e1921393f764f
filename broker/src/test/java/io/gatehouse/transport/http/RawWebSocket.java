package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client's side of a WebSocket, frame by frame, and the few packets of MQTT that tests need. */
public final class RawWebSocket implements AutoCloseable {
    static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private static final byte[] MASK = {0x11, (byte) 0xA2, 0x33, (byte) 0xF4};

    private final RawHttp http;
    private final DataInputStream in;
    private ByteArrayInputStream octets = new ByteArrayInputStream(new byte[0]);

    /** @param first octet: flags and opcode */
    record Frame(int first, byte[] payload) {}

    private RawWebSocket(RawHttp http) {
        this.http = http;
        this.in = new DataInputStream(http.in());
    }

    static RawWebSocket open(HttpsGround ground, TestDevice device) throws IOException {
        return open(RawHttp.open(ground, device));
    }

    public static RawWebSocket open(RawHttp http) throws IOException {
        http.send(upgrade("mqtt"));
        return over(http);
    }

    /** The upgrade was sent. */
    static RawWebSocket over(RawHttp http) throws IOException {
        HttpResponse<String> answer = http.answer();
        assertThat(answer.statusCode()).isEqualTo(101);
        assertThat(answer.headers().firstValue("sec-websocket-protocol")).contains("mqtt");
        assertThat(answer.headers().firstValue("sec-websocket-extensions")).isEmpty();
        assertThat(answer.headers().firstValue("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return upgraded(http);
    }

    /** The upgrade was sent and answered. */
    public static RawWebSocket upgraded(RawHttp http) {
        return new RawWebSocket(http);
    }

    /** With the key of RFC 6455, section 1.3, and an offer to compress. */
    public static String upgrade(String subprotocols) {
        return "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\nOrigin: https://elsewhere.example\r\n"
                + "Sec-WebSocket-Protocol: " + subprotocols + "\r\n\r\n";
    }

    // ---- frames

    public void frame(int first, byte[] payload) throws IOException {
        http.send(masked(first, payload));
    }

    void frame(int first, byte[] of, int from, int to) throws IOException {
        frame(first, Arrays.copyOfRange(of, from, to));
    }

    static byte[] masked(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i & 3]);
        }
        return frame.toByteArray();
    }

    /** As one message in frames of so many octets, each frame in its own record up to a hundred. */
    void sendSplit(byte[] packets, int piece) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int at = 0; at < packets.length; at += piece) {
            int end = Math.min(packets.length, at + piece);
            int first = (at == 0 ? 0x02 : 0x00) | (end == packets.length ? 0x80 : 0x00);
            all.writeBytes(masked(first, Arrays.copyOfRange(packets, at, end)));
        }
        byte[] octetsOfAll = all.toByteArray();
        for (int at = 0; at < octetsOfAll.length; at += 97) {
            http.send(Arrays.copyOfRange(octetsOfAll, at, Math.min(octetsOfAll.length, at + 97)));
        }
    }

    Frame frame() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        assertThat(length & 0x80).as("a server masks nothing").isZero();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    /** The status of the next frame, which closes; packets before it are passed over. */
    public int closeStatus() throws IOException {
        Frame next = frame();
        while (next.first() == 0x82) {
            next = frame();
        }
        assertThat(next.first()).isEqualTo(0x88);
        return (next.payload()[0] & 0xFF) << 8 | next.payload()[1] & 0xFF;
    }

    public void awaitClosed() throws IOException {
        http.awaitClosed();
    }

    // ---- packets

    /** The next packet of MQTT; below 128 octets of length. */
    public byte[] packet() throws IOException {
        int first = octet();
        int length = octet();
        if (length >= 128) {
            length = length - 128 + 128 * octet();
        }
        byte[] packet = new byte[1 + length];
        packet[0] = (byte) first;
        for (int i = 1; i <= length; i++) {
            packet[i] = (byte) octet();
        }
        return packet;
    }

    private int octet() throws IOException {
        while (octets.available() == 0) {
            Frame next = frame();
            assertThat(next.first()).isEqualTo(0x82);
            octets = new ByteArrayInputStream(next.payload());
        }
        return octets.read();
    }

    static byte[] connect(String clientId) {
        return packet(0x10, join(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60}, string(clientId)));
    }

    /** Of 3.1.1, with a will. */
    static byte[] connect(String clientId, String willTopic, String will) {
        byte[] head = {0, 4, 'M', 'Q', 'T', 'T', 4, 6, 0, 60};
        return packet(0x10, join(head, string(clientId), string(willTopic), string(will)));
    }

    public static byte[] connect5(String clientId) {
        return connect5(clientId, 60);
    }

    static byte[] connect5(String clientId, int keepAliveSeconds) {
        byte[] head = {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, (byte) keepAliveSeconds, 0};
        return packet(0x10, join(head, string(clientId)));
    }

    static byte[] subscribe(String filter) {
        return packet(0x82, join(new byte[] {0, 1}, string(filter), new byte[] {0}));
    }

    static byte[] publish(String topic, String payload) {
        return packet(0x30, join(string(topic), payload.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return join(new byte[] {(byte) (utf8.length >> 8), (byte) utf8.length}, utf8);
    }

    private static byte[] packet(int first, byte[] rest) {
        byte[] head = rest.length < 128
                ? new byte[] {(byte) first, (byte) rest.length}
                : new byte[] {(byte) first, (byte) (rest.length % 128 + 128), (byte) (rest.length / 128)};
        return join(head, rest);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
