package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TicketKeysTest {
    private static final long HALF_AN_HOUR = Duration.ofMinutes(30).toNanos();

    private long now = Long.MAX_VALUE - 5; // the clock may wrap
    private List<String> installed = List.of();
    private final TicketKeys keys = new TicketKeys(
            these -> installed = Arrays.stream(these).map(TicketKeysTest::name).toList(),
            () -> now,
            Duration.ofHours(1));

    private static String name(OpenSslSessionTicketKey key) {
        assertThat(key.hmacKey()).hasSize(16).isNotEqualTo(key.aesKey());
        return HexFormat.of().formatHex(key.name());
    }

    @BeforeEach
    void start() {
        keys.replace();
    }

    @Test
    void a_ticket_lives_half_its_lifetime_at_least_and_all_of_it_at_most() {
        String first = installed.getFirst();
        now += HALF_AN_HOUR - 1;
        keys.rotateIfDue();
        assertThat(installed).containsExactly(first);
        now += 1;
        keys.rotateIfDue();
        assertThat(installed).hasSize(2).endsWith(first);
        now += HALF_AN_HOUR;
        keys.rotateIfDue();
        assertThat(installed).hasSize(2).doesNotContain(first);
    }

    @Test
    void after_an_hour_without_connections_the_old_key_opens_nothing() {
        String first = installed.getFirst();
        now += 2 * HALF_AN_HOUR;
        keys.rotateIfDue();
        assertThat(installed).hasSize(1).doesNotContain(first);
    }

    @Test
    void a_change_of_trust_leaves_no_old_key() {
        now += HALF_AN_HOUR;
        keys.rotateIfDue();
        List<String> before = installed;
        keys.replace();
        assertThat(installed).hasSize(1).doesNotContainAnyElementsOf(before);
    }
}
