package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.wire.WireBytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client that says exactly what it is told to, and reads whole packets. It shares no code with the broker. What it
 * sends is written as {@link WireBytes}; the lines for frequent packets are written in the version it connected with.
 */
final class WireClient implements AutoCloseable {
    /** Long, because it only passes when something is wrong. */
    private static final int DEADLINE_MILLIS = 30_000;

    private final SSLSocket socket;
    private final DataInputStream in;
    private boolean mqtt5;
    private int lastId;
    private final Set<Integer> taken = new HashSet<>(); // QoS 2 messages acknowledged by take(), not released yet

    private WireClient(SSLSocket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /** Connects and completes the handshake; sends nothing. */
    static WireClient dial(SSLContext tls, int port) {
        return dial(tls, port, 0);
    }

    /** @param receiveBufferBytes of the socket, for a client that must fall behind soon; 0 for the system's choice */
    static WireClient dial(SSLContext tls, int port, int receiveBufferBytes) {
        try {
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
            return new WireClient(socket, new DataInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- anything

    WireClient send(String... wire) {
        return send(WireBytes.of(String.join(" ", wire)));
    }

    WireClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Several packets in one write, and so in one TLS record. */
    WireClient sendTogether(String... packets) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String packet : packets) {
            all.writeBytes(WireBytes.of(packet));
        }
        return send(all.toByteArray());
    }

    WirePacket next() {
        try {
            WirePacket packet = WirePacket.read(in);
            while (packet.type() == WirePacket.PUBREL && taken.remove(packet.id())) {
                send("70 02", hex(packet.id()));
                packet = WirePacket.read(in);
            }
            return packet;
        } catch (SocketTimeoutException late) {
            throw new AssertionError("packet: none within " + DEADLINE_MILLIS + " ms (expected: one)", late);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next packet, or {@code null} when the server closed without one. */
    @Nullable
    WirePacket nextOrClosed() {
        try {
            return next();
        } catch (UncheckedIOException closed) {
            return null;
        }
    }

    /** The next packet, which is of this type. */
    WirePacket expect(int type) {
        WirePacket packet = next();
        assertThat(packet.type()).as("type of %s", packet).isEqualTo(type);
        return packet;
    }

    /** The next packet, which is these bytes. */
    WireClient expect(String wire) {
        assertThat(next()).hasToString(WirePacket.of(WireBytes.of(wire)).toString());
        return this;
    }

    /** Nothing more comes: the server closed. */
    void expectClosed() {
        try {
            int next = in.read();
            assertThat(next).as("byte after the last packet").isEqualTo(-1);
        } catch (SocketTimeoutException late) {
            throw new AssertionError("connection: open after " + DEADLINE_MILLIS + " ms (expected: closed)", late);
        } catch (EOFException | SocketException | SSLException closed) {
            assertThat(closed).isNotNull(); // closed without a farewell of TLS
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A 5.0 server says why, and closes. */
    void expectDisconnect(int code) {
        WirePacket packet = expect(WirePacket.DISCONNECT);
        assertThat(packet.disconnectCode()).as("code of %s", packet).isEqualTo(code);
        expectClosed();
    }

    // ---- CONNECT

    WirePacket connect3(String clientId, boolean clean) {
        send("10 ~ \"MQTT\" 04", clean ? "02" : "00", "0000", '"' + clientId + '"');
        return expect(WirePacket.CONNACK);
    }

    /** @param properties hexadecimal, without their length */
    WirePacket connect5(String clientId, boolean clean, String properties) {
        mqtt5 = true;
        send("10 ~ \"MQTT\" 05", clean ? "02" : "00", "0000 {", properties, "}", '"' + clientId + '"');
        return expect(WirePacket.CONNACK);
    }

    /** What it sends from here on is MQTT 5.0; for clients whose CONNECT was written by hand. */
    WireClient speaks5() {
        mqtt5 = true;
        return this;
    }

    // ---- what every client does

    private String properties(String properties) {
        return mqtt5 ? "{" + properties + "}" : "";
    }

    private static String hex(int id) {
        return String.format("%04X", id);
    }

    int nextId() {
        return ++lastId;
    }

    /** @param options the subscription options byte, in hexadecimal; answers the codes of SUBACK */
    String subscribe(String filter, String options) {
        return subscribeWith("", filter, options);
    }

    String subscribeWith(String properties, String filter, String options) {
        send("82 ~", hex(nextId()), properties(properties), '"' + filter + '"', options);
        return expect(WirePacket.SUBACK).codes(mqtt5);
    }

    String unsubscribe(String filter) {
        send("A2 ~", hex(nextId()), properties(""), '"' + filter + '"');
        return expect(WirePacket.UNSUBACK).codes(mqtt5);
    }

    /** QoS 0. */
    WireClient publish(String topic, String payload) {
        return send("30 ~", '"' + topic + '"', properties(""), "'" + payload + "'");
    }

    /** @param header the first byte, in hexadecimal: type, DUP, QoS and RETAIN */
    WireClient publish(String header, String topic, int id, String properties, String payload) {
        boolean withId = (Integer.parseInt(header, 16) >> 1 & 3) != 0;
        return send(header, "~", '"' + topic + '"', withId ? hex(id) : "", properties(properties), "'" + payload + "'");
    }

    /** QoS 1, answered. */
    WirePacket publish1(String topic, String payload) {
        publish("32", topic, nextId(), "", payload);
        return expect(WirePacket.PUBACK);
    }

    /** QoS 2, all four packets. */
    void publish2(String topic, String payload) {
        int id = nextId();
        publish("34", topic, id, "", payload);
        expect(WirePacket.PUBREC);
        send("62 02", hex(id));
        expect(WirePacket.PUBCOMP);
    }

    /** The next packet, which is a PUBLISH; it is not acknowledged. */
    WirePacket.Publish receive() {
        return expect(WirePacket.PUBLISH).publish(mqtt5);
    }

    /** The next packet, which is a PUBLISH and is acknowledged; its PUBREL, if it gets one, is answered on the way. */
    WirePacket.Publish take() {
        WirePacket.Publish publish = receive();
        switch (publish.qos()) {
            case 1 -> puback(publish.id());
            case 2 -> {
                taken.add(publish.id());
                pubrec(publish.id());
            }
            default -> {}
        }
        return publish;
    }

    /** The payload of {@link #take}. */
    String takeText() {
        return take().payload();
    }

    WireClient puback(int id) {
        return send("40 02", hex(id));
    }

    WireClient pubrec(int id) {
        return send("50 02", hex(id));
    }

    WireClient pubrel(int id) {
        return send("62 02", hex(id));
    }

    /** Everything this client sent has been handled, and nothing else came. */
    WireClient ping() {
        send("C0 00");
        expect(WirePacket.PINGRESP);
        return this;
    }

    /** DISCONNECT, and waits until the server has closed: its session is detached then. */
    void disconnect() {
        send("E0 00");
        expectClosed();
    }

    /** The network connection breaks: no DISCONNECT. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
