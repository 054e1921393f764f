package io.gatehouse.jobs;

import io.gatehouse.engine.Key;
import io.gatehouse.jobs.JobEvent.JobOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What jobs do by themselves: make executions at their pace, cancel and remove them, time them out, follow the
 * registry. Each method is a plan of one {@link Turn} and small; it answers whether there is more of the same to do
 * now.
 */
final class JobWork {
    /** Executions that one turn makes or ends: few enough that devices that report meanwhile hardly wait. */
    static final int BATCH = 100;

    private final TargetThings things;

    JobWork(TargetThings things) {
        this.things = things;
    }

    // ---- Rollout

    /** Makes as many executions as the pace allows now, up to a batch. */
    boolean rollOut(Turn turn, String id) {
        JobRecord record = turn.job(id);
        if (record == null
                || !record.is(JobStatus.IN_PROGRESS)
                || !record.rollout().waits()) {
            return false;
        }
        Rollout rollout = record.rollout().at(turn.now().toEpochMilli());
        Job job = record.job();
        int perMinute = job.settings()
                .rollout()
                .perMinute(rollout.notified(), job.counts().succeeded());
        int most = Math.min(BATCH, perMinute - rollout.ofMinute());
        if (most <= 0) {
            return false;
        }
        long end = Math.min(rollout.places(), (Places.chapterOf(rollout.next()) + 1) * Places.OF_A_CHAPTER);
        List<String> chapter = turn.chapter(id, Places.chapterOf(rollout.next()));
        long place = rollout.next();
        int made = 0;
        while (place < end && made < most) {
            String thing = chapter.get(Places.inChapter(place));
            Long number = nextNumber(turn, job, thing);
            if (number != null) {
                ExecutionChanges.queue(turn, record, thing, place, number);
                made++;
            }
            place++;
        }
        JobRecord counted = turn.job(id);
        if (counted != null) {
            turn.put(counted.with(rollout.upTo(place, made)));
        }
        ExecutionChanges.abortOrComplete(turn, id);
        return place < rollout.places() && made < perMinute - rollout.ofMinute();
    }

    /** The number of the execution that this thing shall have now, or null where it shall have none. */
    private @Nullable Long nextNumber(Turn turn, Job job, String thing) {
        if (!things.isThere(thing)) {
            return null;
        }
        JobExecution newest = turn.newest(thing, job.id());
        if (newest == null) {
            return job.selection() == TargetSelection.SNAPSHOT || things.include(job.targets(), thing) ? 1L : null;
        }
        return newest.status() == ExecutionStatus.REMOVED && things.include(job.targets(), thing)
                ? (Long) (newest.number() + 1)
                : null;
    }

    // ---- The end of a job

    /** Cancels, or removes, the executions of a job that was canceled or deleted, batch by batch. */
    boolean sweep(Turn turn, String id) {
        JobRecord record = turn.job(id);
        if (record == null || !record.rollout().sweeping()) {
            return false;
        }
        boolean deletion = record.is(JobStatus.DELETION_IN_PROGRESS);
        Rollout rollout = record.rollout();
        long place = rollout.swept();
        long end = Math.min(rollout.places(), (Places.chapterOf(place) + 1) * Places.OF_A_CHAPTER);
        List<String> chapter = turn.chapter(id, Places.chapterOf(place));
        int before = turn.size();
        while (place < end && turn.size() - before < 2 * BATCH) {
            if (place < rollout.next()) {
                String thing = chapter.get(Places.inChapter(place));
                if (deletion) {
                    turn.all(thing, id).forEach(execution -> ExecutionChanges.delete(turn, execution));
                } else {
                    cancel(turn, record, turn.pending(thing, id));
                }
            }
            place++;
        }
        if (deletion && place == end) {
            turn.remove(JobKeys.places(id, Places.chapterOf(rollout.swept())));
        }
        JobRecord counted = turn.job(id);
        if (counted == null) {
            return false;
        }
        if (place < rollout.places()) {
            turn.put(counted.with(rollout.sweptTo(place)));
            return true;
        }
        if (deletion) {
            turn.removeJob(id);
            turn.tell(new JobEvent.OfJob(JobOperation.DELETED, counted.job()));
        } else {
            turn.put(counted.with(rollout.endSweep()));
            turn.tell(new JobEvent.OfJob(JobOperation.CANCELED, counted.job()));
        }
        return false;
    }

