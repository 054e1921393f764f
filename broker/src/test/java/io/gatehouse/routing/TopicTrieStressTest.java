package io.gatehouse.routing;

import static io.gatehouse.routing.Ground.message;
import static io.gatehouse.routing.Ground.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Subscribing, leaving and publishing at once, on all loops, at the same few nodes. */
class TopicTrieStressTest {
    private static final int LOOPS = 3;
    private static final int TURNS = 12_000;
    private static final int PUBLISHED_PER_LOOP = TURNS / 4;
    private static final String[] FILTERS = {
        "a", "a/b", "a/b/c", "a/+", "a/#", "+/b/c", "#", "a/b/d", "a/x", "$share/g/a/b", "$share/h/a/#"
    };
    private static final String[] TOPICS = {"a/b", "a/b/c", "a"};

    @Test
    void who_stays_gets_everything_once_who_left_gets_nothing_and_nothing_remains() throws Exception {
        try (Ground ground = new Ground(LOOPS)) {
            List<Inbox> stayers = new ArrayList<>();
            List<Subscription> stays = new ArrayList<>();
            for (int i = 0; i < LOOPS; i++) {
                Inbox stayer = ground.inbox("stayer" + i, i);
                stayers.add(stayer);
                stays.add(ground.subscribe(stayer, "a/#", Qos.AT_MOST_ONCE));
                stays.add(ground.subscribe(stayer, "+/b/#", Qos.AT_MOST_ONCE));
                Inbox sharer = ground.inbox("sharer" + i, i); // so that a message whose member has left is not lost
                stays.add(ground.subscribe(sharer, "$share/g/a/b", Qos.AT_MOST_ONCE));
                stays.add(ground.subscribe(sharer, "$share/h/a/#", Qos.AT_MOST_ONCE));
            }
            AtomicInteger afterLeaving = new AtomicInteger();
            CountDownLatch finished = new CountDownLatch(LOOPS);
            List<Worker> workers = ground.loops.all().stream()
                    .map(loop -> new Worker(ground, loop, afterLeaving, finished))
                    .toList();
            workers.forEach(worker -> worker.loop.post(worker::turn));
            assertThat(finished.await(120, TimeUnit.SECONDS)).isTrue();
            ground.settle();

            assertThat(workers).allSatisfy(worker -> assertThat(worker.failure).isNull());
            assertThat(ground.drops).isEmpty();
            assertThat(afterLeaving).hasValue(0);
            assertThat(workers).allSatisfy(worker -> {
                assertThat(worker.probes).isEqualTo(TURNS - 1);
                assertThat(worker.probesLost).isZero();
            });
            for (Inbox stayer : stayers) {
                for (int p = 0; p < LOOPS; p++) {
                    String publisher = "p" + p;
                    assertThat(stayer.delivered.stream()
                                    .filter(d -> d.publisher().equals(publisher))
                                    .map(Inbox.Delivered::text))
                            .containsExactlyElementsOf(IntStream.range(0, PUBLISHED_PER_LOOP)
                                    .mapToObj(Integer::toString)
                                    .toList());
                }
            }
            workers.forEach(worker -> on(worker.loop, worker::leaveAll));
            stays.forEach(ground::unsubscribe);
            assertThat(ground.trie.size()).isZero();
            assertThat(ground.trie.nodeCount()).isZero();
            assertThat(workers)
                    .allSatisfy(w -> assertThat(w.sent)
                            .allSatisfy(m ->
                                    assertThat(m.payload().bytes().refCnt()).isZero()));
        }
    }

    @Test
    void a_child_is_found_all_the_while_its_first_sibling_comes() {
        int branches = 20_000;
        try (Ground ground = new Ground(1)) {
            Loop loop = ground.loop(0);
            Inbox inbox = ground.inbox("c", 0);
            List<Topic> topics = new ArrayList<>();
            for (int i = 0; i < branches; i++) {
                topics.add(Topic.of("grow/" + i + "/stay"));
            }
            on(
                    loop,
                    () -> topics.stream()
                            .map(topic -> join(ground, topic.name(), inbox))
                            .toList());
            AtomicInteger growing = new AtomicInteger();
            CompletableFuture<Integer> missed = CompletableFuture.supplyAsync(() -> {
                Matches matches = new Matches();
                int misses = 0;
                for (int i = growing.get(); i < branches; i = growing.get()) {
                    ground.trie.match(topics.get(i), matches);
                    misses += matches.nodeCount() == 1 ? 0 : 1;
                }
                return misses;
            });
            on(loop, () -> {
                for (int i = 0; i < branches; i++) {
                    growing.set(i);
                    join(ground, "grow/" + i + "/other", inbox);
                }
                growing.set(branches);
                return true;
            });
            assertThat(missed.join()).isZero();
        }
    }

