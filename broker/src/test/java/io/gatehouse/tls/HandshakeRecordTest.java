package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.tls.HandshakeRecord.Reached;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a handshake is what happened in it, whichever engine did it. */
final class HandshakeRecordTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    private static HandshakeRecord recordOf(Conversation conversation) {
        Handshake handshake = conversation.handshake();
        HandshakeRecord record = handshake.record();
        if (record == null) {
            throw new AssertionError("no record (expected: one)");
        }
        assertThat(record.protocol()).isEqualTo(handshake.protocol());
        assertThat(record.cipherSuite()).isEqualTo(handshake.cipherSuite());
        assertThat(record.applicationProtocol()).isEqualTo(handshake.applicationProtocol());
        assertThat(record.resumed()).isEqualTo(handshake.resumed());
        return record;
    }

    private static HelloOffer offerOf(HandshakeRecord record) {
        HelloOffer offer = record.offer();
        if (offer == null) {
            throw new AssertionError("no ClientHello (expected: one)");
        }
        return offer;
    }

    private static HandshakeRecord recordOf(HandshakeFailure failure) {
        HandshakeRecord record = failure.record();
        if (record == null) {
            throw new AssertionError("no record (expected: one)");
        }
        return record;
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, P-256, TLSv1.3, 1, ecdsa_secp256r1_sha256",
        "OPENSSL, P-256, TLSv1.3, 1, ecdsa_secp256r1_sha256",
        "BORINGSSL, P-256, TLSv1.2, 2, ecdsa_secp256r1_sha256",
        "OPENSSL, P-256, TLSv1.2, 2, ecdsa_secp256r1_sha256",
        "BORINGSSL, P-384, TLSv1.3, 1, ecdsa_secp384r1_sha384",
        "OPENSSL, P-384, TLSv1.3, 1, ecdsa_secp384r1_sha384",
        "BORINGSSL, RSA-2048, TLSv1.3, 1, rsa_pss_rsae (over a hash that was not seen)",
        "OPENSSL, RSA-2048, TLSv1.3, 1, rsa_pss_rsae (over a hash that was not seen)",
        "BORINGSSL, RSA-2048, TLSv1.2, 2, rsa_pss_rsae_sha256",
        "OPENSSL, RSA-2048, TLSv1.2, 2, rsa_pss_rsae_sha256",
        "JDK, P-256, TLSv1.3, 1, ecdsa_secp256r1_sha256",
        "JDK, P-256, TLSv1.2, 2, ecdsa_secp256r1_sha256",
        "JDK, P-521, TLSv1.3, 1, ecdsa_secp521r1_sha512",
        "JDK, P-521, TLSv1.2, 2, ecdsa_secp521r1_sha512",
        "JDK, Ed25519, TLSv1.3, 1, ed25519",
        "JDK, Ed25519, TLSv1.2, 2, ed25519",
        "JDK, RSA-2048, TLSv1.3, 1, rsa_pss_rsae (over a hash that was not seen)",
        "JDK, RSA-2048, TLSv1.2, 2, rsa_pss_rsae_sha256"
    })
    void a_full_handshake_is_told_with_all_that_was_agreed_on(
            TlsSettings.Engine engine, String key, String version, int roundTrips, String signature) throws Exception {
        CertificateAndKey device = TestCertificates.of(key);
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(device, version);
                Conversation conversation = client.connect(tls)) {
            HandshakeRecord record = recordOf(conversation);

            assertThat(record.reached()).isEqualTo(Reached.COMPLETED);
            assertThat(record.group()).isEqualTo("x25519");
            assertThat(conversation.handshake().group()).isEqualTo("x25519");
            assertThat(record.clientSignature()).isEqualTo(signature);
            assertThat(record.serverSignature()).isEqualTo("ecdsa_secp256r1_sha256");
            assertThat(record.roundTrips()).isEqualTo(roundTrips);
            assertThat(record.retried()).isFalse();
            assertThat(record.resumed()).isFalse();
            assertThat(record.serverName()).isEqualTo("broker.example");
            assertThat(offerOf(record).versions()).containsExactly(version);
            assertThat(offerOf(record).cipherSuites()).contains(record.cipherSuite());
            assertThat(offerOf(record).groups()).contains("x25519", "secp256r1");
            assertThat(offerOf(record).signatures()).contains("ecdsa_secp256r1_sha256");
            assertThat(record.chain())
                    .extracting(SentCertificate::id)
                    .containsExactly(CertificateIds.of(device.leaf()));
            assertThat(record.chain().getFirst().bytes())
                    .isEqualTo(device.leaf().getEncoded().length);
            assertThat(record.chain().getFirst().subject())
                    .isEqualTo(device.leaf().getSubjectX500Principal().getName());
        }
    }

    @EveryEngineAndVersion
    void flights_alternate_and_their_times_and_bytes_are_those_of_the_connection(
            TlsSettings.Engine engine, String version) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, version);
                Conversation conversation = client.connect(tls)) {
            List<Flight> flights = recordOf(conversation).flights();

            assertThat(flights).hasSizeBetween(3, 4);
            int before = 0;
            for (int i = 0; i < flights.size(); i++) {
                Flight flight = flights.get(i);
                assertThat(flight.ofClient()).isEqualTo(i % 2 == 0);
                assertThat(flight.bytes()).isPositive();
                assertThat(flight.beginMicros()).isGreaterThanOrEqualTo(before);
                assertThat(flight.endMicros()).isGreaterThanOrEqualTo(flight.beginMicros());
                before = flight.endMicros();
            }
            assertThat(recordOf(conversation).doneMicros()).isGreaterThanOrEqualTo(before);
            // The server's flight has its certificate, the client's answer has its own.
            assertThat(flights.get(1).bytes()).isGreaterThan(SERVER.leaf().getEncoded().length);
            assertThat(flights.get(2).bytes()).isGreaterThan(DEVICE.leaf().getEncoded().length);
        }
    }

    @EveryEngineAndVersion
    void a_resumed_handshake_has_one_round_trip_and_no_signatures(TlsSettings.Engine engine, String version)
            throws Exception {
        try (ServerTls tls = ServerTls.open(
                        Conversation.settings(engine, true),
                        Conversation.MQTT,
                        TestCertificates.shown(SERVER),
                        (id, leaf) -> null);
                TestClient client = TestClient.jdk(DEVICE, version)) {
            try (Conversation first = client.connect(tls)) {
                assertThat(offerOf(recordOf(first.clientSays("hello").serverSays("world")))
                                .resumption())
                        .isFalse();
            }
            try (Conversation second = client.connect(tls)) {
                HandshakeRecord record = recordOf(second);

                assertThat(record.resumed()).isTrue();
                assertThat(offerOf(record).resumption()).isTrue();
                assertThat(record.roundTrips()).isEqualTo(1);
                assertThat(record.clientSignature()).isNull();
                assertThat(record.serverSignature()).isNull();
                assertThat(record.group()).isEqualTo(version.equals("TLSv1.3") ? "x25519" : null);
                assertThat(record.chain().getFirst().id()).isEqualTo(CertificateIds.of(DEVICE.leaf()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_that_guessed_the_group_wrong_pays_a_round_trip_more(TlsSettings.Engine engine) throws Exception {
        TlsSettings d = Conversation.settings(engine);
        TlsSettings one = new TlsSettings(
                engine,
                null,
                null,
                null,
                null,
                null,
                null,
                d.versions(),
                List.of("secp384r1"),
                d.handshakeTimeout(),
                d.maxClientHelloBytes(),
                false,
                d.ticketLifetime(),
                d.expiredCertificateGrace(),
                d.expiryWarning());
        try (ServerTls tls = HandshakeTest.open(one, SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation conversation = client.connect(tls)) {
            HandshakeRecord record = recordOf(conversation);

            assertThat(record.retried()).isTrue();
            assertThat(record.roundTrips()).isEqualTo(2);
            assertThat(record.group()).isEqualTo("secp384r1");
            assertThat(offerOf(record).keyShares()).containsExactly("secp384r1"); // of the second hello
            assertThat(record.flights()).hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void alpn_is_told_as_offered_and_as_agreed(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.of(
                        SslProvider.JDK, DEVICE, new String[] {"TLSv1.3"}, TestClient.alpn("h2", "x-amzn-mqtt-ca"));
                Conversation conversation = client.connect(tls)) {
            HandshakeRecord record = recordOf(conversation);

            assertThat(record.applicationProtocol()).isEqualTo("x-amzn-mqtt-ca");
            assertThat(offerOf(record).protocols()).containsExactly("h2", "x-amzn-mqtt-ca");
        }
    }

    @EveryEngineAndVersion
    void the_chain_is_told_as_it_was_sent(TlsSettings.Engine engine, String version) throws Exception {
        CertificateAndKey device = TestCertificates.chainOf(3);
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(device, version);
                Conversation conversation = client.connect(tls)) {
            assertThat(recordOf(conversation).chain())
                    .extracting(SentCertificate::id)
                    .containsExactlyElementsOf(
                            device.chain().stream().map(CertificateIds::of).toList());
        }
    }

    @Test
    void the_devices_of_a_fleet_share_what_they_offer() throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(EnginesHere.ofTheLibrary()), SERVER);
                TestClient one = TestClient.jdk(DEVICE, "TLSv1.3");
                TestClient other = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation first = one.connect(tls);
                Conversation second = other.connect(tls)) {
            assertThat(recordOf(first).offer()).isSameAs(recordOf(second).offer());
            assertThat(recordOf(first).serverName()).isSameAs(recordOf(second).serverName());
        }
    }

    // ---- handshakes that failed

    private static HandshakeFailure failureOf(TlsSettings.Engine engine, TestClient client) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                client;
                Conversation conversation = client.connect(tls)) {
            return conversation.failure();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void of_a_client_without_a_common_group_is_told_what_it_offered(TlsSettings.Engine engine) throws Exception {
        HandshakeFailure failure = failureOf(
                engine, TestClient.jdk(DEVICE, "TLSv1.3").with(p -> p.setNamedGroups(new String[] {"ffdhe2048"})));
        HandshakeRecord record = recordOf(failure);

        assertThat(failure.reason()).isIn(Reason.TLS_NO_SHARED_GROUP, Reason.TLS_NO_SHARED_CIPHER);
        assertThat(record.reached()).isEqualTo(Reached.CLIENT_HELLO);
        assertThat(offerOf(record).groups()).containsExactly("ffdhe2048");
        assertThat(record.cipherSuite()).isNull();
        assertThat(record.roundTrips()).isZero();
        assertThat(record.serverName()).isEqualTo("broker.example");
    }

    @EveryEngineAndVersion
    void of_an_unfit_certificate_is_told_the_chain_and_what_had_been_agreed_on(
            TlsSettings.Engine engine, String version) throws Exception {
        CertificateAndKey weak = TestCertificates.of("RSA-1024");
        HandshakeFailure failure =
                failureOf(engine, TestClient.jdk(weak, version).with(HandshakeRecordTest::everySignature));
        HandshakeRecord record = recordOf(failure);

        assertThat(failure.reason()).isEqualTo(Reason.TLS_CERTIFICATE_KEY_WEAK);
        assertThat(record.reached()).isEqualTo(Reached.CLIENT_ANSWER);
        assertThat(record.protocol()).isEqualTo(version);
        assertThat(record.group()).isEqualTo("x25519");
        assertThat(record.roundTrips()).isEqualTo(1);
        assertThat(record.chain()).extracting(SentCertificate::id).containsExactly(CertificateIds.of(weak.leaf()));
        if (version.equals("TLSv1.3")) {
            assertThat(record.clientSignature()).isNull(); // nobody looked at it
        }
    }

    private static void everySignature(SSLParameters parameters) {
        parameters.setSignatureSchemes(
                new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"});
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void of_what_is_no_tls_are_told_its_bytes(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation
                    .toServer("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                    .talk();
            HandshakeRecord record = recordOf(conversation.failure());

            assertThat(record.reached()).isEqualTo(Reached.BYTES);
            assertThat(record.offer()).isNull();
            assertThat(record.flights().getFirst())
                    .matches(Flight::ofClient)
                    .extracting(Flight::bytes)
                    .isEqualTo(18);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void of_who_says_nothing_is_told_nothing_but_the_time(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.clientCloses();
            HandshakeRecord record = recordOf(conversation.failure());

            assertThat(record.reached()).isEqualTo(Reached.NOTHING);
            assertThat(record.chain()).isEmpty();
        }
    }
}
