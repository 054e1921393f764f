package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Bus.Subscription;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Bus} must do; one subclass for each implementation. */
public abstract class BusContract {
    private static final Topic TOPIC = Topic.of("node/a/takeover");
    private static final TopicFilter FILTER = TopicFilter.of("node/a/takeover");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The bus of one node; the subclass closes it after the test. */
    protected abstract Bus bus();

    /** May be called twice. */
    protected abstract void closeBus();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Bus.Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static <T> T result(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Remembers what it hears, and waits for the last of it. */
    private static final class Ear implements Bus.Listener {
        private final List<String> heard = new ArrayList<>(); // guarded by itself
        private final Semaphore count = new Semaphore(0);

        @Override
        public void heard(Bus.Message message) {
            synchronized (heard) {
                heard.add(text(message));
            }
            count.release();
        }

        /** What was heard, once it is so many. */
        List<String> after(int messages) {
            try {
                assertThat(count.tryAcquire(messages, 20, TimeUnit.SECONDS))
                        .as("heard %s", now())
                        .isTrue();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            return now();
        }

        List<String> now() {
            synchronized (heard) {
                return List.copyOf(heard);
            }
        }
    }

    /** Does not return from the first message before it may. */
    private static final class SlowEar implements Bus.Listener {
        private final Ear ear = new Ear();
        private final CountDownLatch hearing = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public void heard(Bus.Message message) {
            ear.heard(message);
            hearing.countDown();
            await(mayGoOn);
        }
    }

    @Test
    void a_message_is_heard_by_all_whose_filter_matches_and_nobody_else() {
        List<Topic> topics = List.of(
                Topic.of("a"),
                Topic.of("a/b"),
                Topic.of("a/b/c"),
                Topic.of("a//c"),
                Topic.of("/"),
                Topic.of("größe/-"),
                Topic.of("$node/x"),
                Topic.of("end"));
        for (String text : List.of("a", "a/b", "a/+", "a/#", "+", "#", "+/b/#", "a/+/c", "/+", "größe/#", "$node/+")) {
            TopicFilter filter = TopicFilter.of(text);
            Topic last = Topic.of(text.replace('+', 'z').replace('#', 'z'));
            Ear ear = new Ear();
            try (Subscription _ = bus().subscribe(filter, ear)) {
                List<String> expected = new ArrayList<>();
                for (Topic topic : topics) {
                    bus().publish(topic, bytes(topic.name()));
                    if (filter.matches(topic)) {
                        expected.add(topic.name());
                    }
                }
                bus().publish(last, bytes("last"));
                expected.add("last");

                assertThat(ear.after(expected.size())).as(text).isEqualTo(expected);
            }
        }
    }

    @Test
    void a_listener_is_told_topic_and_body_and_whether_a_reply_is_waited_for() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        bus().subscribe(TopicFilter.of("node/#"), message -> {
            message.reply(bytes("yes")); // nothing for one that is no request
            (message.isRequest() ? second : first).complete(message.topic() + " " + text(message));
        });

        bus().publish(Topic.of("node/b"), bytes("hello"));
        assertThat(result(first)).isEqualTo("node/b hello");

        assertThat(answer(bus().request(Topic.of("node/c"), bytes("well?"), PATIENCE)))
                .isEqualTo("yes");
        assertThat(result(second)).isEqualTo("node/c well?");
    }

    private static String answer(CompletableFuture<Reply> request) {
        Reply reply = result(request);
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        return new String(((Reply.Answered) reply).body(), StandardCharsets.UTF_8);
    }

    @Test
    void the_messages_of_each_publisher_come_in_their_order() throws InterruptedException {
        Ear ear = new Ear();
        bus().subscribe(FILTER, ear);
        List<Thread> publishers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "p" + i + " ";
            publishers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 2000; n++) {
                    bus().publish(TOPIC, bytes(name + n));
                }
            }));
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }

        List<String> heard = ear.after(8000);

        for (int i = 0; i < 4; i++) {
            String name = "p" + i + " ";
            assertThat(heard.stream().filter(each -> each.startsWith(name)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 2000).mapToObj(n -> name + n).toList());
        }
    }

    @Test
    void after_close_nothing_is_heard_not_even_what_waited() {
        SlowEar slow = new SlowEar();
        Subscription subscription = bus().subscribe(FILTER, slow);
        for (int i = 0; i < 10; i++) {
            bus().publish(TOPIC, bytes("m" + i));
        }
        await(slow.hearing);

        subscription.close();
        subscription.close();
        bus().publish(TOPIC, bytes("later"));
        assertThat(subscription.ended()).isNotDone();
        slow.mayGoOn.countDown();
        result(subscription.ended());

        assertThat(slow.ear.now()).containsExactly("m0");
        assertThat(result(bus().request(TOPIC, bytes("anybody?"), PATIENCE))).isEqualTo(new Reply.Unheard());
    }

    @Test
    void a_listener_may_close_its_own_subscription() {
        Ear ear = new Ear();
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        subscription.complete(bus().subscribe(FILTER, message -> {
            ear.heard(message);
            result(subscription).close();
        }));
        for (int i = 0; i < 10; i++) {
            bus().publish(TOPIC, bytes("m" + i));
        }
        result(result(subscription).ended());

        assertThat(ear.now()).containsExactly("m0");
    }

    @Test
    void of_a_group_one_hears_each_message_and_all_get_their_share() {
        Ear together = new Ear();
        List<Ear> ears = List.of(new Ear(), new Ear(), new Ear());
        for (Ear ear : ears) {
            bus().queueSubscribe(FILTER, "workers", message -> {
                ear.heard(message);
                together.heard(message);
            });
        }
        Ear otherGroup = new Ear();
        Ear noGroup = new Ear();
        bus().queueSubscribe(FILTER, "others", otherGroup);
        bus().subscribe(FILTER, noGroup);
        List<String> all = IntStream.range(0, 300).mapToObj(i -> "m" + i).toList();
        all.forEach(each -> bus().publish(TOPIC, bytes(each)));

        assertThat(together.after(300)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(otherGroup.after(300)).isEqualTo(all);
        assertThat(noGroup.after(300)).isEqualTo(all);
        assertThat(ears).noneMatch(ear -> ear.now().isEmpty());
    }

    @Test
    void a_group_is_one_whatever_the_filters_of_its_members_and_each_hears_what_its_own_matches() {
        Ear ear = new Ear();
        Ear elsewhere = new Ear();
        bus().queueSubscribe(TopicFilter.of("node/#"), "workers", ear);
        bus().queueSubscribe(TopicFilter.of("node/+/takeover"), "workers", ear);
        bus().queueSubscribe(TopicFilter.of("elsewhere"), "workers", elsewhere);
        List<String> all = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        all.forEach(each -> bus().publish(TOPIC, bytes(each)));
        bus().publish(Topic.of("elsewhere"), bytes("last"));

        assertThat(ear.after(100)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(elsewhere.after(1)).containsExactly("last");
    }

    @Test
    void those_who_stay_in_a_group_hear_what_those_who_left_would_have_heard() {
        Ear left = new Ear();
        Ear stays = new Ear();
        Subscription leaving = bus().queueSubscribe(FILTER, "workers", left);
        Subscription staying = bus().queueSubscribe(FILTER, "workers", stays);
        leaving.close();
        result(leaving.ended());
        List<String> all = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
        all.forEach(each -> bus().publish(TOPIC, bytes(each)));

        assertThat(stays.after(100)).isEqualTo(all);
        assertThat(left.now()).isEmpty();
        staying.close();
        assertThat(result(bus().request(TOPIC, bytes("anybody?"), PATIENCE))).isEqualTo(new Reply.Unheard());
    }

    @Test
    void a_request_gets_the_first_reply() {
        CompletableFuture<Reply> answered = new CompletableFuture<>();
        CountDownLatch late = new CountDownLatch(1);
        bus().subscribe(FILTER, message -> {
            result(answered); // has the reply of the other one
            message.reply(bytes("second"));
            late.countDown();
        });
        bus().subscribe(FILTER, message -> message.reply(bytes("first")));

        CompletableFuture<Reply> request = bus().request(TOPIC, bytes("who?"), PATIENCE);
        assertThat(answer(request)).isEqualTo("first");
        answered.complete(result(request));
        await(late);
        assertThat(answer(request)).isEqualTo("first");
    }

    @Test
    void a_request_may_be_answered_later_by_somebody_else_than_the_listener() {
        CompletableFuture<Bus.Message> kept = new CompletableFuture<>();
        bus().queueSubscribe(FILTER, "workers", kept::complete);

        CompletableFuture<Reply> request = bus().request(TOPIC, bytes("who?"), PATIENCE);
        result(kept).reply(bytes("the test"));

        assertThat(answer(request)).isEqualTo("the test");
    }

    @Test
    void a_request_that_nobody_answers_times_out() {
        CompletableFuture<Bus.Message> kept = new CompletableFuture<>();
        bus().subscribe(FILTER, kept::complete);

        assertThat(result(bus().request(TOPIC, bytes("who?"), Duration.ofMillis(20))))
                .isEqualTo(new Reply.TimedOut());
        result(kept).reply(bytes("too late"));
    }

    @Test
    void a_request_that_nobody_hears_is_answered_at_once() {
        bus().subscribe(TopicFilter.of("elsewhere"), message -> message.reply(bytes("here")));

        assertThat(result(bus().request(TOPIC, bytes("who?"), PATIENCE))).isEqualTo(new Reply.Unheard());
    }

    @Test
    void who_does_much_with_an_answer_holds_up_nobody() {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch chained = new CountDownLatch(1);
        bus().subscribe(FILTER, message -> {
            await(chained);
            message.reply(message.body());
        });
        CompletableFuture<Void> busy =
                bus().request(TOPIC, bytes("first"), PATIENCE).thenAccept(_ -> await(done));
        chained.countDown();

        assertThat(answer(bus().request(TOPIC, bytes("second"), PATIENCE))).isEqualTo("second");
        done.countDown();
        result(busy);
    }

    @Test
    void a_slow_listener_loses_only_its_own_messages_and_they_are_counted() {
        SlowEar slow = new SlowEar();
        Ear quick = new Ear();
        Subscription slowOne = bus().subscribe(FILTER, slow);
        Subscription quickOne = bus().subscribe(FILTER, quick);
        List<String> all = new ArrayList<>();
        for (int round = 0; round < 13; round++) {
            for (int i = 0; i < 1000; i++) {
                all.add("m" + all.size());
                bus().publish(TOPIC, bytes(all.getLast()));
            }
            quick.after(1000);
        }
        assertThat(quick.now()).isEqualTo(all);
        assertThat(quickOne.dropped()).isZero();
        assertThat(slowOne.dropped()).isPositive();

        slow.mayGoOn.countDown();
        int kept = all.size() - (int) slowOne.dropped();
        assertThat(slow.ear.after(kept)).isEqualTo(all.subList(0, kept));
        assertThat(kept).isBetween(Bus.MAX_WAITING_MESSAGES, Bus.MAX_WAITING_MESSAGES + 1);
        bus().publish(TOPIC, bytes("next"));
        assertThat(slow.ear.after(1)).endsWith("next");
    }

    @Test
    void what_waits_for_a_slow_listener_is_bounded_in_bytes_too() {
        SlowEar slow = new SlowEar();
        Subscription subscription = bus().subscribe(FILTER, slow);
        byte[] large = new byte[Bus.MAX_BODY_BYTES];
        for (int i = 0; i < 20; i++) {
            bus().publish(TOPIC, large);
        }

        long most = Bus.MAX_WAITING_BYTES / Bus.MAX_BODY_BYTES;
        assertThat(subscription.dropped()).isBetween(20 - most - 1, 20 - most);
        slow.mayGoOn.countDown();
    }

    @Test
    void a_listener_that_throws_harms_nobody() {
        Ear ear = new Ear();
        Ear other = new Ear();
        try (var _ = ExpectedErrors.expect("a defect of the listener")) {
            Subscription failing = bus().subscribe(FILTER, message -> {
                ear.heard(message);
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a defect of the listener");
            });
            bus().subscribe(FILTER, other);
            bus().publish(TOPIC, bytes("m0"));
            bus().publish(TOPIC, bytes("m1"));

            assertThat(ear.after(2)).containsExactly("m0", "m1");
            assertThat(other.after(2)).containsExactly("m0", "m1");
            failing.close();
            result(failing.ended());
        }
    }

    @Test
    void closing_the_bus_wakes_who_waits_for_a_reply_and_ends_every_subscription() {
        Subscription single = bus().subscribe(FILTER, _ -> {});
        Subscription member = bus().queueSubscribe(FILTER, "workers", _ -> {});
        CompletableFuture<Reply> request = bus().request(TOPIC, bytes("who?"), PATIENCE);

        closeBus();

        assertThat(result(request)).isInstanceOf(Reply.Failed.class);
        result(single.ended());
        result(member.ended());
        assertThatThrownBy(() -> bus().publish(TOPIC, bytes("x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> bus().subscribe(FILTER, _ -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bus().queueSubscribe(FILTER, "workers", _ -> {}))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bus().request(TOPIC, bytes("x"), PATIENCE)).isInstanceOf(IllegalStateException.class);
        single.close();
    }

    @Test
    void subscriptions_are_bounded() {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < Bus.MAX_SUBSCRIPTIONS; i++) {
            all.add(bus().subscribe(TopicFilter.of("many/" + i), _ -> {}));
        }

        assertThatThrownBy(() -> bus().subscribe(FILTER, _ -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected: at most");

        all.removeLast().close();
        bus().subscribe(FILTER, _ -> {});
    }

    @Test
    void requests_that_wait_are_bounded() {
        bus().subscribe(FILTER, _ -> {});
        List<CompletableFuture<Reply>> requests = new ArrayList<>();
        for (int i = 0; i < Bus.MAX_REQUESTS; i++) {
            // Longer than a slow machine needs to ask them all: the first must still wait when the last one asks.
            requests.add(bus().request(TOPIC, bytes("who?"), Bus.MAX_PATIENCE));
        }

        assertThat(result(bus().request(TOPIC, bytes("who?"), PATIENCE))).isInstanceOf(Reply.Failed.class);

        closeBus();
        assertThat(requests).map(BusContract::result).allMatch(Reply.Failed.class::isInstance);
    }

    @Test
    void what_no_bus_carries_is_refused() {
        byte[] tooLarge = new byte[Bus.MAX_BODY_BYTES + 1];
        assertThatThrownBy(() -> bus().publish(TOPIC, tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most");
        assertThatThrownBy(() -> bus().request(TOPIC, tooLarge, PATIENCE)).isInstanceOf(IllegalArgumentException.class);
        for (Duration patience : List.of(Duration.ZERO, Duration.ofMillis(-1), Bus.MAX_PATIENCE.plusNanos(1))) {
            assertThatThrownBy(() -> bus().request(TOPIC, bytes("x"), patience))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("patience");
        }
        TopicFilter shared = TopicFilter.of("$share/workers/a");
        assertThatThrownBy(() -> bus().subscribe(shared, _ -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus().queueSubscribe(shared, "workers", _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus().queueSubscribe(FILTER, "", _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
