package io.gatehouse.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.jobs.ExecutionResult;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.ExecutionUpdate;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Receiver;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.Subscriber;
import io.gatehouse.routing.SubscriptionOptions;
import io.gatehouse.routing.TopicTrie;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What things are told of their jobs without asking. */
final class PendingNoticesTest extends DeviceGround {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Loops loops = Loops.start(2, Clock.SYSTEM);
    private final TopicTrie trie = new TopicTrie(true);
    private final MemoryLog log = new MemoryLog(1, store, RetainedLimits.NONE);
    private final Router router = new Router(loops, trie, log, OutboxLimits.DEFAULT, List.of(), _ -> _ -> {});
    private PendingNotices notices;

    @BeforeEach
    void open() {
        notices = PendingNotices.start(jobs, router, loops, clock, metrics.jobRequests());
    }

    @AfterEach
    void close() {
        notices.close();
        log.close();
        loops.close();
    }

    private record Told(String topic, JsonObject body) {}

    private static final class Inbox implements Receiver {
        private final Queue<Told> told = new ConcurrentLinkedQueue<>();

        @Override
        public void deliver(
                Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
            told.add(new Told(message.topic().name(), json(message.payload().toByteArray())));
        }

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }

    private Inbox subscribed(String filter, boolean persistent) {
        Inbox inbox = new Inbox();
        Loop home = loops.get(1);
        CompletableFuture.runAsync(
                        () -> {
                            var _ = trie.subscribe(
                                    TopicFilter.of(filter),
                                    SubscriptionOptions.of(Qos.AT_LEAST_ONCE),
                                    new Subscriber("client" + persistent, home, inbox),
                                    persistent);
                        },
                        home::post)
                .join();
        return inbox;
    }

    private static List<Told> told(Inbox inbox, int count) {
        await().atMost(PATIENCE).until(() -> inbox.told.size() >= count);
        assertThat(inbox.told).hasSize(count);
        return List.copyOf(inbox.told);
    }

    private double counted(String outcome) {
        return metrics.registry()
                .get("gatehouse.jobs.notices")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private void report(String job, ExecutionStatus status) {
        assertThat(jobs.update("lamp", job, new ExecutionUpdate(status, null, null, null, null)))
                .isInstanceOf(ExecutionResult.Done.class);
    }

    @Test
    void a_device_is_told_what_it_has_to_do_and_what_is_next() {
        Inbox lists = subscribed("$aws/things/lamp/jobs/notify", false);
        Inbox next = subscribed("$aws/things/+/jobs/notify-next", true);

        create("first", "lamp");
        JsonObject list = told(lists, 1).getFirst().body();
        JsonObject execution = object(told(next, 1).getFirst().body(), "execution");

        assertThat(list.wholeNumberOf("timestamp")).isEqualTo(HandClock.BEGIN);
        assertThat(ids(object(list, "jobs"), "QUEUED")).containsExactly("first");
        assertThat(object(list, "jobs").has("IN_PROGRESS")).isFalse();
        assertThat(execution.textOf("jobId")).isEqualTo("first");
        assertThat(object(execution, "jobDocument")).hasToString(DOCUMENT);
    }

    @Test
    void a_device_is_told_when_nothing_is_left_to_do() {
        create("first", "lamp");
        Inbox lists = subscribed("$aws/things/lamp/jobs/notify", false);
        Inbox next = subscribed("$aws/things/lamp/jobs/notify-next", false);
        await().atMost(PATIENCE).until(() -> counted("unheard") >= 2);

        report("first", ExecutionStatus.SUCCEEDED);

        assertThat(object(told(lists, 1).getFirst().body(), "jobs").members()).isEmpty();
        assertThat(told(next, 1).getFirst().body().has("execution")).isFalse();
    }

    @Test
    void what_is_next_is_told_only_when_it_is_another_one() {
        create("first", "lamp");
        await().atMost(PATIENCE).until(() -> counted("unheard") >= 2);
        Inbox all = subscribed("$aws/things/lamp/jobs/+", false);

        report("first", ExecutionStatus.IN_PROGRESS); // it was next, and is
        create("second", "lamp");
        told(all, 1);
        report("first", ExecutionStatus.SUCCEEDED);

        assertThat(told(all, 3).stream().map(Told::topic))
                .containsExactlyInAnyOrder(
                        "$aws/things/lamp/jobs/notify",
                        "$aws/things/lamp/jobs/notify",
                        "$aws/things/lamp/jobs/notify-next");
    }

    @Test
    void a_list_shows_ten_those_in_progress_first() {
        for (int i = 0; i < 12; i++) {
            create("job-" + i, "lamp");
            clock.move(Duration.ofSeconds(1));
        }
        report("job-11", ExecutionStatus.IN_PROGRESS);
        await().atMost(PATIENCE)
                .until(() -> metrics.registry()
                                .get("gatehouse.jobs.notices.waiting")
                                .gauge()
                                .value()
                        == 0);
        Inbox lists = subscribed("$aws/things/lamp/jobs/notify", false);

        create("last", "lamp");

        JsonObject byStatus = object(told(lists, 1).getFirst().body(), "jobs");
        assertThat(ids(byStatus, "IN_PROGRESS")).containsExactly("job-11");
        assertThat(ids(byStatus, "QUEUED"))
                .containsExactly("job-0", "job-1", "job-2", "job-3", "job-4", "job-5", "job-6", "job-7", "job-8");
    }

    @Test
    void a_thousand_things_are_told_each_once() {
        String[] names = IntStream.range(0, 1000).mapToObj(i -> "t" + i).toArray(String[]::new);
        things(names);
        Inbox next = subscribed("$aws/things/+/jobs/notify-next", false);

        create("all", Arrays.copyOf(names, 100));
        for (int hundred = 1; hundred < 10; hundred++) {
            create("all-" + hundred, Arrays.copyOfRange(names, hundred * 100, hundred * 100 + 100));
        }

        assertThat(told(next, 1000).stream().map(Told::topic).distinct()).hasSize(1000);
        assertThat(counted("dropped")).isZero();
    }
}
