package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Refusal;
import io.gatehouse.security.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session gets for which more waits than it may. */
final class QueueLimitTest {
    private static final int MOST = 8;
    private static final long MANY_BYTES = 1_000_000;

    private DurableGround ground = start(Overflow.DROP_NEWEST, MANY_BYTES);

    private static DurableGround start(Overflow overflow, long maxBytes) {
        return new DurableGround(DurableGround.rules(10, MOST, maxBytes, overflow, 0), Clock.SYSTEM);
    }

    private void use(DurableGround another) {
        ground.close();
        ground = another;
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private void send(int from, int to) {
        DurableGround.Device sender = ground.passer("sender");
        for (int i = from; i < to; i++) {
            assertThat(sender.publish("in/a", "m" + i)).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    private static List<String> texts(int from, int to) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            texts.add("m" + i);
        }
        return texts;
    }

    /** All that waits for the device, taken by it. */
    private List<String> drained(int count) {
        DurableGround.Device device = ground.device("device", 5);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(device.take());
        }
        device.caughtUp();
        device.leave();
        return texts;
    }

    private void leaves() {
        ground.device("device", 5).subscribe("in/#").leave();
    }

    @Test
    void the_newest_are_dropped_and_counted_and_later_ones_find_room_again() {
        leaves();
        send(0, MOST + 3);

        assertThat(drained(MOST)).isEqualTo(texts(0, MOST));
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isEqualTo(3);
        send(20, 22);
        assertThat(drained(2)).isEqualTo(texts(20, 22));
    }

    @Test
    void what_somebody_who_is_away_does_not_get_is_told_with_his_name_and_his_certificate() {
        leaves();
        send(0, MOST + 3);

        Refusal told = ground.toldOf("device", Reason.QUEUE_FULL, 3).last();
        assertThat(told.client().certificateId()).isEqualTo("certificate");
        assertThat(told.client().peer()).isNull();
        assertThat(told.endedBy()).isNull();
        assertThat(told.facts().resource()).isEqualTo("topic/in/a");
        assertThat(told.facts().detail())
                .isEqualTo("queued: 8 messages (expected: at most 8, of at most 1000000 bytes)");
    }

    @Test
    void the_oldest_that_make_room_are_told_as_such() {
        use(start(Overflow.DROP_OLDEST, MANY_BYTES));
        leaves();
        send(0, MOST + 2);

        assertThat(ground.toldOf("device", Reason.QUEUE_FULL, 2).last().facts().detail())
                .endsWith("; the oldest makes room for this one");
    }

    @Test
    void a_full_queue_is_told_again_after_ten_seconds_and_in_between_only_counted() {
        HandClock clock = new HandClock();
        use(new DurableGround(DurableGround.rules(10, MOST, MANY_BYTES, Overflow.DROP_NEWEST, 0), clock));
        leaves();
        try (LogLines log = LogLines.listen()) {
            send(0, MOST + 3);
            assertThat(log.of("QUEUE_FULL")).hasSize(1);

            clock.advance(Duration.ofMillis(9_999));
            send(0, 2);
            assertThat(log.of("QUEUE_FULL")).hasSize(1);

            clock.advance(Duration.ofMillis(1));
            send(0, 1);
            assertThat(log.of("QUEUE_FULL")).hasSize(2);
        }
        var _ = ground.toldOf("device", Reason.QUEUE_FULL, 6);
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isEqualTo(6);
    }

    @Test
    void what_was_dropped_as_the_newest_stays_dropped_over_a_restart_and_the_queue_full() {
        leaves();
        send(0, MOST + 3);
        ground = ground.restarted();
        send(20, 22);

        assertThat(drained(MOST)).isEqualTo(texts(0, MOST));
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isEqualTo(2);
    }

    @Test
    void the_oldest_are_dropped_and_counted() {
        use(start(Overflow.DROP_OLDEST, MANY_BYTES));
        leaves();
        send(0, MOST + 3);

        assertThat(drained(MOST)).isEqualTo(texts(3, MOST + 3));
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isEqualTo(3);
        send(20, 22);
        assertThat(drained(2)).isEqualTo(texts(20, 22));
    }

    @Test
    void what_was_dropped_as_the_oldest_stays_dropped_over_a_restart() {
        use(start(Overflow.DROP_OLDEST, MANY_BYTES));
        leaves();
        send(0, MOST + 3);
        ground = ground.restarted();
        send(20, 22);

        List<String> expected = texts(5, MOST + 3);
        expected.addAll(texts(20, 22));
        assertThat(drained(MOST)).isEqualTo(expected);
    }

