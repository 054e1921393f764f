package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.SessionSettings.ForeignClientId;
import io.gatehouse.config.SessionSettings.QueueFull;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionSettingsTest {
    private static SessionSettings keepAlive(Duration least, Duration most) {
        return new SessionSettings(
                Duration.ofDays(1),
                least,
                most,
                ForeignClientId.REFUSE,
                Duration.ofDays(1),
                QueueFull.DROP_NEWEST,
                0,
                true,
                SessionSettings.EXTENDED.sharedCertificate(),
                SessionSettings.EXTENDED.maxSignedConnection());
    }

    @Test
    void a_keep_alive_that_does_not_fit_into_its_16_bits_is_refused() {
        assertThatThrownBy(() -> keepAlive(Duration.ofSeconds(65_536), Duration.ZERO))
                .hasMessageStartingWith("minKeepAlive seconds: 65536 (expected:");
        assertThatThrownBy(() -> keepAlive(Duration.ZERO, Duration.ofSeconds(65_536)))
                .hasMessageStartingWith("maxKeepAlive seconds: 65536 (expected:");
    }

    @Test
    void a_ceiling_below_a_second_is_refused_because_0_would_be_none() {
        assertThatThrownBy(() -> keepAlive(Duration.ZERO, Duration.ofMillis(500)))
                .hasMessageStartingWith("maxKeepAlive: PT0.5S (expected:");
    }
}
