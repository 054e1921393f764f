package io.gatehouse.jobs;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one commit is going to change, and all that is read on the way: the store as it will be. Several requests share
 * one, so that they share the disk; each sees what those before it changed. Under the journal's lock.
 */
final class Turn implements StoreReading {
    private final StoreReading store;
    private final JobTable jobs;
    private final Instant now;
    private final Map<Key, Change> staged = new LinkedHashMap<>();
    private final Map<String, @Nullable JobRecord> changedJobs = new LinkedHashMap<>();
    private final Map<String, PendingExecutions> before = new LinkedHashMap<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final List<Long> minutes = new ArrayList<>();
    private final List<Long> minutesOver = new ArrayList<>();

    /** @param now to the millisecond: the store keeps no more */
    Turn(StoreReading store, JobTable jobs, Instant now) {
        this.store = store;
        this.jobs = jobs;
        this.now = now;
    }

    Instant now() {
        return now;
    }

    int size() {
        return staged.size() + changedJobs.size();
    }

    // ---- What will be there

    @Override
    public byte @Nullable [] get(Key key) {
        Change change = staged.get(key);
        return change == null ? store.get(key) : change instanceof Change.Put put ? put.value() : null;
    }

    @Override
    public void scan(Key prefix, BiConsumer<Key, byte[]> each) {
        store.scan(prefix, (key, value) -> {
            if (!staged.containsKey(key)) {
                each.accept(key, value);
            }
        });
        staged.forEach((key, change) -> {
            if (change instanceof Change.Put put && key.startsWith(prefix)) {
                each.accept(key, put.value());
            }
        });
    }

    @Nullable
    JobRecord job(String id) {
        return changedJobs.containsKey(id) ? changedJobs.get(id) : jobs.find(id);
    }

    /** How many there will be. */
    int jobs() {
        int count = jobs.size();
        for (Map.Entry<String, @Nullable JobRecord> changed : changedJobs.entrySet()) {
            boolean was = jobs.find(changed.getKey()) != null;
            boolean will = changed.getValue() != null;
            count += (will ? 1 : 0) - (was ? 1 : 0);
        }
        return count;
    }

    /** Ids of the CONTINUOUS jobs that will be in progress. */
    Set<String> continuous() {
        Set<String> ids = new TreeSet<>(jobs.continuous());
        changedJobs.forEach((id, job) -> {
            if (job != null && job.isContinuous()) {
                ids.add(id);
            } else {
                ids.remove(id);
            }
        });
        return ids;
    }

    // ---- Changes

    void put(Key key, byte[] value) {
        staged.put(key, new Change.Put(key, value));
    }

    void remove(Key key) {
        staged.put(key, new Change.Delete(key));
    }

    void put(JobRecord job) {
        changedJobs.put(job.id(), job);
    }

    void removeJob(String id) {
        changedJobs.put(id, null);
        remove(JobKeys.document(id));
    }

    /** A new one, or a change of one that stays pending. */
    void putPending(@Nullable JobExecution was, JobExecution execution) {
        touch(execution.thingName());
        moveTimer(was, execution);
        put(JobKeys.pending(execution.thingName(), execution.jobId()), StoredForm.of(execution));
    }

    void removePending(JobExecution was) {
        touch(was.thingName());
        moveTimer(was, null);
        remove(JobKeys.pending(was.thingName(), was.jobId()));
    }

    void putEnded(JobExecution execution) {
        put(JobKeys.ended(execution.thingName(), execution.jobId(), execution.number()), StoredForm.of(execution));
    }

    void removeEnded(JobExecution execution) {
        remove(JobKeys.ended(execution.thingName(), execution.jobId(), execution.number()));
    }

    private void moveTimer(@Nullable JobExecution was, @Nullable JobExecution is) {
        Long before = was == null ? null : minute(was.deadline());
        Long after = is == null ? null : minute(is.deadline());
        if (was != null && before != null && !before.equals(after)) {
            remove(JobKeys.timer(before, was.thingName(), was.jobId()));
        }
        if (is != null && after != null && !after.equals(before)) {
            put(JobKeys.timer(after, is.thingName(), is.jobId()), StoredForm.ofTimer());
            minutes.add(after);
        }
    }

    /** The first whole minute since the epoch at which a deadline is over. */
    private static @Nullable Long minute(@Nullable Instant deadline) {
        return deadline == null ? null : (Long) Math.ceilDiv(deadline.toEpochMilli(), Rollout.MINUTE);
    }

    private void touch(String thing) {
        if (!before.containsKey(thing)) {
            before.put(thing, pending(thing));
        }
    }

    /** No timer is left at that minute. */
    void minuteOver(long minute) {
        minutesOver.add(minute);
    }

    void tell(JobEvent event) {
        events.add(event);
    }

    // ---- For the journal

    List<Change> changes() {
        List<Change> changes = new ArrayList<>(staged.values());
        changedJobs.forEach((id, job) -> changes.add(
                job == null
                        ? new Change.Delete(JobKeys.job(id))
                        : new Change.Put(JobKeys.job(id), StoredForm.of(job))));
        return changes;
    }

    /** Once it is stored. */
    void remember() {
        changedJobs.forEach((id, job) -> {
            if (job == null) {
                jobs.remove(id);
            } else {
                jobs.put(job);
            }
        });
        minutesOver.forEach(jobs::noTimerAt);
        minutes.forEach(jobs::timerAt);
    }

    List<JobEvent> events() {
        return events;
    }

    /** What was pending of the things whose executions it changes, by their names. */
    Map<String, PendingExecutions> before() {
        return Collections.unmodifiableMap(before);
    }
}
