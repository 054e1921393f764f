package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Refusal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogTrimmerTest {
    private static final long NO_BUDGET = Long.MAX_VALUE;

    private final HandClock clock = new HandClock();
    private DurableGround ground = new DurableGround(DurableGround.rules(10, 1000, 1_000_000), clock);
    private final DurableGround.Device sender = ground.passer("sender");

    @AfterEach
    void close() {
        ground.close();
    }

    private LogTrimmer trimmer(long maxBytes, long minBytes, Duration minAge) {
        return new LogTrimmer(ground.log, ground.sessions, clock, maxBytes, minBytes, minAge);
    }

    private void send(int from, int to) {
        for (int i = from; i < to; i++) {
            sender.publish("in/a", "m" + i);
        }
    }

    private long kept() {
        return ground.log.end(0) - ground.log.begin(0);
    }

    @Test
    void what_a_session_has_not_read_is_kept_and_what_it_has_acknowledged_is_given_up() throws InterruptedException {
        DurableGround.Device device = ground.device("device", 10).subscribe("in/#");
        send(0, 5);
        LogTrimmer trimmer = trimmer(NO_BUDGET, 0, Duration.ZERO);
        device.take();
        device.take();

        ground.trim(trimmer);
        assertThat(kept()).isEqualTo(3);

        device.take();
        trimmer.round();
        assertThat(kept()).as("not before the store may know of it").isEqualTo(3);
        trimmer.round();
        assertThat(kept()).isEqualTo(2);
    }

    @Test
    void a_session_that_nothing_is_for_does_not_hold_the_log_back() throws InterruptedException {
        ground.device("idle", 10).subscribe("other/#");
        ground.device("away", 10).subscribe("other/+").leave();
        DurableGround.Device device = ground.device("device", 10).subscribe("in/#");
        send(0, 5);
        for (int i = 0; i < 5; i++) {
            device.take();
        }

        ground.trim(trimmer(NO_BUDGET, 0, Duration.ZERO));

        assertThat(kept()).isZero();
        sender.publish("other/a", "x");
        DurableGround.Device back = ground.device("away", 10);
        assertThat(back.take()).isEqualTo("x");
        back.caughtUp();
    }

    @Test
    void so_many_bytes_are_kept_although_nobody_needs_them() throws InterruptedException {
        ground.device("device", 10).subscribe("in/#").session();
        send(0, 10);
        long all = ground.log.bytes();
        DurableGround.Device device = ground.device("device", 10);
        for (int i = 0; i < 10; i++) {
            device.take();
        }

        ground.trim(trimmer(NO_BUDGET, all / 2, Duration.ZERO));

        assertThat(ground.log.bytes()).isGreaterThanOrEqualTo(all / 2).isLessThan(all * 7 / 10);
    }

    @Test
    void messages_are_kept_for_so_long_although_nobody_needs_them() throws InterruptedException {
        DurableGround.Device device = ground.device("device", 10).subscribe("in/#");
        LogTrimmer trimmer = trimmer(NO_BUDGET, 0, Duration.ofMinutes(10));
        send(0, 3);
        trimmer.round();
        clock.advance(Duration.ofMinutes(5));
        send(3, 5);
        trimmer.round();
        for (int i = 0; i < 5; i++) {
            device.take();
        }
        clock.advance(Duration.ofMinutes(4));
        ground.trim(trimmer);
        assertThat(kept()).isEqualTo(5);

        clock.advance(Duration.ofMinutes(1));
        ground.trim(trimmer);
        assertThat(kept()).isEqualTo(2);

        clock.advance(Duration.ofMinutes(5));
        ground.trim(trimmer);
        assertThat(kept()).isZero();
    }

    @Test
    void beyond_the_budget_unread_messages_are_given_up_and_counted_and_the_session_goes_on()
            throws InterruptedException {
        ground.device("device", 10).subscribe("in/#").leave();
        send(0, 100);
        trimmer(ground.log.bytes() / 4, 0, Duration.ZERO).round();
        long left = kept();
        assertThat(left).isBetween(20L, 26L);

        DurableGround.Device back = ground.device("device", 10);
        for (long i = 100 - left; i < 100; i++) {
            assertThat(back.take()).isEqualTo("m" + i);
        }
        back.caughtUp();
        assertThat(ground.dropped(Reason.LOG_TRIMMED)).isEqualTo(100 - left);
        var _ = ground.toldOf("device", Reason.LOG_TRIMMED, 100 - left);

        send(100, 101);
        assertThat(back.take()).isEqualTo("m100");
    }

    @Test
    void a_session_that_lost_everything_has_room_again_before_it_comes_back() throws InterruptedException {
        ground.close();
        ground = new DurableGround(DurableGround.rules(10, 5, 1_000_000), clock);
        DurableGround.Device device = ground.device("device", 10).subscribe("in/#");
        device.leave();
        DurableGround.Device other = ground.passer("other");
        for (int i = 0; i < 5; i++) {
            other.publish("in/a", "lost");
        }
        LogTrimmer trimmer = trimmer(1, 0, Duration.ZERO);
        ground.trim(trimmer);

        assertThat(device.queued()).isZero();
        assertThat(ground.dropped(Reason.LOG_TRIMMED)).isEqualTo(5);
        Refusal told = ground.toldOf("device", Reason.LOG_TRIMMED, 5).last();
        assertThat(told.client().certificateId()).isEqualTo("certificate");
        assertThat(told.facts().detail()).isEqualTo("messages that the log gave up: 5");
        other.publish("in/a", "next");
        assertThat(ground.device("device", 10).take()).isEqualTo("next");
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isZero();
    }

    @Test
    void a_session_that_begins_while_a_round_is_under_way_loses_nothing() throws InterruptedException {
        List<Runnable> hooks = new ArrayList<>();
        DurableLog hooked = (DurableLog) Proxy.newProxyInstance(
                DurableLog.class.getClassLoader(), new Class<?>[] {DurableLog.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("end") && !hooks.isEmpty()) {
                        hooks.removeFirst().run();
                    }
                    try {
                        return method.invoke(ground.log, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        LogTrimmer trimmer = new LogTrimmer(hooked, ground.sessions, clock, NO_BUDGET, 0, Duration.ZERO);
        hooks.add(() -> {
            ground.device("late", 10).subscribe("in/#").leave();
            send(0, 3);
        });

        ground.trim(trimmer);

        DurableGround.Device late = ground.device("late", 10);
        assertThat(List.of(late.take(), late.take(), late.take())).containsExactly("m0", "m1", "m2");
    }

    @Test
    void what_a_session_needs_after_a_crash_was_not_given_up_before() throws InterruptedException {
        DurableGround.Device device = ground.device("device", 10).subscribe("in/#");
        send(0, 3);
        device.take(); // what the store knows is older
        ground.trim(trimmer(NO_BUDGET, 0, Duration.ZERO));

        ground = ground.crashed();

        DurableGround.Device back = ground.device("device", 10);
        assertThat(List.of(back.take(), back.take())).containsExactly("m1", "m2");
        back.caughtUp();
        assertThat(ground.dropped(Reason.LOG_TRIMMED)).isZero();
    }
}
