package io.gatehouse.routing;

import static io.gatehouse.routing.Ground.message;
import static io.gatehouse.routing.Ground.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private final Ground ground = new Ground(3);

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void subscribers_on_every_loop_receive_it_once() {
        List<Inbox> inboxes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Inbox inbox = ground.inbox("c" + i, i % 3);
            ground.subscribe(inbox, "a/+", Qos.AT_LEAST_ONCE);
            inboxes.add(inbox);
        }
        RouteResult result = ground.publish(1, "a/b");
        assertThat(result).isEqualTo(new RouteResult(true, false, false, false));
        assertThat(inboxes).allSatisfy(inbox -> assertThat(inbox.topics()).containsExactly("a/b"));
    }

    @Test
    void the_publisher_learns_that_nobody_subscribes() {
        assertThat(ground.publish(0, "a/b").matched()).isFalse();
        Subscription subscription = ground.subscribe(ground.inbox("c", 2), "a/b", Qos.AT_MOST_ONCE);
        assertThat(ground.publish(0, "a/b").matched()).isTrue();
        ground.unsubscribe(subscription);
        assertThat(ground.publish(0, "a/b").matched()).isFalse();
    }

    @Test
    void the_publisher_learns_whether_a_persistent_session_matched() {
        Inbox inbox = ground.inbox("c", 2);
        Subscription kept = ground.subscribe(inbox, "a/#", SubscriptionOptions.of(Qos.AT_LEAST_ONCE), true);
        ground.subscribe(ground.inbox("d", 2), "a/#", Qos.AT_LEAST_ONCE);
        assertThat(ground.publish(0, "a/b").kept()).isTrue();
        on(ground.loop(2), () -> {
            ground.trie.persistent(kept, false);
            return true;
        });
        assertThat(ground.publish(0, "a/b").kept()).isFalse();
        on(ground.loop(2), () -> {
            ground.trie.persistent(kept, true);
            return true;
        });
        assertThat(ground.publish(0, "a/b").kept()).isTrue();
        ground.unsubscribe(kept);
        assertThat(ground.publish(0, "a/b")).isEqualTo(new RouteResult(true, false, false, false));
    }

    @Test
    void overlapping_subscriptions_make_one_delivery_with_the_highest_qos_and_all_identifiers() {
        Inbox inbox = ground.inbox("c", 1);
        ground.subscribe(inbox, "a/#", SubscriptionOptions.of(Qos.AT_MOST_ONCE, false, false, 7), false);
        ground.subscribe(inbox, "a/+", SubscriptionOptions.of(Qos.EXACTLY_ONCE, false, true, 8), false);
        ground.subscribe(inbox, "a/b", SubscriptionOptions.of(Qos.AT_LEAST_ONCE, false, false, 0), false);
        ground.subscribe(inbox, "z/b", SubscriptionOptions.of(Qos.AT_LEAST_ONCE, false, false, 9), false);
        ground.publish(0, "a/b");
        ground.publish(1, "a/b");
        assertThat(inbox.delivered).hasSize(2).allSatisfy(delivered -> {
            assertThat(delivered.granted()).isEqualTo(Qos.EXACTLY_ONCE);
            assertThat(delivered.retainAsPublished()).isTrue();
            assertThat(List.of(delivered.ids().get(0), delivered.ids().get(1))).containsExactlyInAnyOrder(7, 8);
            assertThat(delivered.ids().count()).isEqualTo(2);
        });
    }

    @Test
    void overlap_of_one_session_leaves_the_others_as_they_are() {
        Inbox both = ground.inbox("both", 1);
        Inbox one = ground.inbox("one", 1);
        ground.subscribe(both, "a/#", SubscriptionOptions.of(Qos.EXACTLY_ONCE, false, true, 7), false);
        ground.subscribe(both, "a/b", SubscriptionOptions.of(Qos.AT_MOST_ONCE, false, false, 8), false);
        ground.subscribe(one, "a/b", SubscriptionOptions.of(Qos.AT_LEAST_ONCE, false, false, 9), false);
        ground.publish(0, "a/b");
        assertThat(both.count()).isEqualTo(1);
        assertThat(one.delivered)
                .containsExactly(
                        new Inbox.Delivered("publisher", "a/b", "x", Qos.AT_LEAST_ONCE, false, SubscriptionIds.of(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a/+ #"})
    void who_subscribes_when_the_publisher_was_told_already_does_not_get_the_message(String filters) {
        Inbox before = ground.inbox("before", 1);
        Inbox after = ground.inbox("after", 1);
        for (String filter : filters.split(" ")) {
            ground.subscribe(before, filter, SubscriptionOptions.of(Qos.AT_LEAST_ONCE), true);
        }
        Loop publishers = ground.loop(0);
        on(
                ground.loop(1),
                () -> { // which has yet to deliver it when it reads the SUBSCRIBE
                    CompletableFuture<AppendResult> stored = new CompletableFuture<>();
                    Message message = message("publisher", "a/b", Qos.AT_LEAST_ONCE, "x");
                    publishers.post(() -> ground.router.publish(message, publishers, stored::complete));
                    assertThat(stored.get(60, TimeUnit.SECONDS)).isInstanceOf(AppendResult.Stored.class);
                    message.close();
                    for (String filter : filters.split(" ")) {
                        ground.trie.subscribe(
                                TopicFilter.of(filter),
                                SubscriptionOptions.of(Qos.AT_LEAST_ONCE),
                                after.subscriber,
                                true);
                    }
                    return true;
                });
        ground.settle();
        assertThat(before.texts()).containsExactly("x");
        assertThat(after.texts()).isEmpty();
        ground.publish(0, message("publisher", "a/b", Qos.AT_LEAST_ONCE, "y"));
        assertThat(before.texts()).containsExactly("x", "y");
        assertThat(after.texts()).containsExactly("y");
    }

    @Test
    void no_local_keeps_own_messages_away_and_only_those() {
        Inbox inbox = ground.inbox("publisher", 1);
        ground.subscribe(inbox, "a/#", SubscriptionOptions.of(Qos.AT_MOST_ONCE, true, false, 1), false);
        ground.publish(0, message("publisher", "a/1", Qos.AT_MOST_ONCE, "own"));
        ground.publish(0, message("other", "a/1", Qos.AT_MOST_ONCE, "foreign"));
        assertThat(inbox.texts()).containsExactly("foreign");
    }

    @Test
    void no_local_holds_for_its_subscription_and_not_for_an_overlapping_one() {
        Inbox inbox = ground.inbox("publisher", 1);
        ground.subscribe(inbox, "a/#", SubscriptionOptions.of(Qos.EXACTLY_ONCE, true, false, 1), false);
        ground.subscribe(inbox, "a/b", SubscriptionOptions.of(Qos.AT_MOST_ONCE, false, false, 2), false);
        ground.publish(0, "a/b");
        assertThat(inbox.delivered)
                .containsExactly(
                        new Inbox.Delivered("publisher", "a/b", "x", Qos.AT_MOST_ONCE, false, SubscriptionIds.of(2)));
    }

    @Test
    void changed_options_hold_for_the_next_message() {
        Inbox inbox = ground.inbox("c", 1);
        Subscription subscription = ground.subscribe(inbox, "a", Qos.AT_MOST_ONCE);
        ground.publish(0, "a");
        on(ground.loop(1), () -> {
            subscription.change(SubscriptionOptions.of(Qos.EXACTLY_ONCE, false, true, 3));
            return true;
        });
        ground.publish(0, "a");
        assertThat(inbox.delivered.stream().map(Inbox.Delivered::granted))
                .containsExactly(Qos.AT_MOST_ONCE, Qos.EXACTLY_ONCE);
    }

    @Test
    void every_receiver_sees_each_publisher_in_order() {
        Inbox near = ground.inbox("near", 0);
        Inbox far = ground.inbox("far", 2);
        Inbox overlapping = ground.inbox("overlapping", 1);
        ground.subscribe(near, "#", Qos.AT_MOST_ONCE);
        ground.subscribe(far, "t/+", Qos.AT_MOST_ONCE);
        ground.subscribe(overlapping, "t/+", Qos.AT_MOST_ONCE);
        ground.subscribe(overlapping, "t/#", Qos.AT_MOST_ONCE);
        int each = 3_000;
        List<CompletableFuture<?>> running = new ArrayList<>();
        for (int p = 0; p < 6; p++) {
            String publisher = "p" + p;
            Loop home = ground.loop(p % 3);
            running.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < each; i += 3) {
                    int first = i;
                    on(home, () -> {
                        for (int k = first; k < first + 3; k++) {
                            try (Message m = message(publisher, "t/" + k % 2, Qos.AT_MOST_ONCE, "" + k)) {
                                ground.router.route(m, home);
                            }
                        }
                        return true;
                    });
                }
            }));
        }
        running.forEach(CompletableFuture::join);
        ground.settle();
        assertThat(ground.drops).isEmpty();
        List<String> ascending =
                IntStream.range(0, each).mapToObj(Integer::toString).toList();
        for (Inbox inbox : List.of(near, far, overlapping)) {
            Map<String, List<String>> byPublisher = new HashMap<>();
            inbox.delivered.forEach(d -> byPublisher
                    .computeIfAbsent(d.publisher(), p -> new ArrayList<>())
                    .add(d.text()));
            assertThat(byPublisher)
                    .hasSize(6)
                    .allSatisfy((p, texts) -> assertThat(texts).isEqualTo(ascending));
        }
    }

    @Test
    void every_share_is_given_back() {
        Inbox inbox = ground.inbox("c", 1);
        ground.subscribe(inbox, "a/#", Qos.AT_MOST_ONCE);
        ground.subscribe(ground.inbox("d", 2), "a/b", Qos.AT_MOST_ONCE);
        ground.subscribe(ground.inbox("e", 0), "$share/g/a/b", Qos.AT_MOST_ONCE);
        inbox.onDelivery = () -> {
            throw new IllegalStateException("a defect of one session");
        };
        List<Message> sent = new ArrayList<>();
        try (var _ = ExpectedErrors.expect("a defect of one session")) {
            on(ground.loop(0), () -> {
                for (int i = 0; i < 100; i++) {
                    Message m = message("p", "a/b", Qos.AT_MOST_ONCE, "text");
                    sent.add(m);
                    ground.router.route(m, ground.loop(0));
                }
                return true;
            });
            ground.settle();
        }
        assertThat(sent)
                .allSatisfy(m -> assertThat(m.payload().bytes().refCnt()).isEqualTo(1));
        sent.forEach(Message::close);
        assertThat(inbox.count()).isEqualTo(100);
    }

    @Test
    void shares_are_given_back_when_the_receiving_loop_has_ended() {
        ground.subscribe(ground.inbox("c", 1), "a", Qos.AT_MOST_ONCE);
        ground.loop(1).eventLoop().shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        Message m = message("p", "a", Qos.AT_MOST_ONCE, "text");
        on(ground.loop(0), () -> ground.router.route(m, ground.loop(0)));
        on(ground.loop(0), () -> true);
        on(ground.loop(0), () -> true);
        assertThat(m.payload().bytes().refCnt()).isEqualTo(1);
        m.close();
    }

    @Test
    void one_session_may_end_others_while_it_is_delivered_to() {
        firstOneEndsTheOthers("a");
    }

    @Test
    void one_session_may_end_others_that_have_overlapping_subscriptions() {
        firstOneEndsTheOthers("a", "+", "#");
    }

    private void firstOneEndsTheOthers(String... filters) {
        List<Inbox> inboxes = new ArrayList<>();
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Inbox inbox = ground.inbox("c" + i, 1);
            inboxes.add(inbox);
            for (String filter : filters) {
                subscriptions.add(ground.subscribe(inbox, filter, Qos.AT_MOST_ONCE));
            }
        }
        inboxes.forEach(inbox -> inbox.onDelivery = () -> subscriptions.stream()
                .filter(s -> s.subscriber() != inbox.subscriber)
                .forEach(ground.trie::unsubscribe));
        ground.publish(0, "a");
        assertThat(inboxes.stream().mapToInt(Inbox::count).filter(n -> n > 0)).containsExactly(1);
        assertThat(ground.trie.size()).isEqualTo(filters.length);
    }

    @Test
    void what_a_delivery_publishes_comes_after_and_does_not_recurse() {
        int links = 20_000; // deep enough for a StackOverflowError
        Inbox inbox = ground.inbox("c", 0);
        ground.subscribe(inbox, "chain", Qos.AT_MOST_ONCE);
        AtomicInteger link = new AtomicInteger();
        CountDownLatch finished = new CountDownLatch(1);
        inbox.onDelivery = () -> {
            if (link.incrementAndGet() == links) {
                finished.countDown();
                return;
            }
            try (Message m = message("c", "chain", Qos.AT_MOST_ONCE, "" + link)) {
                ground.router.route(m, ground.loop(0));
            }
        };
        ground.publish(0, message("c", "chain", Qos.AT_MOST_ONCE, "0"));
        assertThat(await(finished)).isTrue();
        assertThat(inbox.texts())
                .isEqualTo(IntStream.range(0, links).mapToObj(Integer::toString).toList());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void services_publish_from_any_thread_in_order_and_taps_see_everything() {
        List<String> seen = new ArrayList<>();
        Tap broken = m -> {
            throw new IllegalStateException("a defect of a service");
        };
        Tap writing = m -> seen.add(new String(m.payload().toByteArray(), StandardCharsets.UTF_8));
        try (var _ = ExpectedErrors.expect("a defect of a service");
                Ground tapped = new Ground(3, true, OutboxLimits.DEFAULT, List.of(broken, writing))) {
            Inbox inbox = tapped.inbox("c", 2);
            tapped.subscribe(inbox, "$aws/events/#", Qos.AT_LEAST_ONCE);
            for (int i = 0; i < 100; i++) {
                try (Message m = message("", "$aws/events/x", Qos.AT_LEAST_ONCE, "" + i)) {
                    assertThat(tapped.router.publishFromService(m)).isTrue();
                }
            }
            tapped.settle();
            List<String> expected =
                    IntStream.range(0, 100).mapToObj(Integer::toString).toList();
            assertThat(inbox.texts()).isEqualTo(expected);
            assertThat(seen).isEqualTo(expected);
        }
    }

    @Test
    void a_service_finds_out_when_the_broker_has_stopped() {
        ground.close();
        Message m = message("", "a", Qos.AT_LEAST_ONCE, "x");
        assertThat(ground.router.publishFromService(m)).isFalse();
        assertThat(m.payload().bytes().refCnt()).isEqualTo(1);
        m.close();
    }

    @Test
    void a_loop_that_falls_behind_slows_publishers_then_loses_qos_0_then_refuses() throws Exception {
        ConcurrentLinkedQueue<String> tappedTexts = new ConcurrentLinkedQueue<>();
        Tap tap = m -> tappedTexts.add("" + m.qos());
        // Two loops, so 10 messages for each source.
        try (Ground small = new Ground(2, true, new OutboxLimits(20, 1024 * 1024), List.of(tap))) {
            Inbox inbox = small.inbox("c", 1);
            small.subscribe(inbox, "a", Qos.EXACTLY_ONCE);
            CountDownLatch gate = new CountDownLatch(1);
            small.loop(1).post(() -> await(gate)); // the receiving loop is busy
            List<RouteResult> results = new ArrayList<>();
            CompletableFuture<Boolean> relieved = new CompletableFuture<>();
            on(small.loop(0), () -> {
                for (int i = 0; i < 13; i++) {
                    results.add(route(small, Qos.AT_MOST_ONCE));
                }
                for (int i = 0; i < 11; i++) {
                    results.add(route(small, Qos.AT_LEAST_ONCE));
                }
                Loop home = small.loop(0);
                small.router.whenRelieved(home, () -> relieved.complete(small.router.isCongested(home)));
                return true;
            });
            assertThat(results.subList(0, 6)).allMatch(result -> !result.congested());
            assertThat(results.subList(6, 24)).allMatch(RouteResult::congested);
            assertThat(small.drops).hasSize(3).containsOnly(Reason.ROUTER_OVERLOADED);
            assertThat(results.subList(0, 23)).noneMatch(RouteResult::refused);
            assertThat(results.get(23).refused()).isTrue();
            assertThat(tappedTexts).hasSize(23);
            assertThat(relieved).isNotDone();
            gate.countDown();
            assertThat(relieved.get(120, TimeUnit.SECONDS)).isFalse();
            small.settle();
            assertThat(inbox.count()).isEqualTo(20);
            assertThat(on(small.loop(0), () -> route(small, Qos.AT_MOST_ONCE)).congested())
                    .isFalse();
            small.settle();
        }
    }

    @Test
    void bytes_are_bounded_too() {
        try (Ground small = new Ground(2, true, new OutboxLimits(1_000_000, 2_000), List.of())) {
            Inbox inbox = small.inbox("c", 1);
            small.subscribe(inbox, "a", Qos.AT_MOST_ONCE);
            CountDownLatch gate = new CountDownLatch(1);
            small.loop(1).post(() -> await(gate));
            on(small.loop(0), () -> {
                for (int i = 0; i < 5; i++) {
                    try (Message m = message("p", "a", Qos.AT_MOST_ONCE, "x".repeat(400))) {
                        small.router.route(m, small.loop(0));
                    }
                }
                return true;
            });
            assertThat(small.drops).hasSize(2);
            gate.countDown();
            small.settle();
            assertThat(inbox.count()).isEqualTo(3);
        }
    }

    @Test
    void properties_count_as_payload_does() {
        PublishProperties large = new PublishProperties(PublishProperties.NO_EXPIRY, new byte[400]);
        try (Ground small = new Ground(2, true, new OutboxLimits(1_000_000, 2_000), List.of())) {
            Inbox inbox = small.inbox("c", 1);
            small.subscribe(inbox, "a", Qos.AT_MOST_ONCE);
            CountDownLatch gate = new CountDownLatch(1);
            small.loop(1).post(() -> await(gate));
            Message empty = new Message(Topic.of("a"), Payload.empty(), Qos.AT_MOST_ONCE, false, large, "p", 0);
            on(small.loop(0), () -> {
                for (int i = 0; i < 5; i++) {
                    small.router.route(empty, small.loop(0));
                }
                return true;
            });
            assertThat(small.drops).hasSize(2);
            gate.countDown();
            small.settle();
            assertThat(inbox.count()).isEqualTo(3);
        }
    }

    @Test
    void what_services_say_is_bounded_in_bytes_while_it_waits() {
        try (Ground small = new Ground(1, true, new OutboxLimits(1_000_000, 2_000), List.of())) {
            Inbox inbox = small.inbox("c", 0);
            small.subscribe(inbox, "a", Qos.AT_LEAST_ONCE);
            CountDownLatch gate = new CountDownLatch(1);
            small.loop(0).post(() -> await(gate));
            List<Boolean> taken = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                try (Message m = message("", "a", Qos.AT_LEAST_ONCE, "x".repeat(900))) {
                    taken.add(small.router.publishFromService(m));
                }
            }
            gate.countDown();
            small.settle();
            try (Message m = message("", "a", Qos.AT_LEAST_ONCE, "x".repeat(900))) {
                taken.add(small.router.publishFromService(m));
            }
            small.settle();
            assertThat(taken).containsExactly(true, true, false, false, true);
            assertThat(inbox.count()).isEqualTo(3);
            assertThat(small.drops).hasSize(2);
        }
    }

    private static RouteResult route(Ground ground, Qos qos) {
        try (Message m = message("p", "a", qos, "x")) {
            return ground.router.route(m, ground.loop(0));
        }
    }
}