    @Test
    void a_client_that_reads_on_while_its_oldest_are_dropped_gets_the_newest() {
        use(start(Overflow.DROP_OLDEST, MANY_BYTES));
        DurableGround.Device device = ground.device("device", 2).subscribe("in/#");
        send(0, MOST + 5);

        List<String> taken = new ArrayList<>();
        for (int i = 0; i < MOST + 2; i++) {
            taken.add(device.take());
        }
        device.caughtUp();

        List<String> expected = texts(0, 2); // in the window
        expected.addAll(texts(5, MOST + 5));
        assertThat(taken).isEqualTo(expected);
    }

    @Test
    void the_oldest_make_room_by_their_bytes_too() {
        long weight = 1000;
        use(start(Overflow.DROP_OLDEST, 4 * weight));
        leaves();
        DurableGround.Device sender = ground.passer("sender");
        String body = "x".repeat(900);
        for (int i = 0; i < 6; i++) {
            sender.publish("in/a", i + body);
        }

        long dropped = ground.dropped(Reason.QUEUE_FULL);
        assertThat(dropped).isBetween(1L, 3L);
        DurableGround.Device device = ground.device("device", 5);
        List<Character> taken = new ArrayList<>();
        for (long i = dropped; i < 6; i++) {
            taken.add(device.take().charAt(0));
        }
        device.caughtUp();
        assertThat(taken).endsWith('5').isSorted().doesNotContain('0');
    }

    @Test
    void publishers_are_refused_while_a_session_is_full_and_nobody_gets_the_message() {
        use(start(Overflow.REFUSE, MANY_BYTES));
        leaves();
        DurableGround.Device other = ground.passer("other").subscribe("in/a");
        send(0, MOST);
        DurableGround.Device sender = ground.passer("sender");
        assertThat(sender.publish("in/a", "refused")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(sender.publish("elsewhere", "goes")).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        for (int i = 0; i < MOST; i++) {
            other.take();
        }
        assertThat(other.waiting()).isZero();
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isZero();

        assertThat(drained(MOST)).isEqualTo(texts(0, MOST));
        send(20, 22);
        assertThat(drained(2)).isEqualTo(texts(20, 22));
    }

    @Test
    void a_publisher_of_3_1_1_is_closed_when_a_session_is_full() {
        use(start(Overflow.REFUSE, MANY_BYTES));
        leaves();
        send(0, MOST);
        DurableGround.Device sender = ground.passer3("old");
        sender.send("in/a", "refused");

        assertThat(sender.closed())
                .isEqualTo(new CloseReason.LimitExceeded(Reason.QUEUE_FULL, ReasonCode.QUOTA_EXCEEDED, "topic in/a"));
    }

    @Test
    void a_full_session_is_full_for_what_it_subscribes_to_later_and_after_a_restart_and_not_after_it_has_ended() {
        use(start(Overflow.REFUSE, MANY_BYTES));
        leaves();
        send(0, MOST);
        ground = ground.restarted();
        DurableGround.Device sender = ground.passer("sender");
        assertThat(sender.publish("in/a", "refused")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

        DurableGround.Device device = ground.device("device", 1); // takes one, the others wait
        device.receive();
        ground.on(() -> {}); // the turn that took it has ended
        device.subscribe("late/#");
        assertThat(sender.publish("late/a", "one more")).isEqualTo(ReasonCode.SUCCESS);
        assertThat(sender.publish("late/a", "refused")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        device.unsubscribe("late/#");
        device.subscribe("later/#");
        assertThat(sender.publish("later/a", "refused")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

        ground.on(() -> device.session().end());
        assertThat(sender.publish("later/a", "nobody")).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Test
    void a_refusal_is_told_behind_the_acknowledgements_of_what_was_sent_before() {
        use(start(Overflow.REFUSE, MANY_BYTES));
        leaves();
        ground.device("roomy", 5).subscribe("room/#");
        send(0, MOST);
        DurableGround.Device sender = ground.passer("sender");
        ground.log.hold();
        sender.send("room/a", "1");
        sender.send("in/a", "2");
        sender.send("room/a", "3");
        ground.log.release();

        assertThat(List.of(sender.answer(), sender.answer(), sender.answer()))
                .extracting(answer -> ((Puback) answer).packetId())
                .containsExactly(1, 2, 3);
    }

    @Test
    void how_much_waits_is_known_after_a_crash_but_for_an_eighth() {
        leaves();
        send(0, MOST);
        await("the store").until(() -> ground.storedQueue("device") >= MOST - MOST / 8);
        ground = ground.crashed();
        send(20, 25);

        DurableGround.Device device = ground.device("device", 5);
        for (String text : texts(0, MOST)) {
            assertThat(device.take()).isEqualTo(text);
        }
        assertThat(ground.dropped(Reason.QUEUE_FULL)).isGreaterThanOrEqualTo(4);
    }
}
