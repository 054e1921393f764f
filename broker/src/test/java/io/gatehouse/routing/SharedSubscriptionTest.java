package io.gatehouse.routing;

import static io.gatehouse.routing.Ground.message;
import static io.gatehouse.routing.Ground.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.routing.Receiver.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedSubscriptionTest {
    private final Ground ground = new Ground(3);

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void each_message_goes_to_one_member_and_all_get_as_many() {
        List<Inbox> members = members("$share/g/a/+", 6);
        for (int i = 0; i < 60; i++) {
            ground.publish(i % 3, message("p", "a/b", Qos.AT_LEAST_ONCE, "" + i));
        }
        assertThat(members).allSatisfy(member -> assertThat(member.count()).isEqualTo(10));
        assertThat(members.stream().flatMap(member -> member.texts().stream()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 60).mapToObj(Integer::toString).toList());
    }

    @Test
    void two_groups_and_an_ordinary_subscriber_get_one_copy_each() {
        List<Inbox> first = members("$share/one/a", 2);
        List<Inbox> second = members("$share/two/a", 2);
        Inbox ordinary = ground.inbox("ordinary", 0);
        ground.subscribe(ordinary, "a", Qos.AT_MOST_ONCE);
        ground.publish(0, "a");
        assertThat(total(first)).isEqualTo(1);
        assertThat(total(second)).isEqualTo(1);
        assertThat(ordinary.count()).isEqualTo(1);
    }

    @Test
    void a_session_gets_its_ordinary_copy_and_its_share() {
        Inbox inbox = ground.inbox("c", 1);
        ground.subscribe(inbox, "a", Qos.AT_MOST_ONCE);
        ground.subscribe(inbox, "$share/g/a", Qos.AT_LEAST_ONCE);
        ground.publish(0, "a");
        assertThat(inbox.delivered.stream().map(Inbox.Delivered::granted))
                .containsExactlyInAnyOrder(Qos.AT_MOST_ONCE, Qos.AT_LEAST_ONCE);
    }

    @Test
    void the_inner_filter_keeps_the_rule_for_dollar_topics() {
        List<Inbox> members = members("$share/g/#", 2);
        assertThat(ground.publish(0, "$aws/secret").matched()).isFalse();
        assertThat(ground.publish(0, "open").matched()).isTrue();
        assertThat(total(members)).isEqualTo(1);
    }

    @Test
    void ready_members_come_before_busy_ones_and_those_before_sleeping_sessions() {
        Inbox ready = member("ready", 0);
        Inbox busy = member("busy", 1);
        Inbox asleep = persistentMember("asleep", 2);
        busy.readiness = Readiness.BUSY;
        asleep.readiness = Readiness.OFFLINE;
        publishTimes(6);
        assertThat(ready.count()).isEqualTo(6);
        ready.readiness = Readiness.OFFLINE;
        publishTimes(6);
        assertThat(busy.count()).isEqualTo(6);
        busy.readiness = Readiness.OFFLINE;
        publishTimes(6);
        assertThat(asleep.count()).isEqualTo(6);
        assertThat(ready.count() + busy.count() + asleep.count()).isEqualTo(18);
    }

    @Test
    void a_member_that_neither_is_connected_nor_keeps_anything_is_no_receiver() {
        Inbox gone = ground.inbox("gone", 0);
        ground.subscribe(gone, "$share/g/a", Qos.AT_LEAST_ONCE);
        gone.readiness = Readiness.OFFLINE;
        assertThat(ground.publish(1, "a").matched()).isFalse();
    }

    @Test
    void the_publisher_learns_that_messages_are_kept_for_a_member() {
        persistentMember("c", 1);
        assertThat(ground.publish(0, "a")).isEqualTo(new RouteResult(true, true, false, false));
    }

    @Test
    void what_a_member_that_left_was_sent_goes_to_the_others() {
        Inbox leaving = ground.inbox("leaving", 1);
        Inbox staying = ground.inbox("staying", 2);
        Subscription left = ground.subscribe(leaving, "$share/g/a", Qos.AT_LEAST_ONCE);
        ground.subscribe(staying, "$share/g/a", Qos.AT_LEAST_ONCE);
        CountDownLatch gate = new CountDownLatch(1);
        ground.loop(1).post(() -> {
            awaitQuietly(gate);
            ground.trie.unsubscribe(left); // before the messages that were chosen for it arrive
        });
        List<Message> sent = new ArrayList<>();
        on(ground.loop(0), () -> {
            for (int i = 0; i < 10; i++) {
                Message m = message("p", "a", Qos.AT_LEAST_ONCE, "" + i);
                sent.add(m);
                ground.router.route(m, ground.loop(0));
            }
            return true;
        });
        on(ground.loop(0), () -> true); // the turn has ended, the batches are posted
        gate.countDown();
        ground.settle();
        assertThat(leaving.count()).isZero();
        assertThat(staying.texts())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).mapToObj(Integer::toString).toList());
        assertThat(sent)
                .allSatisfy(m -> assertThat(m.payload().bytes().refCnt()).isEqualTo(1));
        sent.forEach(Message::close);
        assertThat(ground.drops).isEmpty();
    }

    @Test
    void a_message_whose_last_member_left_ends_there() {
        Inbox leaving = ground.inbox("leaving", 1);
        Subscription left = ground.subscribe(leaving, "$share/g/a", Qos.AT_LEAST_ONCE);
        CountDownLatch gate = new CountDownLatch(1);
        ground.loop(1).post(() -> {
            awaitQuietly(gate);
            ground.trie.unsubscribe(left);
        });
        Message m = message("p", "a", Qos.AT_LEAST_ONCE, "x");
        on(ground.loop(0), () -> ground.router.route(m, ground.loop(0)));
        on(ground.loop(0), () -> true);
        gate.countDown();
        ground.settle();
        assertThat(leaving.count()).isZero();
        assertThat(m.payload().bytes().refCnt()).isEqualTo(1);
        m.close();
        assertThat(ground.trie.nodeCount()).isZero();
    }

    private Inbox member(String clientId, int loop) {
        Inbox inbox = ground.inbox(clientId, loop);
        ground.subscribe(inbox, "$share/g/a", Qos.AT_LEAST_ONCE);
        return inbox;
    }

    private Inbox persistentMember(String clientId, int loop) {
        Inbox inbox = ground.inbox(clientId, loop);
        ground.subscribe(inbox, "$share/g/a", SubscriptionOptions.of(Qos.AT_LEAST_ONCE), true);
        return inbox;
    }

    private List<Inbox> members(String filter, int count) {
        List<Inbox> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Inbox inbox = ground.inbox(filter + i, i % 3);
            ground.subscribe(inbox, filter, Qos.AT_LEAST_ONCE);
            members.add(inbox);
        }
        return members;
    }

    private void publishTimes(int times) {
        for (int i = 0; i < times; i++) {
            ground.publish(0, "a");
        }
    }

    private static int total(List<Inbox> inboxes) {
        return inboxes.stream().mapToInt(Inbox::count).sum();
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
