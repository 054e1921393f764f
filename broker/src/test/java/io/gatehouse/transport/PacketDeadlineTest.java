package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Loop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PacketDeadlineTest {
    private static final int LIMIT_MILLIS = 10_000;

    private final TestClock clock = new TestClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicInteger expired = new AtomicInteger();
    private long underWay;
    private boolean isRead = true;
    private final PacketDeadline deadline = new PacketDeadline(
            Loop.around(0, channel.eventLoop(), clock),
            TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS),
            () -> underWay,
            () -> isRead,
            expired::incrementAndGet);

    @BeforeEach
    void stopTime() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void read(long packet) {
        underWay = packet;
        deadline.heard();
    }

    private void pass(long millis) {
        clock.advance(millis);
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void a_packet_that_grows_byte_by_byte_ends_at_its_deadline() {
        read(1);
        for (int i = 0; i < 9; i++) {
            pass(1000);
            read(1);
        }
        pass(999);
        assertThat(expired).hasValue(0);
        pass(1);
        assertThat(expired).hasValue(1);
    }

    @Test
    void a_client_that_always_has_a_packet_under_way_and_finishes_each_is_let_be() {
        for (int packet = 1; packet < 100; packet++) {
            read(packet);
            pass(LIMIT_MILLIS - 1);
        }
        assertThat(expired).hasValue(0);
    }

    @Test
    void the_deadline_is_of_the_packet_and_not_of_the_timer() {
        read(1);
        pass(9_000);
        read(0);
        read(2);
        pass(9_999);
        assertThat(expired).hasValue(0);
        pass(1);
        assertThat(expired).hasValue(1);
    }

    @Test
    void nothing_is_due_between_packets() {
        read(1);
        read(0);
        pass(1_000_000);
        assertThat(expired).hasValue(0);
        assertThat(channel.hasPendingTasks()).isFalse();
    }

    @Test
    void time_in_which_we_do_not_read_is_not_the_clients() {
        read(1);
        isRead = false;
        pass(LIMIT_MILLIS);
        pass(LIMIT_MILLIS);
        assertThat(expired).hasValue(0);

        isRead = true;
        pass(LIMIT_MILLIS);

        assertThat(expired).hasValue(1);
    }

    @Test
    void a_connection_that_has_ended_is_watched_no_more() {
        read(1);
        deadline.stop();
        pass(LIMIT_MILLIS);
        assertThat(expired).hasValue(0);
    }
}
