package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.ConnectionApi;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HandshakeView;
import io.gatehouse.control.Page;
import io.gatehouse.control.RefusalApi;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.tls.CertificateIds;
import io.gatehouse.tls.EnginesHere;
import io.gatehouse.tls.EveryEngineAndVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** "Why was this refused" and "what did this cost" are answered from one place, of connections that live or not. */
final class ConnectionDetailsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<TlsSettings.Engine, RunningBroker> BROKERS = new EnumMap<>(TlsSettings.Engine.class);

    private static RunningBroker broker(TlsSettings.Engine engine) {
        return BROKERS.computeIfAbsent(
                engine, of -> RunningBroker.start(Compatibility.EXTENDED, from -> with(from, of)));
    }

    private static Configuration with(Configuration from, TlsSettings.Engine engine) {
        TlsSettings tls = from.tls();
        return RunningBroker.withTls(
                from,
                new TlsSettings(
                        EnginesHere.assumed(engine),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        tls.versions(),
                        tls.groups(),
                        tls.handshakeTimeout(),
                        tls.maxClientHelloBytes(),
                        true,
                        tls.ticketLifetime(),
                        tls.expiredCertificateGrace(),
                        tls.expiryWarning()));
    }

    @AfterAll
    static void stopBrokers() {
        BROKERS.values().forEach(RunningBroker::close);
        BROKERS.clear();
    }

    private static Consumer<SSLParameters> speaking(String version) {
        return parameters -> {
            parameters.setProtocols(new String[] {version});
            parameters.setApplicationProtocols(new String[] {"x-amzn-mqtt-ca"});
        };
    }

    private static RawClient dial(RunningBroker broker, SSLContext context, Consumer<SSLParameters> change)
            throws IOException {
        return RawClient.of(broker, context, InetAddress.getLoopbackAddress(), change);
    }

    private static ConnectionView described(RunningBroker broker, String clientId) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            return valueOf(admin.call(ConnectionApi.DESCRIBE, new ConnectionApi.Client(clientId)));
        }
    }

    private static HandshakeView handshakeOf(RunningBroker broker, String clientId) {
        HandshakeView handshake = described(broker, clientId).handshake();
        if (handshake == null) {
            throw new AssertionError("no handshake of " + clientId + " (expected: one)");
        }
        return handshake;
    }

    private static HandshakeView.Offer offerOf(HandshakeView handshake) {
        HandshakeView.Offer offer = handshake.offered();
        if (offer == null) {
            throw new AssertionError("no ClientHello (expected: one)");
        }
        return offer;
    }

    private static <T> T valueOf(Answer<T> answer) {
        if (answer instanceof Answer.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError("answer: " + answer + " (expected: done)");
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, TLSv1.3, 1",
        "OPENSSL, TLSv1.3, 1",
        "BORINGSSL, TLSv1.2, 2",
        "OPENSSL, TLSv1.2, 2",
        "JDK, TLSv1.3, 1",
        "JDK, TLSv1.2, 2"
    })
    void a_live_connection_tells_what_its_handshake_was_and_cost(
            TlsSettings.Engine engine, String version, int roundTrips) throws IOException {
        RunningBroker broker = broker(engine);
        TestDevice device = broker.device("live-" + roundTrips);
        try (RawClient client = dial(broker, device.sslContext(), speaking(version))) {
            client.admitted(Connect.mqtt5(device.name()));
            ConnectionView view = described(broker, device.name());
            HandshakeView told = handshakeOf(broker, device.name());

            assertThat(told.reached()).isEqualTo("completed");
            assertThat(told.protocol()).isEqualTo(client.tls().getSession().getProtocol());
            assertThat(told.cipherSuite()).isEqualTo(client.tls().getSession().getCipherSuite());
            assertThat(view.tlsVersion()).isEqualTo(told.protocol());
            assertThat(view.group()).isEqualTo(told.group()).isEqualTo("x25519");
            assertThat(told.clientSignature()).isEqualTo("ecdsa_secp256r1_sha256");
            assertThat(told.serverSignature()).isEqualTo("ecdsa_secp256r1_sha256");
            assertThat(told.applicationProtocol()).isEqualTo("x-amzn-mqtt-ca");
            assertThat(told.serverName()).isNull(); // "localhost" has no dot: Java's client sends no name
            assertThat(told.resumed()).isFalse();
            assertThat(told.roundTrips()).isEqualTo(roundTrips);
            assertThat(told.chain())
                    .extracting(HandshakeView.Sent::certificateId)
                    .startsWith(device.certificateId())
                    .containsExactlyElementsOf(sent(device));
            assertThat(told.chain().getFirst().subject()).contains("CN=" + device.name());
            assertThat(offerOf(told).versions()).containsExactly(version);
            assertThat(offerOf(told).applicationProtocols()).containsExactly("x-amzn-mqtt-ca");
            checkSums(told);
        }
    }

    private static List<String> sent(TestDevice device) {
        List<String> chain = new ArrayList<>(List.of(device.certificateId()));
        device.issued().chain().forEach(issuer -> chain.add(CertificateIds.of(issuer)));
        return chain;
    }

    private static void checkSums(HandshakeView told) {
        assertThat(told.phases().stream().mapToInt(HandshakeView.Phase::bytesIn).sum())
                .isEqualTo(told.bytesIn())
                .isPositive();
        assertThat(told.phases().stream()
                        .mapToInt(HandshakeView.Phase::bytesOut)
                        .sum())
                .isEqualTo(told.bytesOut());
        assertThat(told.phases().stream()
                        .mapToDouble(HandshakeView.Phase::millis)
                        .sum())
                .isCloseTo(told.millis(), Offset.offset(0.01));
        assertThat(told.phases()).allSatisfy(phase -> assertThat(phase.millis()).isNotNegative());
        assertThat(told.phases())
                .extracting(HandshakeView.Phase::name)
                .startsWith("client hello")
                .endsWith("end");
    }

    @EveryEngineAndVersion
    void a_resumed_connection_says_so_and_was_cheaper(TlsSettings.Engine engine, String version) throws IOException {
        RunningBroker broker = broker(engine);
        TestDevice device = broker.device(version.replace('.', '-'));
        SSLContext context = device.sslContext(); // used again: it offers to resume
        int full;
        try (RawClient client = dial(broker, context, speaking(version))) {
            client.admitted(Connect.mqtt5(device.name())); // tickets come with the first data
            full = handshakeOf(broker, device.name()).bytesOut();
        }
        try (RawClient client = dial(broker, context, speaking(version))) {
            client.admitted(Connect.mqtt5(device.name()));
            HandshakeView told = handshakeOf(broker, device.name());

            assertThat(told.resumed()).isTrue();
            assertThat(offerOf(told).resumption()).isTrue();
            assertThat(told.roundTrips()).isEqualTo(1);
            assertThat(told.clientSignature()).isNull();
            assertThat(told.bytesOut()).isLessThan(full);
            assertThat(told.chain().getFirst().certificateId()).isEqualTo(device.certificateId());
            checkSums(told);
        }
    }

    @Test
    void a_list_of_connections_does_not_carry_their_handshakes() throws IOException {
        RunningBroker broker = broker(EnginesHere.ofTheLibrary());
        TestDevice device = broker.device("listed");
        try (RawClient client = RawClient.connected(broker, device);
                AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            assertThat(client).isNotNull();
            var page = new Page("listed", null, 10);
            List<ConnectionView> listed =
                    valueOf(admin.call(ConnectionApi.LIST, page)).connections();

            assertThat(listed)
                    .hasSize(1)
                    .allSatisfy(view -> assertThat(view.handshake()).isNull());
        }
    }

    // ---- refused

    private static HandshakeView refused(RunningBroker broker, String who, @Nullable String reason) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            var question = new RefusalApi.Question(who, reason, 1);
            List<RefusalApi.Told> found = await().atMost(PATIENCE)
                    .until(
                            () -> valueOf(admin.call(RefusalApi.WHY, question)).refusals(),
                            refusals -> !refusals.isEmpty());
            HandshakeView handshake = found.getFirst().handshake();
            if (handshake == null) {
                throw new AssertionError("no handshake of " + who + " (expected: one)");
            }
            return handshake;
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_certificate_that_nobody_registered_was_refused_after_this_handshake(TlsSettings.Engine engine)
            throws IOException {
        RunningBroker broker = broker(engine);
        TestDevice stranger = RunningBroker.stranger("stranger-" + engine);
        try (RawClient client = RawClient.of(broker, stranger)) {
            client.connect(Connect.mqtt5(stranger.name()));
        }

        HandshakeView told = refused(broker, stranger.name(), "CERTIFICATE_UNKNOWN");

        assertThat(told.reached()).isEqualTo("completed");
        assertThat(told.chain())
                .extracting(HandshakeView.Sent::certificateId)
                .containsExactlyElementsOf(sent(stranger));
        checkSums(told);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_handshake_without_a_common_group_is_told_as_far_as_it_went(TlsSettings.Engine engine) throws IOException {
        RunningBroker broker = broker(engine);
        TestDevice device = broker.device("groupless");
        String address = engine == TlsSettings.Engine.JDK ? "127.0.3.1" : "127.0.3.2";
        try (RawClient client = RawClient.of(
                broker,
                device.sslContext(),
                InetAddress.getByName(address),
                parameters -> parameters.setNamedGroups(new String[] {"ffdhe2048"}))) {
            client.awaitSocketClosed();
        } catch (IOException refused) {
            // as expected
        }

        HandshakeView told = refused(broker, address, null);

        assertThat(told.reached()).isEqualTo("client_hello");
        assertThat(offerOf(told).groups()).containsExactly("ffdhe2048");
        assertThat(told.cipherSuite()).isNull();
        checkSums(told);
    }
}
