package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.security.LogLines;
import io.gatehouse.security.ShiftedClock;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.Doors;
import io.gatehouse.tls.ServerCertificateFiles;
import io.gatehouse.tls.ServerCertificates;
import io.gatehouse.tls.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads before a certificate of the server ends. */
final class CertificateExpiryTest {
    private static final Duration SOON = Duration.ofDays(30);

    @TempDir
    Path folder;

    private final ShiftedClock clock = new ShiftedClock();
    private LogLines lines;
    private ServerTls tls;
    private CertificateExpiry expiry;
    private Duration life;

    @BeforeEach
    void show() throws Exception {
        tls = ServerTls.open(
                TlsSettings.DEFAULTS, Doors.of(List.of(Protocol.MQTT), false), certificates("first"), (_, _) -> null);
        expiry = new CertificateExpiry(tls, SOON, clock);
        life = Duration.between(
                Instant.now(), tls.certificates().all().getFirst().notAfter());
        lines = LogLines.listen();
    }

    @AfterEach
    void stop() {
        lines.close();
        tls.close();
    }

    private ServerCertificates certificates(String name) throws Exception {
        DevelopmentCa authority = DevelopmentCa.openOrCreate(folder.resolve(name));
        return new ServerCertificateFiles(TlsSettings.DEFAULTS, List.of(), InstantSource.system())
                .read(new CertificateAndKey(authority.serverChain(), authority.serverKey()));
    }

    private void lookBeforeItsEnd(Duration left) {
        clock.shift(life.minus(left));
        expiry.look();
    }

    private List<String> told() {
        return lines.all().stream()
                .filter(line -> line.contains("the server's certificate"))
                .toList();
    }

    @Test
    void nothing_is_said_as_long_as_there_is_time() {
        lookBeforeItsEnd(life);
        lookBeforeItsEnd(SOON.plusHours(1));

        assertThat(told()).isEmpty();
    }

    @Test
    void from_the_configured_time_on_it_is_said_once_a_day_and_when() {
        lookBeforeItsEnd(SOON.minusHours(1));
        lookBeforeItsEnd(SOON.minusHours(2));

        assertThat(told()).singleElement().asString().startsWith("WARN").contains("ends in 29 days, at ", "renew it");
        lookBeforeItsEnd(SOON.minusHours(26));
        assertThat(told()).hasSize(2).last().asString().contains("ends in 28 days");
    }

    @Test
    void when_it_has_ended_that_is_said() {
        lookBeforeItsEnd(Duration.ofHours(-1));

        assertThat(told()).singleElement().asString().startsWith("WARN").contains(" ended at ", "renew it");
    }

    @Test
    void another_certificate_is_looked_at_without_waiting_for_the_next_day() throws Exception {
        lookBeforeItsEnd(SOON.minusHours(1));
        AutoCloseable before;
        try (ServerTls.Showing ready = tls.prepare(certificates("second"))) {
            before = ready.show();
        }
        before.close();
        lookBeforeItsEnd(SOON.minusHours(2));

        assertThat(told()).hasSize(2);
    }
}
