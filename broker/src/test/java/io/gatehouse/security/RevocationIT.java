package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trust that is withdrawn while a connection, a session, a will or a TLS ticket still lives. */
final class RevocationIT {
    private static final Duration PROMISED = Duration.ofSeconds(1);

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, RevocationIT::withResumption);
    }

    @AfterAll
    static void stopBroker() {
        Watch.everyChangeReachedTheSessionsWithinASecond(broker);
        broker.close();
    }

    static Configuration withResumption(Configuration from) {
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
                        true,
                        tls.ticketLifetime(),
                        tls.expiredCertificateGrace(),
                        tls.expiryWarning()));
    }

    @ParameterizedTest
    @CsvSource({"REVOKED, CERTIFICATE_REVOKED", "INACTIVE, CERTIFICATE_INACTIVE"})
    void a_certificate_that_loses_its_status_loses_its_live_connections(CertificateStatus status, Reason reason)
            throws IOException {
        TestDevice device = broker.device("live-" + status);
        Watch ends = Watch.disconnects(broker, reason);
        try (LogLines log = LogLines.listen();
                RawClient five = RawClient.of(broker, device);
                RawClient three = RawClient.of(broker, device)) {
            five.admitted(Connect.mqtt5(device.name() + "-5"));
            three.admitted(Connect.mqtt3(device.name() + "-3"));

            setStatus(device, status);
            long answered = System.nanoTime();
            Answer farewell = five.expect(Answer.DISCONNECT);
            five.awaitClosed();
            assertThat(three.next()).isNull(); // 3.1.1 has no words for it
            Duration took = Duration.ofNanos(System.nanoTime() - answered);

            assertThat(farewell.code()).isEqualTo(0x87);
            assertThat(farewell.words()).contains(reason.meaning());
            assertThat(took).isLessThan(PROMISED);
            ends.rose(2);
            assertThat(log.of(reason.name()))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line).contains(device.certificateId()));
        }
        try (RawClient again = RawClient.of(broker, device)) {
            assertThat(again.connect(Connect.mqtt5(device.name() + "-5")).code())
                    .isEqualTo(0x87);
            again.awaitClosed();
        }
    }

    @Test
    void other_certificates_do_not_notice() throws IOException {
        TestDevice doomed = broker.device("doomed");
        TestDevice bystander = broker.device("bystander");
        try (RawClient lives = RawClient.connected(broker, bystander);
                RawClient dies = RawClient.connected(broker, doomed)) {
            setStatus(doomed, CertificateStatus.REVOKED);
            dies.awaitClosed();

            lives.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
    }

    @Test
    void the_persistent_session_of_a_revoked_certificate_is_gone_with_its_messages() throws IOException {
        TestDevice device = broker.device("kept");
        TestDevice sender = broker.device("kept-sender");
        try (RawClient client = RawClient.of(broker, device);
                RawClient other = RawClient.connected(broker, sender)) {
            client.admitted(Connect.mqtt5("kept").persistent());
            client.subscribe("kept/#");
            client.send(Frames.DISCONNECT).awaitClosed();
            other.publish("kept/1", "waits", 1);
            assertThat(session("kept")).isTrue();

            setStatus(device, CertificateStatus.REVOKED);

            Awaitility.await().atMost(Watch.PATIENCE).until(() -> !session("kept"));
        }
    }

    @Test
    void the_persistent_session_of_a_deleted_certificate_is_gone() throws IOException {
        TestDevice device = broker.device("deleted");
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("deleted").persistent());
            client.send(Frames.DISCONNECT).awaitClosed();
        }

        setStatus(device, CertificateStatus.INACTIVE);
        done(broker.registry().detachPolicy("everything", device.certificateId()));
        done(broker.registry().detachThing("deleted", device.certificateId()));
        assertThat(session("deleted")).isTrue(); // an inactive certificate may come back
        done(broker.registry().deleteCertificate(device.certificateId()));

        Awaitility.await().atMost(Watch.PATIENCE).until(() -> !session("deleted"));
    }

    private static boolean session(String clientId) {
        return broker.sessions().ask(clientId, session -> session != null).join();
    }

    @ParameterizedTest
    @CsvSource({"REVOKED", "INACTIVE"})
    void the_will_of_a_certificate_that_was_put_out_is_not_published(CertificateStatus status) throws IOException {
        TestDevice device = broker.device("testator-" + status);
        TestDevice witness = broker.device("witness-" + status);
        Watch refusals = Watch.refusals(broker, Reason.WILL_NOT_AUTHORIZED);
        try (RawClient watching = RawClient.connected(broker, witness);
                RawClient client = RawClient.of(broker, device)) {
            watching.subscribe("wills/" + status, "fence");
            client.admitted(Connect.mqtt5(device.name()).will("wills/" + status));

            setStatus(device, status);
            client.awaitClosed();
            refusals.rose(1);
            watching.publish("fence", "reached", 1);

            assertThat(watching.receive()).isEqualTo("fence reached");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, REVOKED", "TLSv1.2, INACTIVE", "TLSv1.3, REVOKED", "TLSv1.3, INACTIVE"})
    void a_ticket_from_before_does_not_get_in_after(String tlsVersion, CertificateStatus status) throws Exception {
        TestDevice device = broker.device(("ticket-" + tlsVersion + "-" + status).replace('.', '_'));
        SSLContext tls = context(device, tlsVersion);
        exchange(broker, tls, device);
        Watch resumed = resumptions(broker);
        exchange(broker, tls, device);
        resumed.rose(1); // the ticket is good: without this the rest would prove nothing

        setStatus(device, status);

        Watch resumedAfter = resumptions(broker);
        try (RawClient client = RawClient.of(broker, tls)) {
            assertThat(client.connect(Connect.mqtt5(device.name())).code()).isEqualTo(0x87);
            client.awaitClosed();
        }
        assertThat(resumedAfter.rise()).isZero(); // a full handshake, for the sake of a clear answer
        if (status == CertificateStatus.INACTIVE) {
            setStatus(device, CertificateStatus.ACTIVE);
            exchange(broker, tls, device);
        }
    }

    private static SSLContext context(TestDevice device, String tlsVersion) throws Exception {
        SSLContext tls = SSLContext.getInstance(tlsVersion);
        tls.init(device.keys().getKeyManagers(), device.trust().getTrustManagers(), null);
        return tls;
    }

    static Watch resumptions(RunningBroker broker) {
        return Watch.on(broker, "gatehouse_tls_handshake_duration_seconds_count{listener=\"mqtts\",resumed=\"true\"}");
    }

    /** Long enough a connection to get a ticket: in TLS 1.3 it comes after the handshake, with the first bytes read. */
    static void exchange(RunningBroker broker, SSLContext tls, TestDevice device) throws IOException {
        try (RawClient client = RawClient.of(broker, tls)) {
            client.admitted(Connect.mqtt5(device.name()));
            client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            client.send(Frames.DISCONNECT).awaitClosed();
        }
    }

    private static void setStatus(TestDevice device, CertificateStatus status) {
        done(broker.registry().setCertificateStatus(device.certificateId(), status));
    }
}
