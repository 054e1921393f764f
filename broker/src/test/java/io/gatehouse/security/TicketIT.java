package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSources;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.config.TlsSettings.Engine;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Openssl.Said;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a session ticket opens, where there are any, for the openssl program and for who stole its file. */
final class TicketIT {
    private static final int NOT_AUTHORIZED = 5;
    private static final int NONE = -1;

    @TempDir
    Path folder;

    private Path session;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private RunningBroker broker;

    @BeforeAll
    static void present() {
        assumeTrue(Openssl.isInstalled(), "openssl: not found (expected: Debian's package openssl)");
    }

    @BeforeEach
    void nameSession() {
        session = folder.resolve("session.pem");
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    /** Engines this JVM has, each in both versions of TLS, in the words of the openssl program. */
    private static Stream<Arguments> each() {
        return EnginesHere.all().stream()
                .flatMap(engine -> Stream.of("-tls1_3", "-tls1_2").map(version -> Arguments.of(engine, version)));
    }

    private void start(Engine engine, String more) throws Exception {
        authority("first", Openssl.NAME);
        authority("second", "factory.example");
        install("first");
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, """
                listeners: {mqtts: {port: 0}, another: {port: 0}}
                admin: {port: 0}
                control: {enabled: false}
                observability: {port: 0}
                threads: {loops: 2}
                store: {data-directory: %1$s/data}
                tls: {engine: %2$s, certificate: %1$s/server.pem, key: %1$s/server-key.pem, %3$s}
                server-certificates:
                  factory: {certificate: %1$s/second/pki/server.pem, key: %1$s/second/pki/server-key.pem}
                """.formatted(folder, engine.name().toLowerCase(Locale.ROOT), more));
        broker = RunningBroker.startFrom(new ConfigurationSources(file, Map.of(), List.of()));
    }

    private void authority(String name, String... names) throws Exception {
        DevelopmentCa.openOrCreate(folder.resolve(name), List.of(names));
    }