    private static void cancel(Turn turn, JobRecord job, @Nullable JobExecution execution) {
        if (execution != null
                && (execution.status() == ExecutionStatus.QUEUED || job.job().forceCanceled())) {
            ExecutionChanges.end(turn, execution, ExecutionStatus.CANCELED, null);
        }
    }

    // ---- Timers

    /** Ends executions whose time ran out by that minute, up to a batch; false when there is none left. */
    boolean timeOut(Turn turn, long minute) {
        List<Key> due = new ArrayList<>();
        turn.scan(JobKeys.timersOf(minute), (key, _) -> {
            if (due.size() < BATCH) {
                due.add(key);
            }
        });
        for (Key timer : due) {
            turn.remove(timer);
            JobExecution execution =
                    turn.pending(timer.parts().get(2), timer.parts().get(3));
            Instant deadline = execution == null ? null : execution.deadline();
            if (execution != null && deadline != null && !deadline.isAfter(turn.now())) {
                ExecutionChanges.end(turn, execution, ExecutionStatus.TIMED_OUT, null);
            }
        }
        if (due.isEmpty()) {
            turn.minuteOver(minute);
        }
        return !due.isEmpty();
    }

    // ---- The registry

    /** What a thing that was written or is gone has to do now. */
    boolean follow(Turn turn, String thing) {
        if (!things.isThere(thing)) {
            return forget(turn, thing);
        }
        for (String id : turn.continuous()) {
            JobRecord job = turn.job(id);
            if (job != null) {
                follow(turn, job, thing);
            }
        }
        return false;
    }

    /** Whether there is more of it. */
    private static boolean forget(Turn turn, String thing) {
        List<JobExecution> all = turn.all(thing);
        all.stream().limit(BATCH).forEach(execution -> ExecutionChanges.delete(turn, execution));
        return all.size() > BATCH;
    }

    private void follow(Turn turn, JobRecord record, String thing) {
        Job job = record.job();
        boolean included = things.include(job.targets(), thing);
        JobExecution newest = turn.newest(thing, job.id());
        if (!included) {
            if (newest != null && newest.status() == ExecutionStatus.QUEUED) {
                ExecutionChanges.end(turn, newest, ExecutionStatus.REMOVED, null);
            }
        } else if ((newest == null || newest.status() == ExecutionStatus.REMOVED)
                && record.rollout().places() < Limits.MOST_PLACES
                && !Places.waits(turn, record, thing)) {
            Places.append(turn, job.id(), record.rollout().places(), List.of(thing));
            turn.put(record.with(record.rollout().withPlaces(1)));
        }
    }

    /**
     * Things that have something to do and are gone, or have left: at most so many, to be followed.
     *
     * @param committed the store as it is
     */
    Set<String> astray(StoreReading committed, JobTable jobs, int most) {
        Set<String> names = new HashSet<>();
        committed.scan(JobKeys.PENDING, (key, value) -> {
            String thing = key.parts().get(1);
            JobRecord job = jobs.find(key.parts().get(2));
            if (names.size() < most
                    && (!things.isThere(thing)
                            || (job != null
                                    && job.isContinuous() // else it is not followed, and would be astray for ever
                                    && !things.include(job.job().targets(), thing)
                                    && StoredRecord.read(key, value).execution().status() == ExecutionStatus.QUEUED))) {
                names.add(thing);
            }
        });
        return names;
    }
}
