package io.gatehouse.jobs;

import io.gatehouse.jobs.JobEvent.ExecutionOperation;
import io.gatehouse.jobs.JobEvent.JobOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps in the life of an execution, with what each means for its job: counts, retries, the abort, completion.
 * Within a {@link Turn}.
 */
final class ExecutionChanges {
    private ExecutionChanges() {}

    /** The first of a thing at its place, or one more after it has come back. */
    static void queue(Turn turn, JobRecord job, String thing, long place, long number) {
        queue(turn, job.id(), thing, place, number, 0);
    }

    private static void queue(Turn turn, String job, String thing, long place, long number, int retryAttempt) {
        turn.putPending(
                null,
                new JobExecution(
                        job,
                        thing,
                        number,
                        retryAttempt,
                        ExecutionStatus.QUEUED,
                        Map.of(),
                        false,
                        turn.now(),
                        null,
                        turn.now(),
                        1,
                        null,
                        null,
                        place));
        count(turn, job, null, ExecutionStatus.QUEUED);
    }

    /**
     * From QUEUED to IN_PROGRESS, or once more IN_PROGRESS.
     *
     * @param details null leaves them
     * @param stepMinutes -1 for none; null leaves what there is
     */
    static JobExecution progress(
            Turn turn, JobExecution was, @Nullable Map<String, String> details, @Nullable Long stepMinutes) {
        JobRecord job = turn.job(was.jobId());
        Integer minutes = job == null ? null : job.job().settings().timeoutMinutes();
        boolean begins = was.status() == ExecutionStatus.QUEUED;
        Instant timesOutAt =
                !begins ? was.timesOutAt() : minutes == null ? null : turn.now().plus(Duration.ofMinutes(minutes));
        Instant step = stepMinutes == null
                ? was.stepTimesOutAt()
                : stepMinutes == -1 ? null : turn.now().plus(Duration.ofMinutes(stepMinutes));
        JobExecution is = new JobExecution(
                was.jobId(),
                was.thingName(),
                was.number(),
                was.retryAttempt(),
                ExecutionStatus.IN_PROGRESS,
                details == null ? was.statusDetails() : details,
                false,
                was.queuedAt(),
                begins ? turn.now() : was.startedAt(),
                turn.now(),
                was.version() + 1,
                timesOutAt,
                step,
                was.place());
        turn.putPending(was, is);
        if (begins) {
            count(turn, was.jobId(), ExecutionStatus.QUEUED, ExecutionStatus.IN_PROGRESS);
        }
        return is;
    }

    /**
     * To a final status; where the job retries it, another one is queued.
     *
     * @param details null leaves them
     */
    static JobExecution end(
            Turn turn, JobExecution was, ExecutionStatus status, @Nullable Map<String, String> details) {
        JobExecution is = new JobExecution(
                was.jobId(),
                was.thingName(),
                was.number(),
                was.retryAttempt(),
                status,
                details == null ? was.statusDetails() : details,
                status == ExecutionStatus.CANCELED && was.status() == ExecutionStatus.IN_PROGRESS,
                was.queuedAt(),
                was.startedAt(),
                turn.now(),
                was.version() + 1,
                null,
                null,
                was.place());
        List<JobExecution> earlier = turn.ended(was.thingName(), was.jobId());
        turn.removePending(was);
        turn.putEnded(is);
        if (earlier.size() >= Limits.MOST_ENDED) {
            turn.removeEnded(earlier.getFirst());
        }
        turn.tell(new JobEvent.OfExecution(operation(status), is));
        if (isRetried(turn.job(was.jobId()), is, earlier)) {
            count(turn, was.jobId(), was.status(), null);
            queue(turn, was.jobId(), was.thingName(), was.place(), was.number() + 1, was.retryAttempt() + 1);
        } else {
            count(turn, was.jobId(), was.status(), status);
            abortOrComplete(turn, was.jobId());
        }
        return is;
    }

    private static ExecutionOperation operation(ExecutionStatus status) {
        return switch (status) {
            case SUCCEEDED -> ExecutionOperation.SUCCEEDED;
            case FAILED -> ExecutionOperation.FAILED;
            case TIMED_OUT -> ExecutionOperation.TIMED_OUT;
            case REJECTED -> ExecutionOperation.REJECTED;
            case REMOVED -> ExecutionOperation.REMOVED;
            case CANCELED -> ExecutionOperation.CANCELED;
            case QUEUED, IN_PROGRESS ->
                throw new IllegalArgumentException("status: " + status + " (expected: a final one)");
        };
    }

    private static boolean isRetried(@Nullable JobRecord job, JobExecution ended, List<JobExecution> earlier) {
        List<RetryCriterion> criteria =
                job == null ? null : job.job().settings().retries();
        if (job == null || criteria == null || !job.is(JobStatus.IN_PROGRESS)) {
            return false;
        }
        for (RetryCriterion criterion : criteria) {
            if (criterion.failureType().covers(ended.status()) && ended.status() != ExecutionStatus.REJECTED) {
                long retried = earlier.stream()
                        .filter(one -> one.place() == ended.place()
                                && criterion.failureType().covers(one.status()))
                        .count();
                if (retried < criterion.retries()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What was pending is there no more, and neither is counted. */
    static void delete(Turn turn, JobExecution execution) {
        if (execution.status().isFinal()) {
            turn.removeEnded(execution);
        } else {
            turn.removePending(execution);
            count(turn, execution.jobId(), execution.status(), null);
            abortOrComplete(turn, execution.jobId());
        }
        turn.tell(new JobEvent.OfExecution(ExecutionOperation.DELETED, execution));
    }

    private static void count(Turn turn, String id, @Nullable ExecutionStatus from, @Nullable ExecutionStatus to) {
        JobRecord job = turn.job(id);
        if (job != null) {
            JobCounts counts = job.job().counts();
            counts = from == null ? counts : counts.with(from, -1);
            counts = to == null ? counts : counts.with(to, 1);
            turn.put(job.with(job.job().with(counts, turn.now())));
        }
    }

    /** What a job becomes by what its executions have become. */
    static void abortOrComplete(Turn turn, String id) {
        JobRecord record = turn.job(id);
        if (record == null || !record.is(JobStatus.IN_PROGRESS)) {
            return;
        }
        Job job = record.job();
        for (AbortCriterion criterion : criteria(job)) {
            if (criterion.isMetBy(job.counts())) {
                String why = criterion.failureType() + " at " + criterion.thresholdPercentage() + " % after "
                        + job.counts().executed() + " things";
                cancel(turn, record, false, "ABORT_CRITERIA_MET", "abortConfig: " + why);
                return;
            }
        }
        if (job.selection() == TargetSelection.SNAPSHOT
                && !record.rollout().waits()
                && job.counts().pending() == 0) {
            Job completed = job.completed(turn.now());
            turn.put(record.with(completed));
            turn.tell(new JobEvent.OfJob(JobOperation.COMPLETED, completed));
        }
    }

    private static List<AbortCriterion> criteria(Job job) {
        List<AbortCriterion> abort = job.settings().abort();
        return abort == null ? List.of() : abort;
    }

    /** It makes no executions any more; those that are there are canceled in the turns that follow. */
    static Job cancel(
            Turn turn, JobRecord record, boolean force, @Nullable String reasonCode, @Nullable String comment) {
        Job canceled = record.job().canceled(force, reasonCode, comment, turn.now());
        turn.put(new JobRecord(canceled, record.rollout().beginSweep()));
        turn.tell(new JobEvent.OfJob(JobOperation.CANCELLATION_IN_PROGRESS, canceled));
        return canceled;
    }
}
