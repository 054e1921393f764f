package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.transport.http.ConnectionQuota.Excess;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectionQuotaTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ConnectionQuota quota = new ConnectionQuota();
    private long now = Long.MAX_VALUE - SECOND; // the clock may wrap

    private Excess ask(String clientId) {
        return quota.take(clientId, now);
    }

    @Test
    void each_client_may_be_asked_about_once_a_second() {
        assertThat(ask("lamp")).isEqualTo(Excess.NONE);
        assertThat(ask("lamp")).isEqualTo(Excess.OF_CLIENT);
        assertThat(ask("door")).isEqualTo(Excess.NONE);

        now += SECOND - 1;
        assertThat(ask("lamp")).isEqualTo(Excess.OF_CLIENT);
        now += 1;
        assertThat(ask("lamp")).isEqualTo(Excess.NONE);
    }

    @Test
    void all_together_may_be_asked_about_a_hundred_times_a_second() {
        for (int i = 0; i < 50; i++) {
            assertThat(ask("a" + i)).isEqualTo(Excess.NONE);
        }
        now += SECOND / 2;
        for (int i = 0; i < 50; i++) {
            assertThat(ask("b" + i)).isEqualTo(Excess.NONE);
        }
        assertThat(ask("one more")).isEqualTo(Excess.OF_ALL);

        now += SECOND / 2;
        for (int i = 0; i < 50; i++) {
            assertThat(ask("c" + i)).isEqualTo(Excess.NONE);
        }
        assertThat(ask("one more")).isEqualTo(Excess.OF_ALL);
    }

    @Test
    void what_was_refused_does_not_count() {
        for (int i = 0; i < 1000; i++) {
            ask("lamp");
            now += SECOND / 100;
        }
        now += SECOND;

        assertThat(ask("lamp")).isEqualTo(Excess.NONE);
    }
}
