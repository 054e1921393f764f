package io.gatehouse;

import static io.gatehouse.RunningBroker.SCOPE;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.security.LogLines;
import io.gatehouse.security.ShiftedClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator reads before certificates of devices end. */
final class DeviceCertificateExpiryTest {
    private final ShiftedClock clock = new ShiftedClock();
    private Registry registry;
    private DeviceCertificateExpiry expiry;
    private LogLines lines;
    private Certificate certificate;

    @BeforeEach
    void register() throws Exception {
        registry = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.STRICT, InstantSource.system());
        expiry = new DeviceCertificateExpiry(registry, clock);
        certificate = done(registry.registerCertificate(
                RunningBroker.stranger("lamp").issued().leaf(), CertificateStatus.ACTIVE));
        lines = LogLines.listen();
    }

    @AfterEach
    void close() {
        lines.close();
        registry.close();
    }

    private void lookBeforeItsEnd(Duration left) {
        clock.shift(Duration.between(Instant.now(), certificate.notAfter()).minus(left));
        expiry.look();
    }

    private List<String> told() {
        return lines.all().stream()
                .filter(line -> line.contains("device certificates end"))
                .toList();
    }

    @Test
    void nothing_is_said_as_long_as_there_is_time() {
        lookBeforeItsEnd(Duration.ofDays(31));

        assertThat(told()).isEmpty();
    }

    @Test
    void once_a_day_it_is_said_how_many_end_soon() {
        lookBeforeItsEnd(Duration.ofDays(20));
        lookBeforeItsEnd(Duration.ofDays(20).minusHours(5));
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("1 active device certificates end within 30 days, 0 of them within 7, 0 within one");

        lookBeforeItsEnd(Duration.ofDays(6));

        assertThat(told()).hasSize(2).last().asString().contains("1 of them within 7");
    }

    @Test
    void one_that_has_ended_or_is_not_active_is_no_news() {
        lookBeforeItsEnd(Duration.ofDays(-2));
        done(registry.setCertificateStatus(certificate.id(), CertificateStatus.INACTIVE));
        lookBeforeItsEnd(Duration.ofHours(2));

        assertThat(told()).isEmpty();
    }
}
