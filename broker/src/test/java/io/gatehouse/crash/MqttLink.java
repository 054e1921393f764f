package io.gatehouse.crash;

import io.gatehouse.conformance.WirePacket;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection over TLS 1.3, in either version of MQTT. It shares no code with the broker. */
final class MqttLink implements AutoCloseable {
    /** Longer than a test waits for anything: it only passes when something is wrong. */
    private static final int DEADLINE_MILLIS = 120_000;

    private static final int EXPIRY_SECONDS = 100_000;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final boolean mqtt5;

    private MqttLink(SSLSocket socket, DataInputStream in, boolean mqtt5) {
        this.socket = socket;
        this.in = in;
        this.mqtt5 = mqtt5;
    }

    /** Up to the end of the handshake. */
    static MqttLink dial(SSLContext tls, int port, boolean mqtt5) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.startHandshake();
            return new MqttLink(socket, new DataInputStream(socket.getInputStream()), mqtt5);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    boolean isMqtt5() {
        return mqtt5;
    }

    WirePacket read() throws IOException {
        return WirePacket.read(in);
    }

    WirePacket.Publish publishOf(WirePacket packet) {
        return packet.publish(mqtt5);
    }

    /** The content of one packet, as it grows. */
    private static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Body text(String text) throws IOException {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeShort(utf8.length);
            out.write(utf8);
            return this;
        }

        Body number(int number) throws IOException {
            out.writeShort(number);
            return this;
        }

        Body octet(int octet) throws IOException {
            out.writeByte(octet);
            return this;
        }
    }

    private void send(int header, Body body) throws IOException {
        byte[] content = body.bytes.toByteArray();
        ByteArrayOutputStream packet = new ByteArrayOutputStream(content.length + 3);
        packet.write(header);
        int left = content.length;
        do {
            packet.write(left > 0x7F ? (left & 0x7F) | 0x80 : left);
            left >>= 7;
        } while (left > 0);
        packet.writeBytes(content);
        socket.getOutputStream().write(packet.toByteArray());
    }

    /** @param receiveMaximum for MQTT 5.0 */
    void connect(String clientId, boolean kept, int receiveMaximum) throws IOException {
        Body body =
                new Body().text("MQTT").octet(mqtt5 ? 5 : 4).octet(kept ? 0 : 2).number(0);
        if (mqtt5) {
            body.octet(kept ? 8 : 3);
            if (kept) {
                body.octet(0x11).out.writeInt(EXPIRY_SECONDS);
            }
            body.octet(0x21).number(receiveMaximum);
        }
        send(0x10, body.text(clientId));
    }

    void publish(Event.Message message, int packetId, boolean again) throws IOException {
        Body body = new Body().text(message.topic());
        if (message.qos() > 0) {
            body.number(packetId);
        }
        if (mqtt5) {
            body.octet(0);
        }
        if (!message.removes()) {
            body.out.writeBytes(message.id().toString());
        }
        send(0x30 | (again ? 8 : 0) | message.qos() << 1 | (message.retain() ? 1 : 0), body);
    }

    /** @param type one of {@link WirePacket}'s four acknowledgements */
    void acknowledge(int type, int packetId) throws IOException {
        send(type << 4 | (type == WirePacket.PUBREL ? 2 : 0), new Body().number(packetId));
    }

    /** SUBSCRIBE, or UNSUBSCRIBE with {@link Event.Asked#NONE}. */
    void subscribe(int packetId, String filter, int qos) throws IOException {
        Body body = new Body().number(packetId);
        if (mqtt5) {
            body.octet(0);
        }
        body.text(filter);
        if (qos == Event.Asked.NONE) {
            send(0xA2, body);
        } else {
            send(0x82, body.octet(qos));
        }
    }

    void ping() throws IOException {
        send(0xC0, new Body());
    }

    void disconnect() throws IOException {
        send(0xE0, new Body());
    }

    /** Without a farewell of MQTT. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
