package io.gatehouse.jobs;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What is asked of executions, of the store itself or of a turn that has not ended. */
interface StoreReading {
    byte @Nullable [] get(Key key);

    /** In no promised order. */
    void scan(Key prefix, BiConsumer<Key, byte[]> each);

    /** What is committed. */
    static StoreReading of(KeyValue store) {
        return new StoreReading() {
            @Override
            public byte @Nullable [] get(Key key) {
                Entry entry = store.get(key);
                return entry == null ? null : entry.value();
            }

            @Override
            public void scan(Key prefix, BiConsumer<Key, byte[]> each) {
                store.scan(prefix, entry -> each.accept(entry.key(), entry.value()));
            }
        };
    }

    default PendingExecutions pending(String thing) {
        List<JobExecution> inProgress = new ArrayList<>();
        List<JobExecution> queued = new ArrayList<>();
        for (JobExecution execution : executions(JobKeys.pendingOf(thing))) {
            (execution.status() == ExecutionStatus.IN_PROGRESS ? inProgress : queued).add(execution);
        }
        inProgress.sort(Comparator.comparing(StoreReading::startedAt).thenComparing(JobExecution::jobId));
        queued.sort(Comparator.comparing(JobExecution::queuedAt).thenComparing(JobExecution::jobId));
        return new PendingExecutions(inProgress, queued);
    }

    private static Instant startedAt(JobExecution execution) {
        Instant startedAt = execution.startedAt();
        return startedAt == null ? execution.queuedAt() : startedAt;
    }

    default @Nullable JobExecution pending(String thing, String job) {
        Key key = JobKeys.pending(thing, job);
        byte[] value = get(key);
        return value == null ? null : StoredRecord.read(key, value).execution();
    }

    /** Those of one job on one thing that have ended and are kept, by number. */
    default List<JobExecution> ended(String thing, String job) {
        return executions(JobKeys.endedOf(thing, job));
    }

    /** Of all jobs on one thing, by job and number, those that are pending too. */
    default List<JobExecution> all(String thing) {
        List<JobExecution> all = executions(JobKeys.endedOf(thing));
        all.addAll(executions(JobKeys.pendingOf(thing)));
        all.sort(Comparator.comparing(JobExecution::jobId).thenComparingLong(JobExecution::number));
        return all;
    }

    /** Of one job on one thing, by number, the one that is pending too. */
    default List<JobExecution> all(String thing, String job) {
        List<JobExecution> all = ended(thing, job);
        JobExecution pending = pending(thing, job);
        if (pending != null) {
            all.add(pending);
        }
        return all;
    }

    /** The newest of one job on one thing, or null. */
    default @Nullable JobExecution newest(String thing, String job) {
        JobExecution pending = pending(thing, job);
        if (pending != null) {
            return pending;
        }
        List<JobExecution> ended = ended(thing, job);
        return ended.isEmpty() ? null : ended.getLast();
    }

    private List<JobExecution> executions(Key prefix) {
        List<JobExecution> executions = new ArrayList<>();
        scan(
                prefix,
                (key, value) -> executions.add(StoredRecord.read(key, value).execution()));
        executions.sort(Comparator.comparingLong(JobExecution::number));
        return executions;
    }

    /** Names of the things of one chapter of the places of a job. */
    default List<String> chapter(String job, long chapter) {
        Key key = JobKeys.places(job, chapter);
        byte[] value = get(key);
        return value == null ? List.of() : StoredRecord.read(key, value).places();
    }

    /** The document of a job that is there. */
    default String document(String job) {
        String document = documentOrNull(job);
        if (document == null) {
            throw new UnreadableRecord(JobKeys.document(job), "missing");
        }
        return document;
    }

    /** The document of a job, or null. */
    default @Nullable String documentOrNull(String job) {
        Key key = JobKeys.document(job);
        byte[] value = get(key);
        return value == null ? null : StoredRecord.read(key, value).document();
    }
}
