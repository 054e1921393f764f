package io.gatehouse.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.RegistryEvent;
import io.gatehouse.registry.RegistryEvent.OfThing;
import io.gatehouse.registry.RegistryEvent.Operation;
import io.gatehouse.registry.Thing;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Receiver;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.Subscriber;
import io.gatehouse.routing.SubscriptionOptions;
import io.gatehouse.routing.TopicTrie;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of events between the registry and the receivers: their order, and their number when there are many. */
final class RegistryEventsTest {
    private static final int LOOPS = 2;

    private final Loops loops = Loops.start(LOOPS, Clock.SYSTEM);
    private final TopicTrie trie = new TopicTrie(true);
    private final MemoryLog log = new MemoryLog(1, new MemoryKeyValue(), RetainedLimits.NONE);
    private final Router router = new Router(loops, trie, log, OutboxLimits.DEFAULT, List.of(), _ -> _ -> {});
    private final Metrics metrics = new Metrics(LOOPS);
    private final RegistryEvents events = new RegistryEvents(
            router, loops, new PolicyScope("aws", "local", "000000000000"), Clock.SYSTEM, metrics.registryEvents());

    @AfterEach
    void close() {
        log.close();
        loops.close();
        metrics.close();
    }

    /** Writes down the versions it is told of. */
    private static final class Inbox implements Receiver {
        private final Queue<Long> versions = new ConcurrentLinkedQueue<>();

        @Override
        public void deliver(
                Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
            var parsed = (JsonParse.Parsed)
                    Json.parse(message.payload().toByteArray(), new JsonLimits(1 << 16, 8, 1 << 16, 1024, 1000));
            Long version = ((JsonObject) parsed.value()).wholeNumberOf("versionNumber");
            assertThat(version).isNotNull();
            versions.add(version);
        }

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }

    private Inbox subscribed(int loop, boolean persistent, String filter) {
        Inbox inbox = new Inbox();
        Loop home = loops.get(loop);
        CompletableFuture.runAsync(
                        () -> {
                            var _ = trie.subscribe(
                                    TopicFilter.of(filter),
                                    SubscriptionOptions.of(Qos.AT_LEAST_ONCE),
                                    new Subscriber("client" + loop + persistent, home, inbox),
                                    persistent);
                        },
                        home::post)
                .join();
        return inbox;
    }

    private static RegistryEvent event(long version, Operation operation) {
        return new OfThing(operation, new Thing("lamp", null, Map.of(), version, Instant.EPOCH));
    }

    private static List<RegistryEvent> updates(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(version -> event(version, Operation.UPDATED))
                .toList();
    }

    private static List<Long> versions(long to) {
        return LongStream.rangeClosed(1, to).boxed().toList();
    }

    private double counted(String outcome) {
        return metrics.registry()
                .get("gatehouse.registry.events")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void who_subscribed_gets_every_event_in_the_order_of_the_changes_on_whatever_loop_it_is() {
        Inbox here = subscribed(0, false, "$aws/events/thing/+/+");
        Inbox there = subscribed(1, false, "$aws/events/#");

        for (long version = 1; version <= 500; version++) {
            events.happened(List.of(event(version, version == 1 ? Operation.CREATED : Operation.UPDATED)));
        }

        await().untilAsserted(() -> assertThat(here.versions).containsExactlyElementsOf(versions(500)));
        await().untilAsserted(() -> assertThat(there.versions).containsExactlyElementsOf(versions(500)));
        assertThat(counted("published")).isEqualTo(500);
    }

    @Test
    void an_event_that_goes_through_the_log_is_not_overtaken_by_one_that_does_not() {
        Inbox all = subscribed(0, false, "$aws/events/#");
        Inbox away = subscribed(1, true, "$aws/events/thing/lamp/updated"); // its events are stored first

        for (long version = 1; version <= 300; version++) {
            boolean stored = version % 3 != 0;
            events.happened(List.of(event(version, stored ? Operation.UPDATED : Operation.DELETED)));
        }

        await().untilAsserted(() -> assertThat(all.versions).containsExactlyElementsOf(versions(300)));
        await().untilAsserted(() -> assertThat(away.versions).hasSize(200));
        assertThat(List.copyOf(away.versions)).isSorted();
    }

    @Test
    void of_more_than_may_wait_the_rest_is_dropped_and_counted_and_what_comes_later_is_told() {
        Inbox inbox = subscribed(0, false, "$aws/events/#");
        CountDownLatch held = new CountDownLatch(1);
        loops.all()
                .forEach(loop -> loop.post(() -> {
                    try {
                        held.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                }));

        events.happened(updates(1, RegistryEvents.MOST_WAITING - 1));
        events.happened(updates(RegistryEvents.MOST_WAITING, RegistryEvents.MOST_WAITING + 700));
        assertThat(counted("dropped")).isEqualTo(700);
        held.countDown();

        List<Long> expected = new ArrayList<>(versions(RegistryEvents.MOST_WAITING));
        await().untilAsserted(() -> assertThat(inbox.versions).containsExactlyElementsOf(expected));
        events.happened(updates(50_000, 50_000));
        expected.add(50_000L);
        await().untilAsserted(() -> assertThat(inbox.versions).containsExactlyElementsOf(expected));
        assertThat(counted("dropped")).isEqualTo(700);
    }

    @Test
    void what_nobody_subscribed_to_is_counted_and_not_made() {
        Inbox others = subscribed(0, false, "$aws/events/thingGroup/#");

        events.happened(updates(1, 1000));

        await().untilAsserted(() -> assertThat(counted("unheard")).isEqualTo(1000));
        assertThat(counted("published")).isZero();
        assertThat(others.versions).isEmpty();
    }
}
