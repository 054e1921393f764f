package io.gatehouse.jobs.device;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.jobs.DescribedExecution;
import io.gatehouse.jobs.JobListener;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.PendingExecutions;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.JobRequestMetrics;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.routing.RouteResult;
import io.gatehouse.routing.Router;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes {@code $aws/things/THING/jobs/notify}, when the list of what a thing has to do changes, and {@code
 * …/jobs/notify-next}, when another execution is next. They take the way of every message: a subscription, {@code
 * iot:Receive}, and a persistent session keeps them.
 *
 * <h2>Bounds</h2>
 *
 * A job may be for a hundred thousand things. Of a change only the name of the thing waits, once, however often its
 * jobs change meanwhile; what is published is read when its turn comes, and so is what is true then. One thread takes
 * {@value #MOST_AT_ONCE} things at a time, has a loop look who listens, makes what anybody will get, and goes on when
 * the loop has sent it and the store has what it must keep; a loop that is congested is waited for. So ten thousand
 * executions at once are ten thousand short names, and a loop has no more than {@value #MOST_AT_ONCE} things of them in
 * a turn. Beyond {@value #MOST_WAITING} things changes are dropped, counted, and told in one line of the log.
 *
 * <p>Where a change is committed while the one before it is being told, the same next execution may be told twice.
 */
public final class PendingNotices implements JobListener, AutoCloseable {
    static final int MOST_WAITING = 100_000;

    /** In one message, as at AWS. */
    static final int MOST_SHOWN = 10;

    private static final int MOST_AT_ONCE = 64;
    private static final Log log = Log.of(PendingNotices.class);

    private final Jobs jobs;
    private final Router router;
    private final Loop loop;
    private final Clock clock;
    private final JobRequestMetrics metrics;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Change> waiting = new LinkedHashMap<>(); // guarded by lock
    private int lost; // guarded by lock
    private boolean closed; // guarded by lock

    /** What of a thing has changed since it was told. */
    private record Change(boolean list, boolean next) {}

    /** A message that may be published. */
    private record Notice(String thing, boolean next, Topic topic) {
        static Notice ofList(String thing) {
            return new Notice(thing, false, Topic.of("$aws/things/" + thing + "/jobs/notify"));
        }

        static Notice ofNext(String thing) {
            return new Notice(thing, true, Topic.of("$aws/things/" + thing + "/jobs/notify-next"));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Made(Topic topic, byte[] payload) {}

    private PendingNotices(Jobs jobs, Router router, Loops loops, Clock clock, JobRequestMetrics metrics) {
        this.jobs = jobs;
        this.router = router;
        this.loop = loops.homeOf("$aws/things");
        this.clock = clock;
        this.metrics = metrics;
        this.thread = Thread.ofPlatform().name("gatehouse-job-notices").daemon().unstarted(this::work);
    }

    /** @param jobs whose listener it becomes */
    public static PendingNotices start(Jobs jobs, Router router, Loops loops, Clock clock, JobRequestMetrics metrics) {
        PendingNotices notices = new PendingNotices(jobs, router, loops, clock, metrics);
        metrics.waiting(notices::waiting);
        jobs.addListener(notices);
        notices.thread.start();
        return notices;
    }

    private int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pendingChanged(
            String thingName,
            PendingExecutions pending,
            boolean listChanged,
            boolean nextChanged,
            @Nullable DescribedExecution next) {
        lock.lock();
        try {
            Change before = waiting.get(thingName);
            if (before == null && waiting.size() >= MOST_WAITING) {
                int notices = (listChanged ? 1 : 0) + (nextChanged ? 1 : 0);
                lost += notices;
                metrics.noticesDropped(notices);
            } else if (listChanged || nextChanged) {
                waiting.put(
                        thingName,
                        before == null
                                ? new Change(listChanged, nextChanged)
                                : new Change(before.list() || listChanged, before.next() || nextChanged));
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- The thread

    private void work() {
        try {
            for (List<Notice> batch = take(); !batch.isEmpty(); batch = take()) {
                try {
                    tell(batch);
                } catch (ExecutionException | RuntimeException defect) {
                    metrics.noticesDropped(batch.size());
                    log.at(Event.DEFECT).setCause(defect).log("things could not be told of their jobs");
                }
            }
        } catch (InterruptedException closing) {
            // nobody waits for what is left
        }
    }

    /** Waits until there are some; empty at the end. */
    private List<Notice> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                tellLost();
                changed.await();
            }
            List<Notice> batch = new ArrayList<>();
            Iterator<Map.Entry<String, Change>> oldest = waiting.entrySet().iterator();
            for (int i = 0; i < MOST_AT_ONCE && oldest.hasNext() && !closed; i++) {
                Map.Entry<String, Change> thing = oldest.next();
                if (thing.getValue().list()) {
                    batch.add(Notice.ofList(thing.getKey()));
                }
                if (thing.getValue().next()) {
                    batch.add(Notice.ofNext(thing.getKey()));
                }
                oldest.remove();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void tellLost() {
        if (lost > 0) {
            log.at(Event.JOB_NOTICES_DROPPED)
                    .addKeyValue("notices", lost)
                    .log("things were not told that their jobs have changed: too many waited to be told");
            lost = 0;
        }
    }

    private void tell(List<Notice> batch) throws InterruptedException, ExecutionException {
        List<Notice> heard = onLoop((CompletableFuture<List<Notice>> answer) -> look(batch, answer));
        for (int i = heard.size(); i < batch.size(); i++) {
            metrics.noticeUnheard();
        }
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        List<Made> made = new ArrayList<>();
        for (Notice notice : heard) {
            JsonObject body = notice.next() ? ofNext(notice.thing(), now) : ofList(notice.thing(), now);
            made.add(new Made(notice.topic(), Json.print(body).getBytes(StandardCharsets.UTF_8)));
        }
        if (!made.isEmpty()) {
            var _ = onLoop((CompletableFuture<Boolean> answer) -> new Publishing(made.size(), answer).publish(made));
        }
    }

    private JsonObject ofList(String thing, Instant now) {
        return JsonValue.object()
                .put("timestamp", now.getEpochSecond())
                .put("jobs", ReplyForm.byStatus(jobs.pending(thing), MOST_SHOWN))
                .build();
    }

    private JsonObject ofNext(String thing, Instant now) {
        ObjectBuilder body = JsonValue.object().put("timestamp", now.getEpochSecond());
        return ReplyForm.MQTT
                .put(body, new DeviceReply.Described(jobs.next(thing), true), now)
                .build();
    }

    /** Waits for what the loop answers, now or later. */
    private <T> T onLoop(Consumer<CompletableFuture<T>> asked) throws InterruptedException, ExecutionException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            loop.post(() -> guarded(answer, asked));
        } catch (RejectedExecutionException stopping) {
            throw new InterruptedException("the loops have ended");
        }
        return answer.get();
    }

    private static <T> void guarded(CompletableFuture<T> answer, Consumer<CompletableFuture<T>> asked) {
        try {
            asked.accept(answer);
        } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
        }
    }

    // ---- The loop

    private void look(List<Notice> batch, CompletableFuture<List<Notice>> heard) {
        if (router.isCongested(loop)) {
            router.whenRelieved(
                    loop, () -> guarded(heard, (CompletableFuture<List<Notice>> answer) -> look(batch, answer)));
            return;
        }
        heard.complete(batch.stream()
                .filter(notice -> router.hasAudience(notice.topic(), loop))
                .toList());
    }

    /** A batch on its way to its receivers. The loop's. */
    private final class Publishing {
        private final CompletableFuture<Boolean> settled;
        private int underWay;

        Publishing(int count, CompletableFuture<Boolean> settled) {
            this.underWay = count;
            this.settled = settled;
        }

        void publish(List<Made> made) {
            for (Made each : made) {
                // QoS 1, so that a persistent session that is away finds it
                try (Message message = new Message(
                        each.topic(),
                        Payload.copyOf(each.payload()),
                        Qos.AT_LEAST_ONCE,
                        false,
                        PublishProperties.NONE,
                        "",
                        clock.wallMillis())) {
                    RouteResult result =
                            router.publish(message, loop, stored -> end(stored instanceof AppendResult.Stored));
                    if (result.refused() || !result.kept()) {
                        end(!result.refused());
                    }
                }
            }
        }

        private void end(boolean arrived) {
            if (arrived) {
                metrics.noticePublished();
            } else {
                metrics.noticesDropped(1);
            }
            underWay--;
            if (underWay == 0) {
                settled.complete(true);
            }
        }
    }

    /** Takes no more; what waits is told to nobody: devices ask when they come back. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
