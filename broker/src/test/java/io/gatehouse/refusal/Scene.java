package io.gatehouse.refusal;

import static io.gatehouse.RunningBroker.done;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import io.gatehouse.security.Frames;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Where one case plays: a broker, and a name and an address that no other case has, so that no line of the log is held
 * back for being like the one before.
 */
record Scene(RunningBroker broker, int number) {
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    /** For things, client ids, policies. */
    String name() {
        return "case-" + number;
    }

    /** One of the loopback's sixteen million. */
    String address() {
        return "127.0.1." + number;
    }

    InetAddress inetAddress() {
        try {
            return InetAddress.getByName(address());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A device that may do everything. */
    TestDevice device() {
        return broker.device(name());
    }

    /** A device with a thing and this policy. */
    TestDevice device(String document) {
        return broker.device(name(), name(), document);
    }

    TestDevice stranger() {
        return RunningBroker.stranger(name());
    }

    /** A certificate without a thing, that may do everything. */
    TestDevice registered(TestDevice device, CertificateStatus status) {
        return registered(device, status, Policies.everything());
    }

    TestDevice registered(TestDevice device, CertificateStatus status, String document) {
        done(broker.registry().registerCertificate(Certificates.der(device), status));
        done(broker.registry().putPolicy(name(), document));
        done(broker.registry().attachPolicy(name(), device.certificateId()));
        return device;
    }

    // ---- what a client does, and what it is told

    RawClient plain() throws IOException {
        return RawClient.plaintext(broker, inetAddress());
    }

    RawClient dial(TestDevice device) throws IOException {
        return RawClient.of(broker, device.sslContext(), inetAddress(), parameters -> {});
    }

    RawClient connected(TestDevice device) throws IOException {
        RawClient client = dial(device);
        client.admitted(Connect.mqtt5(device.name()));
        return client;
    }

    /** Sends bytes without TLS and waits for the end. */
    Trace bytes(byte... bytes) throws IOException {
        try (RawClient client = plain()) {
            client.send(bytes).awaitSocketClosed();
        }
        return Trace.ofAddress(address());
    }

    /** A handshake that does not come to its end; in TLS 1.3 the client may learn of it only when it reads. */
    Trace handshake(SSLContext tls, Consumer<SSLParameters> change) {
        try (RawClient client = RawClient.of(broker, tls, inetAddress(), change)) {
            client.awaitSocketClosed();
        } catch (IOException refused) {
            // as expected
        }
        return Trace.ofAddress(address());
    }

    Trace connect(TestDevice device) throws IOException {
        return connect(device, Connect.mqtt5(device.name()));
    }

    Trace connect(TestDevice device, Connect connect) throws IOException {
        try (RawClient client = dial(device)) {
            Answer answer = client.connect(connect);
            client.awaitClosed();
            return Trace.of(device, connect.clientId(), answer);
        }
    }

    /** @param connect a CONNECT of 5.0, or of what may be taken for it, that is answered by CONNACK */
    Trace connect(TestDevice device, String clientId, byte[] connect) throws IOException {
        try (RawClient client = dial(device)) {
            Answer answer = client.send(connect).expect(Answer.CONNACK);
            client.awaitClosed();
            return Trace.of(device, clientId, answer);
        }
    }

    /** A first packet that is answered by nothing but the end. */
    Trace first(TestDevice device, byte... packet) throws IOException {
        try (RawClient client = dial(device)) {
            client.send(packet).awaitClosed();
        }
        return Trace.ofCertificate(device);
    }

    Trace publish(TestDevice device, String topic) throws IOException {
        try (RawClient client = connected(device)) {
            return Trace.of(device, client.publish(topic, "message", 1));
        }
    }

    Trace subscribe(TestDevice device, String filter) throws IOException {
        try (RawClient client = connected(device)) {
            return Trace.of(device, client.subscribe(filter));
        }
    }

    /** Packets of an admitted 5.0 client that is put out for them. */
    Trace disconnected(TestDevice device, byte[]... packets) throws IOException {
        try (RawClient client = connected(device)) {
            for (byte[] packet : packets) {
                client.send(packet);
            }
            Answer answer = client.expect(Answer.DISCONNECT);
            client.awaitClosed();
            return Trace.of(device, answer).andCutOff();
        }
    }

    /** A packet of an admitted 3.1.1 client, whose connection is closed without a word. */
    Trace closed(TestDevice device, byte... packet) throws IOException {
        try (RawClient client = dial(device)) {
            client.admitted(Connect.mqtt3(device.name()));
            client.send(packet).awaitClosed();
        }
        return Trace.silent(device).andCutOff();
    }

    /** As the broker calls the other end. */
    String peer(RawClient client) {
        return address() + ":" + client.tls().getLocalPort();
    }

    /** The device was here, subscribed to {@code filter} in a session that stays, and left. */
    void leave(TestDevice device, String filter) throws IOException {
        try (RawClient client = dial(device)) {
            client.admitted(Connect.mqtt5(device.name()).persistent());
            client.subscribe(filter);
            client.send(DISCONNECT).awaitClosed();
        }
    }

    static Frames.Body packet() {
        return new Frames.Body();
    }
}
