package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An authority revokes by its CRL what the registry still lets in: new, live and resumed. */
final class IssuerRevocationIT {
    private static final Duration PROMISED = Duration.ofSeconds(1);
    /** A file may be looked at just before it changes. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private final TestAuthority authority = TestAuthority.named("factory");
    private @Nullable RunningBroker running;

    @BeforeEach
    void writeAuthority() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
    }

    @AfterEach
    void stopBroker() {
        if (running != null) {
            running.close();
        }
    }

    private RunningBroker start(RevocationWishes wishes) {
        return start(EnginesHere.ofTheLibrary(), wishes);
    }

    private RunningBroker start(TlsSettings.Engine engine, RevocationWishes wishes) {
        running = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withRevocation(resuming(from, engine), wishes.settings()));
        return running;
    }

    static Configuration resuming(Configuration from, TlsSettings.Engine engine) {
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
                        engine == TlsSettings.Engine.JDK ? List.of("x25519", "secp256r1") : tls.groups(),
                        tls.handshakeTimeout(),
                        tls.maxClientHelloBytes(),
                        true,
                        tls.ticketLifetime(),
                        tls.expiredCertificateGrace(),
                        tls.expiryWarning()));
    }

    private RevocationWishes listed() {
        return RevocationWishes.none().issuers(folder.resolve("ca.pem")).files(crlFile());
    }

    private Path crlFile() {
        return folder.resolve("factory.crl");
    }

    private void put(byte[] crl) throws IOException {
        Path half = Files.write(folder.resolve("half"), crl);
        Files.move(half, crlFile(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private TestDevice known(RunningBroker broker, String name) {
        return known(broker, authority.device(name));
    }

    static TestDevice known(RunningBroker broker, TestDevice device) {
        done(broker.registry().registerCertificate(Certificates.der(device), CertificateStatus.ACTIVE));
        done(broker.registry().putPolicy("everything", Policies.everything()));
        done(broker.registry().attachPolicy("everything", device.certificateId()));
        return device;
    }

    static void isRefused(RunningBroker broker, TestDevice device, SSLContext tls, Reason reason) throws IOException {
        try (RawClient client = RawClient.of(broker, tls)) {
            Answer connack = client.connect(Connect.mqtt5(device.name()));
            client.awaitClosed();
            assertThat(connack.code()).isEqualTo(0x87);
            assertThat(connack.words()).contains(reason.meaning());
        }
    }

    static void isAdmitted(RunningBroker broker, TestDevice device) throws IOException {
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5(device.name()));
        }
    }

    private static void becomesAdmitted(RunningBroker broker, TestDevice device) {
        await().atMost(NOTICED).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> isAdmitted(broker, device));
    }

    static void isPutOut(RawClient client, Reason reason, Duration within) throws IOException {
        long began = System.nanoTime();
        Answer farewell = client.expect(Answer.DISCONNECT);
        client.awaitClosed();
        assertThat(farewell.code()).isEqualTo(0x87);
        assertThat(farewell.words()).contains(reason.meaning());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(within);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_certificate_on_a_crl_is_refused_new_live_and_resumed_and_comes_back_when_it_is_taken_off(
            TlsSettings.Engine engine) throws IOException {
        put(authority.list().numbered(1).der());
        RunningBroker broker = start(engine, listed());
        TestDevice device = known(broker, "doomed");
        TestDevice bystander = known(broker, "bystander");
        SSLContext tls = device.sslContext();
        RevocationIT.exchange(broker, tls, device);
        Watch resumed = RevocationIT.resumptions(broker);
        RevocationIT.exchange(broker, tls, device);
        resumed.rose(1); // the ticket is good: without this the rest would prove nothing
        Watch ends = Watch.disconnects(broker, Reason.CERTIFICATE_REVOKED_BY_CRL);
        try (RawClient live = RawClient.connected(broker, device);
                RawClient other = RawClient.connected(broker, bystander)) {
            put(authority.list().numbered(2).revoking(device).der());

            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, PROMISED);
            ends.rose(1);
            other.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
        Watch resumedAfter = RevocationIT.resumptions(broker);
        isRefused(broker, device, tls, Reason.CERTIFICATE_REVOKED_BY_CRL);
        assertThat(resumedAfter.rise()).isZero(); // a full handshake, for the sake of a clear answer

        put(authority.list().numbered(3).der());
        becomesAdmitted(broker, device);
    }

    @Test
    void a_swapped_link_is_noticed_as_kubernetes_swaps_it() throws IOException {
        Files.createDirectory(folder.resolve("v1"));
        Files.createDirectory(folder.resolve("v2"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        Files.createSymbolicLink(crlFile(), Path.of("..data/factory.crl"));
        Files.write(
                folder.resolve("v1/factory.crl"), authority.list().numbered(1).pemBytes());
        RunningBroker broker = start(listed());
        TestDevice device = known(broker, "doomed");
        try (RawClient live = RawClient.connected(broker, device)) {
            Files.write(
                    folder.resolve("v2/factory.crl"),
                    authority.list().numbered(2).revoking(device).pemBytes());
            Files.createSymbolicLink(folder.resolve("..data_new"), Path.of("v2"));
            Files.move(folder.resolve("..data_new"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
        }
    }

    @Test
    void a_broken_missing_or_older_file_leaves_the_one_before_in_force_and_is_counted() throws IOException {
        put(authority.list().numbered(1).der());
        RunningBroker broker = start(listed());
        TestDevice device = known(broker, "doomed");
        put(authority.list().numbered(2).revoking(device).der());
        await().atMost(NOTICED).until(() -> entries(broker) == 1);
        Watch failures = Watch.on(broker, "gatehouse_crl_failed_loads_total{source=\"" + crlFile() + "\"}");

        put(new byte[] {0x30, 0x03, 1, 2});
        failures.roseToAtLeast(1);
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
        put(authority.list().numbered(1).der());
        failures.roseToAtLeast(2);
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
        Files.delete(crlFile());
        failures.roseToAtLeast(3);
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);

        put(authority.list().numbered(3).der());
        becomesAdmitted(broker, device);
    }

    @Test
    void an_authority_counts_from_when_it_stands_in_the_file_of_issuers() throws IOException {
        TestAuthority other = TestAuthority.named("other");
        Path issuers = Files.writeString(folder.resolve("issuers.pem"), other.pem());
        RunningBroker broker = start(RevocationWishes.none().issuers(issuers).files(crlFile()));
        TestDevice device = known(broker, "doomed");
        put(authority.list().numbered(1).revoking(device).der());
        try (RawClient live = RawClient.connected(broker, device)) {
            Path half = Files.writeString(folder.resolve("half"), other.pem() + authority.pem());
            Files.move(half, issuers, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
        }
    }

    @Test
    void a_file_of_issuers_that_cannot_be_read_leaves_those_of_before() throws IOException {
        put(authority.list().numbered(1).der());
        RunningBroker broker = start(listed());
        TestDevice device = known(broker, "doomed");
        Files.writeString(folder.resolve("ca.pem"), "nothing");

        Command reload = Command.run(broker, folder, "reload");

        assertThat(reload.exitCode()).isOne();
        assertThat(reload.out()).contains("revocation issuers: failed", "ca.pem", "expected: authorities in PEM");
        assertThat(broker.metric("gatehouse_reload_failing{part=\"revocation issuers\"}"))
                .isOne();
        put(authority.list().numbered(2).revoking(device).der());
        await().atMost(NOTICED).until(() -> entries(broker) == 1);
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
    }

    private double entries(RunningBroker broker) {
        return broker.metric("gatehouse_crl_entries{source=\"" + crlFile() + "\"}");
    }

    @Test
    void in_hard_mode_a_missing_crl_stops_the_start_and_in_soft_mode_it_may_come_later() throws IOException {
        assertThatThrownBy(() -> start(listed().hard()))
                .rootCause()
                .hasMessageContaining(crlFile() + ": no such file")
                .hasMessageContaining("revocation.stale-crl is hard");

        RunningBroker broker = start(listed());
        TestDevice device = known(broker, "doomed");
        try (RawClient live = RawClient.connected(broker, device)) {
            put(authority.crl(device));
            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
        }
    }

    @Test
    void in_hard_mode_the_devices_of_an_issuer_are_put_out_when_its_crl_becomes_stale_and_return_with_the_next()
            throws IOException {
        put(authority.list().numbered(1).until(Instant.now().plusSeconds(4)).der());
        RunningBroker broker = start(listed().hard());
        TestDevice device = known(broker, "lamp");
        TestDevice foreign = broker.device("foreign");
        try (RawClient live = RawClient.of(broker, device);
                RawClient other = RawClient.connected(broker, foreign)) {
            live.admitted(Connect.mqtt5("lamp").persistent());
            isPutOut(live, Reason.CERTIFICATE_CRL_STALE, Duration.ofSeconds(8));
            isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_CRL_STALE);
            other.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
        put(authority.list().numbered(2).der());
        becomesAdmitted(broker, device);
    }

    @Test
    void in_soft_mode_a_stale_crl_counts_on() throws IOException {
        TestDevice listed = authority.device("listed");
        TestDevice other = authority.device("other");
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        put(authority
                .list()
                .revoking(listed)
                .from(yesterday)
                .until(yesterday.plusSeconds(60))
                .der());
        RunningBroker broker = start(listed());

        known(broker, listed);
        known(broker, other);

        isRefused(broker, listed, listed.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
        isAdmitted(broker, other);
    }

    @Test
    void the_session_of_a_certificate_on_hold_waits_for_it_with_its_messages() throws IOException {
        put(authority.list().numbered(1).der());
        RunningBroker broker = start(listed());
        TestDevice device = known(broker, "held");
        TestDevice sender = known(broker, "sender");
        try (RawClient client = RawClient.of(broker, device);
                RawClient other = RawClient.connected(broker, sender)) {
            client.admitted(Connect.mqtt5("held").persistent());
            client.subscribe("held/#");
            put(authority.list().numbered(2).revoking(device).der());
            isPutOut(client, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
            other.publish("held/1", "while on hold", 1);
            put(authority.list().numbered(3).der());
            becomesAdmittedAgain(broker, device);
            other.publish("held/2", "after", 1);
        }
        try (RawClient again = RawClient.of(broker, device)) {
            Answer connack = again.connect(Connect.mqtt5("held").persistent());
            assertThat(connack.code()).isZero();
            assertThat(connack.sessionPresent()).isTrue();
            assertThat(again.receive()).isEqualTo("held/1 while on hold");
            assertThat(again.receive()).isEqualTo("held/2 after");
        }
    }

    /** Under another client id, so that the session that waits is not touched. */
    private static void becomesAdmittedAgain(RunningBroker broker, TestDevice device) {
        await().atMost(NOTICED).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            try (RawClient client = RawClient.of(broker, device)) {
                client.admitted(Connect.mqtt5("held-2"));
            }
        });
    }

    @Test
    void a_crl_counts_from_the_moment_its_authority_is_registered() throws IOException {
        TestDevice device = authority.device("doomed");
        put(authority.crl(device));
        RunningBroker broker = start(RevocationWishes.none().files(crlFile()));
        known(broker, device);
        try (RawClient live = RawClient.connected(broker, device)) {
            done(broker.registry().registerCa(authority.der(), CaStatus.INACTIVE));

            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_CRL, NOTICED);
        }
        String id = Objects.requireNonNull(broker.registry().cas().getFirst()).id();
        done(broker.registry().deleteCa(id));
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_CRL);
    }
}