    private void install(String authority) throws IOException {
        for (String name : List.of("server-key.pem", "server.pem")) {
            Path fresh = Files.copy(
                    folder.resolve(authority).resolve("pki").resolve(name),
                    folder.resolve(name + ".new"),
                    StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(
                    fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** A device that was here once and has a ticket, which is good: without that nothing below would prove anything. */
    private Openssl withTicket(Engine engine, String version) throws Exception {
        start(engine, "resumption: true");
        return withTicket(broker.device("device"), version);
    }

    private Openssl withTicket(TestDevice device, String version) throws Exception {
        Openssl openssl = new Openssl(Files.createDirectory(folder.resolve("device")), device, version);
        Said first = openssl.connect(broker.port(), session);
        assertThat(first.connack()).isZero();
        assertThat(first.resumed()).isFalse();
        assertThat(first.sentCertificate()).isTrue();
        assertThat(first.gotTicket()).isTrue();
        Said second = openssl.resume(broker.port(), session);
        assertThat(second.resumed()).isTrue();
        assertThat(second.sentCertificate()).isFalse();
        assertThat(second.connack()).isZero();
        return openssl;
    }

    private static void assertNewAndLetIn(Said said) {
        assertThat(said.resumed()).as(said.text()).isFalse();
        assertThat(said.sentCertificate()).as(said.text()).isTrue();
        assertThat(said.connack()).as(said.text()).isZero();
    }

    @ParameterizedTest
    @MethodSource("each")
    void where_resumption_is_off_no_ticket_that_resumes_is_sent(Engine engine, String version) throws Exception {
        start(engine, "resumption: false");
        Openssl openssl =
                new Openssl(Files.createDirectory(folder.resolve("device")), broker.device("device"), version);

        Said said = openssl.connect(broker.port(), session);

        assertThat(said.connack()).as(said.text()).isZero();
        // OpenSSL sends two of them in TLS 1.3 whatever it is told, and keeps nothing that they could be the names of.
        assertThat(said.gotTicket()).as(said.text()).isEqualTo(engine == Engine.OPENSSL && version.equals("-tls1_3"));
        if (said.gotTicket()) {
            assertNewAndLetIn(openssl.resume(broker.port(), session));
        }
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_for_a_certificate_that_was_revoked(Engine engine, String version) throws Exception {
        Openssl openssl = withTicket(engine, version);
        Watch refusals = Watch.refusals(broker, Reason.CERTIFICATE_REVOKED);

        done(broker.registry().setCertificateStatus(openssl.device().certificateId(), CertificateStatus.REVOKED));
        Said said = openssl.resume(broker.port(), session);

        assertThat(said.resumed()).isFalse(); // a full handshake, for the sake of a clear answer
        assertThat(said.connack()).isEqualTo(NOT_AUTHORIZED);
        refusals.rose(1);
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_when_an_authority_was_deactivated_or_removed(Engine engine, String version) throws Exception {
        start(engine, "resumption: true");
        TestDevice authority = Certificates.authority("authority");
        TestDevice device = Certificates.signedBy(authority, "device");
        done(broker.registry().registerCa(Certificates.der(authority), CaStatus.ACTIVE));
        register(device);
        Openssl openssl = withTicket(device, version);

        done(broker.registry().setCaStatus(authority.certificateId(), CaStatus.INACTIVE));
        assertNewAndLetIn(openssl.resume(broker.port(), session)); // a registered leaf needs no authority
        assertThat(openssl.resume(broker.port(), session).resumed()).isTrue();

        done(broker.registry().deleteCa(authority.certificateId()));
        assertNewAndLetIn(openssl.resume(broker.port(), session));
    }

    private void register(TestDevice device) {
        done(broker.registry().registerCertificate(Certificates.der(device), CertificateStatus.ACTIVE));
        done(broker.registry().putPolicy("everything", Policies.everything()));
        done(broker.registry().attachPolicy("everything", device.certificateId()));
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_on_another_listener(Engine engine, String version) throws Exception {
        Openssl openssl = withTicket(engine, version);

        assertNewAndLetIn(openssl.resume(broker.port("another"), session));
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_under_a_name_with_another_certificate(Engine engine, String version) throws Exception {
        Openssl openssl = withTicket(engine, version);
        Path copy = Files.copy(session, folder.resolve("copy.pem"));

        assertNewAndLetIn(openssl.resume(broker.port(), "factory.example", session));
        assertThat(openssl.resume(broker.port(), copy).resumed()).isTrue(); // it was not spoilt, only not good there
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_after_the_server_got_another_certificate(Engine engine, String version) throws Exception {
        Openssl openssl = withTicket(engine, version);

        install("second");
        assertThat(Command.run(broker, folder, "reload").exitCode()).isZero();

        assertNewAndLetIn(openssl.resume(broker.port(), session));
    }

    /** This is why resumption is off unless asked for. */
    @ParameterizedTest
    @MethodSource("each")
    void who_steals_it_is_the_device_until_the_certificate_is_revoked(Engine engine, String version) throws Exception {
        Openssl openssl = withTicket(engine, version);

        Said thief = openssl.resumeStolen(broker.port(), session);
        assertThat(thief.resumed()).isTrue();
        assertThat(thief.connack()).isZero();

        Watch refusals = Watch.refusals(broker, Reason.TLS_NO_CLIENT_CERTIFICATE);
        done(broker.registry().setCertificateStatus(openssl.device().certificateId(), CertificateStatus.REVOKED));

        Said late = openssl.resumeStolen(broker.port(), session);
        assertThat(late.resumed()).isFalse();
        assertThat(late.connack()).isEqualTo(NONE);
        refusals.rose(1);
    }

    /** Every resumption brings a new ticket: were they good for longer than the first, theft would last for ever. */
    @ParameterizedTest
    @MethodSource("each")
    void who_steals_it_cannot_prolong_it(Engine engine, String version) throws Exception {
        start(engine, "resumption: true, ticket-lifetime: 3s");
        Openssl openssl =
                new Openssl(Files.createDirectory(folder.resolve("device")), broker.device("device"), version);
        openssl.connect(broker.port(), session);

        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> openssl.resumeStolen(broker.port(), session).connack() == NONE);

        assertNewAndLetIn(openssl.resume(broker.port(), session)); // the device itself comes in with its key
    }

    @ParameterizedTest
    @MethodSource("each")
    void it_opens_nothing_after_the_end_of_the_certificate(Engine engine, String version) throws Exception {
        ShiftedClock clock = new ShiftedClock();
        broker = RunningBroker.start(Compatibility.EXTENDED, from -> resuming(from, engine), clock);
        Instant now = Instant.now();
        TestDevice device = Certificates.valid("device", now.minusSeconds(60), now.plusSeconds(600));
        register(device);
        Openssl openssl = withTicket(device, version);
        Watch refusals = Watch.refusals(broker, Reason.TLS_RESUMPTION_REFUSED);

        clock.shift(Duration.ofSeconds(601)); // within the lifetime of the ticket

        assertThat(openssl.resume(broker.port(), session).connack()).isEqualTo(NONE);
        refusals.rose(1);
    }

    private static Configuration resuming(Configuration from, Engine engine) {
        TlsSettings tls = from.tls();
        return RunningBroker.withTls(
                from,
                new TlsSettings(
                        engine,
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
}
