package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in: the registered, active, valid certificate whose key the peer has, and nobody else. */
final class IdentityIT {
    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final ShiftedClock CLOCK = new ShiftedClock();
    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, IdentityIT::withGrace, CLOCK);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void today() {
        CLOCK.shift(Duration.ZERO);
    }

    private static Configuration withGrace(Configuration from) {
        TlsSettings tls = from.tls();
        return RunningBroker.withTls(
                from,
                new TlsSettings(
                        tls.engine(),
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
                        false,
                        tls.ticketLifetime(),
                        GRACE,
                        tls.expiryWarning()));
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"MQTT_3_1_1", "MQTT_5"})
    void a_certificate_nobody_registered_is_told_so_after_the_handshake(ProtocolVersion version) throws IOException {
        TestDevice stranger = RunningBroker.stranger("stranger-" + version);
        Watch refusals = Watch.refusals(broker, Reason.CERTIFICATE_UNKNOWN);
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.of(broker, stranger)) {
            Answer connack = client.connect(Connect.of(version, stranger.name()));

            assertThat(connack.code()).isEqualTo(version.isMqtt5() ? 0x87 : 5);
            assertThat(connack.words().contains(Reason.CERTIFICATE_UNKNOWN.meaning()))
                    .isEqualTo(version.isMqtt5());
            client.awaitClosed();
            refusals.rose(1);
            assertThat(log.of("CERTIFICATE_UNKNOWN"))
                    .singleElement()
                    .asString()
                    .contains(stranger.certificateId(), stranger.name(), "peer=", "CN=");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ",
        "INACTIVE, CERTIFICATE_INACTIVE",
        "REVOKED, CERTIFICATE_REVOKED",
        "PENDING_ACTIVATION, CERTIFICATE_PENDING_ACTIVATION"
    })
    void only_an_active_certificate_connects(CertificateStatus status, @Nullable Reason refusal) throws IOException {
        TestDevice device = RunningBroker.stranger("new-" + status);
        register(device, status);

        assertThat(refusalOf(device)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource({
        // notBefore and notAfter in minutes from now, then how far the calendar is moved after the registration
        "-60, 60, 0, ",
        "-60, 60, 69, ", // past its end, within the grace
        "-60, 60, 71, CERTIFICATE_EXPIRED",
        "-60, 60, -61, CERTIFICATE_NOT_YET_VALID",
        "30, 60, 0, CERTIFICATE_NOT_YET_VALID",
        "30, 60, 31, "
    })
    void a_certificate_is_let_in_from_its_beginning_to_the_end_of_the_grace(
            int from, int until, int then, @Nullable Reason refusal) throws IOException {
        Instant now = Instant.now();
        TestDevice device = Certificates.valid(
                "valid" + from + "to" + until + "at" + then,
                now.plus(Duration.ofMinutes(from)),
                now.plus(Duration.ofMinutes(until)));
        register(device, CertificateStatus.ACTIVE);

        CLOCK.shift(Duration.ofMinutes(then));

        assertThat(refusalOf(device)).isEqualTo(refusal);
    }

    @Test
    void a_certificate_that_ends_while_its_connection_lives_loses_it() throws IOException {
        Instant now = Instant.now();
        TestDevice brief = Certificates.valid("brief", now.minusSeconds(60), now.plusSeconds(60));
        TestDevice lasting = broker.device("lasting");
        register(brief, CertificateStatus.ACTIVE);
        Watch ends = Watch.disconnects(broker, Reason.CERTIFICATE_EXPIRED);
        try (RawClient ending = RawClient.connected(broker, brief);
                RawClient going = RawClient.connected(broker, lasting)) {
            CLOCK.shift(Duration.ofSeconds(60).plus(GRACE).minusSeconds(30));
            ending.send(Frames.PINGREQ).expect(Answer.PINGRESP); // within the grace

            CLOCK.shift(Duration.ofSeconds(61).plus(GRACE));
            Answer farewell = ending.expect(Answer.DISCONNECT);
            ending.awaitClosed();

            assertThat(farewell.code()).isEqualTo(0x87);
            assertThat(farewell.words()).contains(Reason.CERTIFICATE_EXPIRED.meaning());
            ends.rose(1);
            going.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
    }

    @Test
    void a_registered_authority_lets_nobody_in_by_itself() throws IOException {
        TestDevice authority = Certificates.authority("Some factory");
        done(broker.registry().registerCa(Certificates.der(authority), CaStatus.ACTIVE));
        TestDevice device = Certificates.signedBy(authority, "fresh-from-the-factory");

        assertThat(refusalOf(device)).isEqualTo(Reason.CERTIFICATE_UNKNOWN);
    }

    @Test
    void a_certificate_that_a_device_signed_with_its_own_is_refused() throws IOException {
        TestDevice device = broker.device("ambitious");

        assertThat(refusalOf(Certificates.derivedFrom(device))).isEqualTo(Reason.CERTIFICATE_UNKNOWN);
    }

    @Test
    void the_subject_of_a_registered_certificate_with_another_key_is_refused() throws IOException {
        TestDevice device = broker.device("original");

        assertThat(refusalOf(Certificates.lookAlike(device))).isEqualTo(Reason.CERTIFICATE_UNKNOWN);
    }

    @Test
    void a_certificate_that_cannot_be_read_is_refused_and_its_connection_closed() throws Exception {
        TestDevice blank = Certificates.unreadable("blank");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new javax.net.ssl.KeyManager[] {
                    new MismatchedKey(blank.issued().leaf(), blank.issued().key())
                },
                blank.trust().getTrustManagers(),
                new SecureRandom());
        Watch refusals = Watch.refusals(broker, Reason.CERTIFICATE_UNKNOWN);
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.of(broker, tls)) {
            assertThat(client.connect(Connect.mqtt5("blank")).code()).isEqualTo(0x87);
            client.awaitClosed();

            refusals.rose(1);
            assertThat(log.of("CERTIFICATE_UNKNOWN"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(blank.certificateId()));
        }
    }

    @Test
    void a_certificate_without_its_key_does_not_complete_the_handshake() throws Exception {
        TestDevice device = broker.device("robbed");
        TestDevice thief = RunningBroker.stranger("thief");
        Watch refusals = Watch.refusals(broker, Reason.TLS_SIGNATURE_INVALID);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new javax.net.ssl.KeyManager[] {
                    new MismatchedKey(device.issued().leaf(), thief.issued().key())
                },
                device.trust().getTrustManagers(),
                new SecureRandom());

        assertRefusedInTls(tls);

        refusals.rose(1);
    }

    @Test
    void a_client_without_a_certificate_gets_an_alert_and_the_log_tells_which_host_it_wanted() throws Exception {
        Watch refusals = Watch.refusals(broker, Reason.TLS_NO_CLIENT_CERTIFICATE);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, RunningBroker.stranger("bare").trust().getTrustManagers(), new SecureRandom());
        try (LogLines log = LogLines.listen();
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", broker.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("gate.example.com")));
            socket.setSSLParameters(parameters);
            assertThatThrownBy(() -> socket.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("alert");

            refusals.rose(1);
            assertThat(log.of("TLS_NO_CLIENT_CERTIFICATE"))
                    .singleElement()
                    .asString()
                    .contains("peer=", "mqtts", "serverName=\"gate.example.com\"");
        }
    }

    /** In TLS 1.3 the client has finished when the server refuses: it hears of it on its first read. */
    private static void assertRefusedInTls(SSLContext tls) {
        assertThatThrownBy(() -> {
                    try (RawClient client = RawClient.of(broker, tls)) {
                        var _ = client.tls().getInputStream().read();
                    }
                })
                .isInstanceOf(javax.net.ssl.SSLException.class)
                .hasMessageContaining("alert");
    }

    private static void register(TestDevice device, CertificateStatus status) {
        done(broker.registry().registerCertificate(Certificates.der(device), status));
        done(broker.registry().putPolicy("identity", Policies.everything()));
        done(broker.registry().attachPolicy("identity", device.certificateId()));
    }

    /** Why the device is not let in, as counter, log and device are told; {@code null} when it is. */
    private static @Nullable Reason refusalOf(TestDevice device) throws IOException {
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.of(broker, device)) {
            Answer connack = client.connect(Connect.mqtt5(device.name()));
            if (connack.code() == 0) {
                return null;
            }
            assertThat(connack.code()).isEqualTo(0x87);
            client.awaitClosed();
            for (Reason reason : Reason.values()) {
                if (connack.words().contains(reason.meaning())) {
                    assertThat(log.of(reason.name())).hasSize(1);
                    return reason;
                }
            }
            throw new AssertionError("CONNACK without a reason: " + connack.words());
        }
    }
}
