package io.gatehouse.jobs;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way jobs change: plan, store, remember, tell; one at a time, in that order, on one thread at a time.
 *
 * <p>Who wants a change hands in what plans it, and waits. A virtual thread, which is there while there is work, does
 * all that was handed in meanwhile in one {@link Turn}, which is one commit: a thousand devices that report at once
 * wait for the disk a few times and not a thousand. Where the commit fails, all of them are told so, and memory stays
 * as it was.
 *
 * <p>What waits is bounded by those who bring it: each waits for its answer.
 */
final class JobJournal {
    private static final Log log = Log.of(JobJournal.class);

    /** Changes after which a turn takes no more requests; the largest request but a creation has fewer. */
    private static final int FULL = 300;

    private final KeyValue store;
    private final StoreReading reading;
    private final JobTable jobs;
    private final Clock clock;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Deque<Request<?>> requests = new ArrayDeque<>(); // guarded by lock
    private @Nullable Thread worker; // guarded by lock
    private boolean closed; // guarded by lock

    /** What somebody waits for; written by the worker before it is done. */
    private static final class Request<T> {
        private final Function<Turn, T> plan;
        private final Function<String, T> failure;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable T answer;
        private @Nullable RuntimeException defect;

        Request(Function<Turn, T> plan, Function<String, T> failure) {
            this.plan = plan;
            this.failure = failure;
        }

        /** False for a defect. */
        boolean plan(Turn turn) {
            try {
                answer = plan.apply(turn);
                return true;
            } catch (RuntimeException failed) {
                defect = failed;
                return false;
            }
        }

        void fail(String problem) {
            answer = failure.apply(problem);
        }

        T await() {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException later) { // what was handed in is done, whoever hears of it
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (defect != null) {
                throw defect;
            }
            return Objects.requireNonNull(answer);
        }
    }

    JobJournal(KeyValue store, JobTable jobs, Clock clock) {
        this.store = store;
        this.reading = StoreReading.of(store);
        this.jobs = jobs;
        this.clock = clock;
    }

    void addListener(JobListener listener) {
        listeners.add(listener);
    }

    /**
     * Returns when what it planned is on disk, visible and told.
     *
     * @param plan looks at the turn and changes it; it answers for the case that the turn is stored
     * @param failure answers for the other case
     * @throws IllegalStateException after close, or from within a listener
     */
    <T> T change(Function<Turn, T> plan, Function<String, T> failure) {
        Request<T> request = new Request<>(plan, failure);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("jobs: closed (expected: no changes after close)");
            }
            if (Thread.currentThread().equals(worker)) {
                throw new IllegalStateException("jobs: changed by a listener (expected: posted to another thread)");
            }
            requests.add(request);
            if (worker == null) {
                worker = Thread.ofVirtual().name("jobs-changes").start(this::work);
            }
        } finally {
            lock.unlock();
        }
        return request.await();
    }

    private void work() {
        for (List<Request<?>> batch = batch(); !batch.isEmpty(); batch = batch()) {
            turn(batch);
        }
    }

    /** All that waits; where nothing does, there is no worker any more. */
    private List<Request<?>> batch() {
        lock.lock();
        try {
            List<Request<?>> batch = new ArrayList<>(requests);
            requests.clear();
            if (batch.isEmpty()) {
                worker = null;
                idle.signalAll();
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void turn(List<Request<?>> batch) {
        Turn turn = new Turn(reading, jobs, Instant.ofEpochMilli(clock.wallMillis()));
        List<Request<?>> together = new ArrayList<>();
        int next = 0;
        while (next < batch.size() && turn.size() < FULL) {
            Request<?> request = batch.get(next);
            next++;
            if (!request.plan(turn)) { // it may have changed the turn by half: the others are planned again
                request.done.countDown();
                together.addAll(batch.subList(next, batch.size()));
                again(together);
                return;
            }
            together.add(request);
        }
        again(batch.subList(next, batch.size()));
        try {
            String problem = commit(turn);
            if (problem != null) {
                together.forEach(each -> each.fail(problem));
            }
        } catch (RuntimeException defect) {
            together.forEach(each -> each.defect = defect);
        } finally {
            together.forEach(each -> each.done.countDown()); // or whoever brought it would wait for ever
        }
    }

    /** Before all that came since. */
    private void again(List<Request<?>> rest) {
        lock.lock();
        try {
            rest.reversed().forEach(requests::addFirst);
        } finally {
            lock.unlock();
        }
    }

    /** What the store had against it, or null. */
    private @Nullable String commit(Turn turn) {
        if (turn.size() == 0) {
            turn.remember();
            return null;
        }
        return switch (store.commit(turn.changes()).join()) {
            case CommitResult.Stored _ -> {
                turn.remember();
                tell(turn);
                yield null;
            }
            case CommitResult.Failed(String problem) -> problem;
            case CommitResult.Conflict conflict ->
                throw new IllegalStateException("commit: " + conflict + " (expected: none, nothing is expected)");
        };
    }

    private void tell(Turn turn) {
        if (listeners.isEmpty()) {
            return;
        }
        try {
            for (Map.Entry<String, PendingExecutions> touched : turn.before().entrySet()) {
                told(touched.getKey(), touched.getValue(), reading.pending(touched.getKey()));
            }
        } catch (UncheckedIOException | IllegalStateException unread) { // devices ask when they connect
            log.at(Event.DEFECT).setCause(unread).log("things could not be told of their jobs; the change is done");
        }
        turn.events().forEach(event -> each(listener -> listener.happened(event)));
    }

    private void told(String thing, PendingExecutions before, PendingExecutions after) {
        boolean list = !identities(before).equals(identities(after));
        JobExecution next = after.next();
        boolean another = !Objects.equals(identity(before.next()), identity(next));
        if (list || another) {
            DescribedExecution described =
                    another && next != null ? new DescribedExecution(next, reading.document(next.jobId())) : null;
            each(listener -> listener.pendingChanged(thing, after, list, another, described));
        }
    }

    private static List<String> identities(PendingExecutions pending) {
        List<String> identities = new ArrayList<>();
        pending.inProgress().forEach(execution -> identities.add(String.valueOf(identity(execution))));
        pending.queued().forEach(execution -> identities.add(String.valueOf(identity(execution))));
        identities.sort(null);
        return identities;
    }

    private static @Nullable String identity(@Nullable JobExecution execution) {
        return execution == null ? null : execution.jobId() + "\n" + execution.number();
    }

    private void each(Consumer<JobListener> what) {
        for (JobListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT).setCause(defect).log("a listener of jobs failed; the others are told");
            }
        }
    }

    /** Takes no more, and waits for what was handed in before. */
    void close() {
        lock.lock();
        try {
            closed = true;
            while (worker != null) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
