package io.gatehouse.security;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client in bytes: sends what no library would send, and sees what a library hides. One thread at a time. */
public final class RawClient implements AutoCloseable {
    /** Long enough for a loaded machine; what is expected comes at once on a quiet one. */
    public static final int PATIENCE_MILLIS = 30_000;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Socket socket;
    private ProtocolVersion version = ProtocolVersion.MQTT_5;
    private long bytesSent;
    private long bytesReceived;

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** What the broker sent. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Answer(int type, int flags, byte[] body, boolean v5) {
        public static final int CONNACK = 2;
        public static final int PUBLISH = 3;
        public static final int PUBACK = 4;
        public static final int PUBREC = 5;
        public static final int PUBREL = 6;
        public static final int PUBCOMP = 7;
        public static final int SUBACK = 9;
        public static final int UNSUBACK = 11;
        public static final int PINGRESP = 13;
        public static final int DISCONNECT = 14;

        /** Reason or return code of an answer to one packet. */
        public int code() {
            return switch (type) {
                case CONNACK -> at(1);
                case PUBACK, PUBREC, PUBCOMP -> body.length > 2 ? at(2) : 0;
                case SUBACK -> at(body.length - 1);
                case DISCONNECT -> body.length == 0 ? 0 : at(0);
                default -> throw new AssertionError("packet type " + type + " has no code");
            };
        }

        public boolean sessionPresent() {
            return at(0) == 1;
        }

        /** Everything behind the code that is text, well enough to look for words in it. */
        public String words() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String topic() {
            return new String(body, 2, at(0) << 8 | at(1), StandardCharsets.UTF_8);
        }

        public String payload() {
            int from = 2 + (at(0) << 8 | at(1)) + (qos() > 0 ? 2 : 0);
            if (v5) {
                from += 1 + at(from); // the properties of our tests are short
            }
            return new String(body, from, body.length - from, StandardCharsets.UTF_8);
        }

        boolean retain() {
            return (flags & 1) != 0;
        }

        /** Of a PUBLISH of MQTT 5.0 that has no other properties; each below 128. */
        List<Integer> subscriptionIds() {
            int properties = 2 + (at(0) << 8 | at(1)) + (qos() > 0 ? 2 : 0);
            List<Integer> ids = new ArrayList<>();
            for (int i = properties + 1; i <= properties + at(properties); i += 2) {
                if (at(i) != 0x0B) {
                    throw new AssertionError("property: " + at(i) + " (expected: 11, a subscription identifier)");
                }
                ids.add(at(i + 1));
            }
            return ids;
        }

        public int qos() {
            return flags >> 1 & 3;
        }

        public int packetId() {
            int from = 2 + (at(0) << 8 | at(1));
            return at(from) << 8 | at(from + 1);
        }

        private int at(int index) {
            return body[index] & 0xFF;
        }
    }

    /** TCP alone. */
    public static RawClient plaintext(RunningBroker broker) throws IOException {
        return plaintext(broker, InetAddress.getLoopbackAddress());
    }

