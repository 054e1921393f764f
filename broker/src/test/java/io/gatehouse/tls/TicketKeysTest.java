package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TicketKeysTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    private long now = Long.MAX_VALUE - 5; // the clock may wrap
    private final List<String> installed = new ArrayList<>();
    private final TicketKeys keys = new TicketKeys(key -> installed.add(name(key)), () -> now, Duration.ofHours(1));

    private static String name(OpenSslSessionTicketKey key) {
        assertThat(key.hmacKey()).hasSize(16).isNotEqualTo(key.aesKey());
        return HexFormat.of().formatHex(key.name());
    }

    @BeforeEach
    void start() {
        keys.replace();
    }

    @Test
    void a_key_serves_for_a_lifetime_and_no_longer() {
        now += HOUR_NANOS - 1;
        keys.replaceIfDue();
        assertThat(installed).hasSize(1);
        now += 1;
        keys.replaceIfDue();
        keys.replaceIfDue();
        assertThat(installed).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_change_of_trust_brings_another_key_which_serves_for_a_whole_lifetime() {
        now += HOUR_NANOS / 2;
        keys.replace();
        assertThat(installed).hasSize(2).doesNotHaveDuplicates();
        now += HOUR_NANOS - 1;
        keys.replaceIfDue();
        assertThat(installed).hasSize(2);
    }
}
