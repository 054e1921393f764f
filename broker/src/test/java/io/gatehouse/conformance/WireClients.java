package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The wire clients of one test, all with one device's certificate. Closing hangs up on all of them.
 *
 * <p>As an extension of a test class ({@link #ofBroker}) they bring their broker along: it lives as long as the class,
 * and after each test they are closed.
 */
final class WireClients implements AutoCloseable, BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final Supplier<RunningBroker> start;
    private final List<WireClient> open = new ArrayList<>();
    private @Nullable RunningBroker broker;
    private @Nullable SSLContext tls;

    private WireClients(Supplier<RunningBroker> start) {
        this.start = start;
    }

    /** To be registered as an extension. */
    static WireClients ofBroker(Supplier<RunningBroker> start) {
        return new WireClients(start);
    }

    /** More clients of a broker that somebody else starts and stops. */
    WireClients(RunningBroker broker, TestDevice device) {
        this.start = () -> broker;
        this.broker = broker;
        this.tls = device.sslContext();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        RunningBroker started = start.get();
        broker = started;
        tls = started.device("lamp").sslContext();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        broker().close();
    }

    RunningBroker broker() {
        return Objects.requireNonNull(broker);
    }

    /** TLS only: CONNECT is the test's business. */
    WireClient dial() {
        return keep(WireClient.dial(Objects.requireNonNull(tls), broker().port()));
    }

    /** A connection whose unread bytes fill up soon. */
    WireClient dialNarrow() {
        return keep(WireClient.dial(Objects.requireNonNull(tls), broker().port(), 4096));
    }

    private WireClient keep(WireClient client) {
        open.add(client);
        return client;
    }

    /** MQTT 3.1.1, clean session. */
    WireClient v3(String clientId) {
        WireClient client = dial();
        assertThat(client.connect3(clientId, true).connectCode()).isZero();
        return client;
    }

    /** MQTT 5.0, clean start, no expiry. */
    WireClient v5(String clientId) {
        return v5(clientId, "");
    }

    /** MQTT 5.0, clean start, with these properties of CONNECT. */
    WireClient v5(String clientId, String properties) {
        WireClient client = dial();
        assertThat(client.connect5(clientId, true, properties).connectCode()).isZero();
        return client;
    }

    /** MQTT 3.1.1, session kept. */
    WireClient kept3(String clientId) {
        WireClient client = dial();
        assertThat(client.connect3(clientId, false).connectCode()).isZero();
        return client;
    }

    /** MQTT 5.0, session resumed or made, kept for 1,000 s, with these properties of CONNECT besides. */
    WireClient kept5(String clientId, String properties) {
        WireClient client = dial();
        assertThat(client.connect5(clientId, false, "11 000003E8 " + properties).connectCode())
                .isZero();
        return client;
    }

    WireClient kept5(String clientId) {
        return kept5(clientId, "");
    }

    @Override
    public void close() {
        open.forEach(WireClient::close);
        open.clear();
    }
}