    /** TCP alone, from one of the addresses of the loopback. */
    public static RawClient plaintext(RunningBroker broker, InetAddress from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket);
    }

    public static RawClient of(RunningBroker broker, TestDevice device) throws IOException {
        return of(broker, device.sslContext());
    }

    /** TLS, its handshake done; a context that is used again offers to resume. */
    public static RawClient of(RunningBroker broker, SSLContext tls) throws IOException {
        return of(broker, tls, InetAddress.getLoopbackAddress(), parameters -> {});
    }

    /** TLS as {@code change} has it, its handshake done, from one of the addresses of the loopback. */
    public static RawClient of(RunningBroker broker, SSLContext tls, InetAddress from, Consumer<SSLParameters> change)
            throws IOException {
        return of(broker.port(), tls, from, change);
    }

    /** As {@link #of(RunningBroker, SSLContext)}, with a broker in another process. */
    public static RawClient of(int port, SSLContext tls) throws IOException {
        return of(port, tls, InetAddress.getLoopbackAddress(), parameters -> {});
    }

    static RawClient of(int port, SSLContext tls, InetAddress from, Consumer<SSLParameters> change) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress("localhost", LOOPBACK), port), PATIENCE_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            change.accept(parameters);
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.startHandshake();
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        return new RawClient(socket);
    }

    /** What a proxy at {@code from} makes of a device's connection: a header, then the device's TLS. */
    public static RawClient proxied(RunningBroker broker, SSLContext tls, InetAddress from, byte[] header)
            throws IOException {
        RawClient proxy = plaintext(broker, from).send(header);
        try {
            return proxy.secured(broker, tls);
        } catch (IOException failed) {
            proxy.close();
            throw failed;
        }
    }

    /** TLS over what is plain so far, its handshake done; closes that with it. */
    RawClient secured(RunningBroker broker, SSLContext tls) throws IOException {
        SSLSocket over = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", broker.port(), true);
        over.startHandshake();
        return new RawClient(over);
    }

    /** A connection of {@code device} under its own name, admitted. */
    public static RawClient connected(RunningBroker broker, TestDevice device) throws IOException {
        RawClient client = of(broker, device);
        client.admitted(Frames.Connect.mqtt5(device.name()));
        return client;
    }

    /** Bytes of MQTT. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Bytes of MQTT. */
    public long bytesReceived() {
        return bytesReceived;
    }

    public SSLSocket tls() {
        return (SSLSocket) socket;
    }

    public RawClient send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        bytesSent += bytes.length;
        return this;
    }

    /** What CONNECT is answered with. */
    public Answer connect(Frames.Connect connect) throws IOException {
        version = connect.version();
        return send(connect.bytes()).expect(Answer.CONNACK);
    }

    public Answer admitted(Frames.Connect connect) throws IOException {
        Answer connack = connect(connect);
        if (connack.code() != 0) {
            throw new AssertionError("CONNACK: " + connack.code() + " (expected: 0)");
        }
        return connack;
    }

    public Answer subscribe(String... filters) throws IOException {
        return send(Frames.subscribe(version, filters)).expect(Answer.SUBACK);
    }

    public Answer publish(String topic, String payload, int qos) throws IOException {
        send(Frames.publish(version, topic, payload, qos, false));
        return expect(qos == 1 ? Answer.PUBACK : Answer.PUBREC);
    }

    /** The next PUBLISH, acknowledged, as {@code topic payload}; other packets on the way are passed over. */
    public String receive() throws IOException {
        Answer publish = expectPassingOver(Answer.PUBLISH);
        if (publish.qos() == 1) {
            send(Frames.acknowledge(0x40, publish.packetId()));
        }
        return publish.topic() + " " + publish.payload();
    }

    /** What arrives before the first message on {@code topic}, which is received too. */
    public List<String> receiveUpTo(String topic) throws IOException {
        List<String> before = new ArrayList<>();
        for (String got = receive(); !got.startsWith(topic + " "); got = receive()) {
            before.add(got);
        }
        return before;
    }

    private Answer expectPassingOver(int type) throws IOException {
        while (true) {
            Answer answer = next();
            if (answer == null) {
                throw new AssertionError("end of stream (expected: packet type " + type + ")");
            }
            if (answer.type() == type) {
                return answer;
            }
        }
    }

    /** The next packet, of which there must be one. */
    public Answer any() throws IOException {
        Answer answer = next();
        if (answer == null) {
            throw new AssertionError("end of stream (expected: a packet)");
        }
        return answer;
    }

    public Answer expect(int type) throws IOException {
        Answer answer = next();
        if (answer == null || answer.type() != type) {
            throw new AssertionError("packet: " + answer + " (expected: type " + type + ")");
        }
        return answer;
    }

    /** The next packet, or {@code null} at the end of the connection, in whatever way it ended. */
    public @Nullable Answer next() throws IOException {
        InputStream in = socket.getInputStream();
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException late) {
            throw new AssertionError("nothing arrived within " + PATIENCE_MILLIS + " ms", late);
        } catch (IOException reset) {
            return null;
        }
        if (first < 0) {
            return null;
        }
        bytesReceived++;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.read();
            if (digit < 0) {
                throw new EOFException();
            }
            bytesReceived++;
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                break;
            }
        }
        bytesReceived += length;
        return new Answer(first >> 4, first & 0x0F, in.readNBytes(length), version.isMqtt5());
    }

    /** Reads to the end of the connection; packets on the way are passed over. */
    public void awaitClosed() throws IOException {
        while (next() != null) {
            // until the end
        }
    }

    /** Reads bytes, whatever they are, to the end of the connection. */
    public void awaitSocketClosed() {
        try {
            var _ = socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException late) {
            throw new AssertionError("the socket is still open after " + PATIENCE_MILLIS + " ms", late);
        } catch (IOException reset) {
            // closed as well
        }
    }

    /** Ends without a farewell. */
    public void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
