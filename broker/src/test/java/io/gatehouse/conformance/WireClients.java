package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** The wire clients of one test, all with one device's certificate. Closing hangs up on all of them. */
final class WireClients implements AutoCloseable {
    private final SSLContext tls;
    private final int port;
    private final List<WireClient> open = new ArrayList<>();

    WireClients(RunningBroker broker, TestDevice device) {
        this.tls = device.sslContext();
        this.port = broker.port();
    }

    /** TLS only: CONNECT is the test's business. */
    WireClient dial() {
        return keep(WireClient.dial(tls, port));
    }

    /** A connection whose unread bytes fill up soon. */
    WireClient dialNarrow() {
        return keep(WireClient.dial(tls, port, 4096));
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
