package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import io.gatehouse.loop.Loop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Spec("MQTT-3.1.2-22")
final class KeepAliveTest {
    private final TestClock clock = new TestClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = Loop.around(0, channel.eventLoop(), clock);
    private final AtomicInteger expired = new AtomicInteger();

    @BeforeEach
    void stopTime() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private KeepAlive watch(int seconds) {
        KeepAlive watch = new KeepAlive(loop, seconds, expired::incrementAndGet);
        watch.start();
        return watch;
    }

    private void pass(long millis) {
        clock.advance(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void silence_ends_after_one_and_a_half_times_the_keep_alive() {
        watch(10);
        pass(14_999);
        assertThat(expired).hasValue(0);
        pass(1);
        assertThat(expired).hasValue(1);
        pass(100_000);
        assertThat(expired).as("once").hasValue(1);
    }

    @Test
    void every_packet_starts_the_time_again() {
        KeepAlive watch = watch(10);
        for (int i = 0; i < 10; i++) {
            pass(9_000);
            watch.heard();
        }
        pass(14_999);
        assertThat(expired).hasValue(0);
        pass(1);
        assertThat(expired).hasValue(1);
    }

    @Test
    @Spec("3.1.2.10")
    void a_keep_alive_of_0_never_ends() {
        KeepAlive watch = watch(0);
        watch.heard();
        pass(1_000_000_000);
        assertThat(expired).hasValue(0);
    }

    @Test
    void a_stopped_watch_is_silent() {
        watch(1).stop();
        pass(10_000);
        assertThat(expired).hasValue(0);
    }
}