    private static Subscription join(Ground ground, String filter, Inbox inbox) {
        return ground.trie.subscribe(
                TopicFilter.of(filter), SubscriptionOptions.of(Qos.AT_MOST_ONCE), inbox.subscriber, false);
    }

    /** Everything one loop does; each turn is a task of its own, so that the loops mix. */
    private static final class Worker {
        private final Ground ground;
        private final Loop loop;
        private final AtomicInteger afterLeaving;
        private final CountDownLatch finished;
        private final Random random;
        private final List<Subscription> mine = new ArrayList<>();
        private final List<Message> sent = new ArrayList<>();
        private int turns;
        private int probes;
        private volatile @Nullable Throwable failure;
        private int probesLost;
        private @Nullable Subscription probe;
        private Inbox probeInbox;

        Worker(Ground ground, Loop loop, AtomicInteger afterLeaving, CountDownLatch finished) {
            this.ground = ground;
            this.loop = loop;
            this.afterLeaving = afterLeaving;
            this.finished = finished;
            this.random = new Random(99 + loop.index());
            this.probeInbox = new Inbox("probe", loop);
        }

        void turn() {
            try {
                play();
            } catch (Throwable defect) {
                failure = defect;
                finished.countDown();
                return;
            }
            turns++;
            if (turns < TURNS) {
                loop.post(this::turn);
            } else {
                finished.countDown();
            }
        }

        private void play() {
            checkProbe();
            for (int i = 0; i < 4; i++) {
                if (mine.size() < 3 || (mine.size() < 12 && random.nextBoolean())) {
                    join();
                } else {
                    ground.trie.unsubscribe(mine.remove(random.nextInt(mine.size())));
                }
            }
            if (turns % 4 == 0) {
                String topic = TOPICS[random.nextInt(TOPICS.length)];
                try (Message m = message("p" + loop.index(), topic, Qos.AT_MOST_ONCE, "" + turns / 4)) {
                    ground.router.route(m, loop);
                    sent.add(m);
                }
            }
            sendProbe();
        }

        /** Subscribes where the other loops just link and cut the same branch, and must hear itself at once. */
        private void sendProbe() {
            probeInbox = new Inbox("probe", loop);
            probe = ground.trie.subscribe(
                    TopicFilter.of("probe/x/y"),
                    SubscriptionOptions.of(Qos.AT_MOST_ONCE),
                    probeInbox.subscriber,
                    false);
            try (Message m = message("probe" + loop.index(), "probe/x/y", Qos.AT_MOST_ONCE, "" + turns)) {
                ground.router.route(m, loop);
            }
        }

        private void checkProbe() {
            if (probe != null) {
                ground.trie.unsubscribe(probe);
                String text = "" + (turns - 1);
                String publisher = "probe" + loop.index();
                long heard = probeInbox.delivered.stream()
                        .filter(d -> d.text().equals(text) && d.publisher().equals(publisher))
                        .count();
                probes++;
                probesLost += heard == 1 ? 0 : 1;
                probe = null;
            }
        }

        private void join() {
            Inbox inbox = new Inbox("visitor", loop);
            TopicFilter filter = TopicFilter.of(FILTERS[random.nextInt(FILTERS.length)]);
            Subscription subscription = ground.trie.subscribe(
                    filter, SubscriptionOptions.of(Qos.AT_MOST_ONCE), inbox.subscriber, random.nextBoolean());
            inbox.onDelivery = () -> {
                if (!subscription.isActive()) {
                    afterLeaving.incrementAndGet();
                }
            };
            mine.add(subscription);
        }

        boolean leaveAll() {
            mine.forEach(ground.trie::unsubscribe);
            if (probe != null) {
                ground.trie.unsubscribe(probe);
            }
            return true;
        }
    }
}
