package io.gatehouse.jobs;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets jobs do what they do by themselves ({@link JobWork}), once a second and whenever it is woken, on a virtual
 * thread of its own. Where the store does not take a change it is tried again in the next second.
 */
final class JobClockwork {
    private static final Log log = Log.of(JobClockwork.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int NAMES_AT_ONCE = 50;

    private final JobJournal journal;
    private final JobTable jobs;
    private final JobWork work;
    private final TargetThings things;
    private final ChangedThings changed = new ChangedThings(this::wake);
    private final StoreReading committed;
    private final Clock clock;
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition woken = waiting.newCondition();
    private boolean awake; // guarded by waiting
    private volatile boolean closed;
    private @Nullable Thread thread;

    JobClockwork(JobJournal journal, JobTable jobs, TargetThings things, StoreReading committed, Clock clock) {
        this.journal = journal;
        this.jobs = jobs;
        this.things = things;
        this.work = new JobWork(things);
        this.committed = committed;
        this.clock = clock;
    }

    ChangedThings changedThings() {
        return changed;
    }

    void start() {
        thread = Thread.ofVirtual().name("jobs").start(this::run);
    }

    /** There may be something to do now. Any thread. */
    void wake() {
        waiting.lock();
        try {
            awake = true;
            woken.signal();
        } finally {
            waiting.unlock();
        }
    }

    private void run() {
        while (!closed) {
            try {
                tick();
            } catch (UncheckedIOException unread) {
                log.at(Event.DEFECT)
                        .addKeyValue("part", "jobs")
                        .setCause(unread)
                        .log("the store could not be read; jobs go on in a second");
            } catch (RuntimeException defect) {
                if (!closed) {
                    log.at(Event.DEFECT)
                            .addKeyValue("part", "jobs")
                            .setCause(defect)
                            .log("a defect in what jobs do by themselves; they go on in a second");
                }
            }
            pause();
        }
    }

    private void pause() {
        waiting.lock();
        try {
            long nanos = PAUSE.toNanos();
            while (!awake && !closed && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
            awake = false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.unlock();
        }
    }

    /** All that is due now. One thread at a time. */
    void tick() {
        followRegistry();
        timeOut();
        for (JobRecord job : jobs.all()) {
            if (job.rollout().sweeping()) {
                untilDone(turn -> work.sweep(turn, job.id()));
            } else if (job.is(JobStatus.IN_PROGRESS) && job.rollout().waits()) {
                untilDone(turn -> work.rollOut(turn, job.id()));
            }
        }
    }

    /** False where the store does not take it. */
    private boolean untilDone(Predicate<Turn> step) {
        Step result;
        do {
            result = journal.change(turn -> step.test(turn) ? Step.MORE : Step.DONE, _ -> Step.FAILED);
        } while (result == Step.MORE && !closed);
        return result == Step.DONE;
    }

    private enum Step {
        MORE,
        DONE,
        FAILED
    }

    private void timeOut() {
        long now = Math.floorDiv(clock.wallMillis(), Rollout.MINUTE);
        for (Long minute = jobs.firstTimer(); minute != null && minute <= now; minute = jobs.firstTimer()) {
            long due = minute;
            if (!untilDone(turn -> work.timeOut(turn, due))) {
                return;
            }
        }
    }

    private void followRegistry() {
        if (changed.takeEverything() && !followEverything()) {
            changed.lookAtEverything();
            return;
        }
        for (List<String> names = changed.take(NAMES_AT_ONCE);
                !names.isEmpty() && !closed;
                names = changed.take(NAMES_AT_ONCE)) {
            if (!follow(names)) {
                changed.giveBack(names);
                return;
            }
        }
    }

    private boolean follow(List<String> names) {
        for (String name : names) {
            if (closed || !untilDone(turn -> work.follow(turn, name))) {
                return false;
            }
        }
        return true;
    }

    /** At the start, after an import, and where more has changed than is remembered. */
    private boolean followEverything() {
        for (List<String> astray = astray(); !astray.isEmpty(); astray = astray()) {
            if (!follow(astray)) {
                return false;
            }
        }
        for (String id : jobs.continuous()) {
            JobRecord job = jobs.find(id);
            List<String> names = job == null ? null : things.of(job.job().targets(), Limits.MOST_PLACES);
            if (names != null && !follow(names)) {
                return false;
            }
        }
        return true;
    }

    private List<String> astray() {
        return new ArrayList<>(work.astray(committed, jobs, 1000));
    }

    void close() {
        closed = true;
        wake();
        Thread started = thread;
        if (started != null) {
            try {
                started.join(Duration.ofSeconds(5));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
