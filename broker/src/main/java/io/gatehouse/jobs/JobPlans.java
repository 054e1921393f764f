package io.gatehouse.jobs;

import io.gatehouse.jobs.JobEvent.JobOperation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What operators ask of jobs. Each method is one plan of a {@link Turn}. */
final class JobPlans {
    private final TargetThings things;

    JobPlans(TargetThings things) {
        this.things = things;
    }

    JobResult<Job> create(Turn turn, NewJob wanted) {
        String problem = JobChecks.of(wanted);
        if (problem != null) {
            return new JobResult.InvalidRequest<>(problem);
        }
        if (turn.job(wanted.id()) != null) {
            return new JobResult.AlreadyExists<>(wanted.id());
        }
        String missing = things.missing(wanted.targets());
        if (missing != null) {
            return new JobResult.NotFound<>(missing);
        }
        String tooMany = turn.jobs() >= Limits.MOST_JOBS
                ? "jobs: " + Limits.MOST_JOBS + " (expected: fewer; delete some that have ended)"
                : tooManyTargets(wanted.targets().size());
        if (tooMany != null) {
            return new JobResult.LimitExceeded<>(tooMany);
        }
        List<String> names = things.of(wanted.targets(), Limits.MOST_THINGS_AT_ONCE);
        if (names == null) {
            return new JobResult.LimitExceeded<>(tooManyThings());
        }
        Job job = new Job(
                wanted.id(),
                wanted.targets(),
                wanted.selection(),
                wanted.settings(),
                JobStatus.IN_PROGRESS,
                false,
                null,
                null,
                turn.now(),
                turn.now(),
                null,
                JobCounts.NONE);
        turn.put(JobKeys.document(job.id()), StoredForm.ofDocument(wanted.document()));
        Places.append(turn, job.id(), 0, names);
        turn.put(new JobRecord(job, Rollout.of(names.size())));
        ExecutionChanges.abortOrComplete(turn, job.id()); // of groups that are empty
        return done(turn, job.id());
    }

    private static @Nullable String tooManyTargets(int count) {
        return count <= Limits.MOST_TARGETS
                ? null
                : "targets: " + count + " (expected: at most " + Limits.MOST_TARGETS + "; put the things into a group)";
    }

    private static String tooManyThings() {
        return "targets: more than " + Limits.MOST_THINGS_AT_ONCE + " things (expected: fewer; make several jobs)";
    }

    JobResult<Job> associate(Turn turn, String id, List<JobTarget> more, @Nullable String comment) {
        String problem = more.isEmpty() ? "targets: none (expected: at least one)" : JobChecks.comment(comment);
        if (problem != null) {
            return new JobResult.InvalidRequest<>(problem);
        }
        JobRecord record = turn.job(id);
        if (record == null) {
            return notFound(id);
        }
        Job job = record.job();
        if (job.selection() != TargetSelection.CONTINUOUS || job.status() != JobStatus.IN_PROGRESS) {
            return new JobResult.InvalidRequest<>("job " + id + ": " + job.selection() + ", " + job.status()
                    + " (expected: CONTINUOUS, IN_PROGRESS)");
        }
        String missing = things.missing(more);
        if (missing != null) {
            return new JobResult.NotFound<>(missing);
        }
        List<JobTarget> targets =
                Stream.concat(job.targets().stream(), more.stream()).distinct().toList();
        String tooMany = tooManyTargets(targets.size());
        List<String> names = things.of(more, Limits.MOST_THINGS_AT_ONCE);
        if (tooMany != null || names == null) {
            return new JobResult.LimitExceeded<>(tooMany == null ? tooManyThings() : tooMany);
        }
        if (record.rollout().places() + names.size() > Limits.MOST_PLACES) {
            return new JobResult.LimitExceeded<>(
                    "targets: this job has been for more than " + Limits.MOST_PLACES + " things (expected: fewer)");
        }
        Places.append(turn, id, record.rollout().places(), names);
        turn.put(new JobRecord(
                job.with(targets, comment, turn.now()), record.rollout().withPlaces(names.size())));
        return done(turn, id);
    }

    JobResult<Job> update(Turn turn, String id, JobUpdate update) {
        JobRecord record = turn.job(id);
        if (record == null) {
            return notFound(id);
        }
        Job job = record.job();
        JobSettings settings = update.of(job.settings());
        String problem = JobChecks.settings(settings);
        if (problem == null && job.status() != JobStatus.IN_PROGRESS) {
            problem = "job " + id + ": " + job.status() + " (expected: IN_PROGRESS)";
        }
        if (problem != null) {
            return new JobResult.InvalidRequest<>(problem);
        }
        turn.put(record.with(job.with(settings, turn.now())));
        return done(turn, id);
    }

    /** Of one that was canceled before, nothing changes, unless the executions in progress shall go too. */
    JobResult<Job> cancel(Turn turn, String id, boolean force, @Nullable String reasonCode, @Nullable String comment) {
        String problem = JobChecks.cancellation(reasonCode, comment);
        if (problem != null) {
            return new JobResult.InvalidRequest<>(problem);
        }
        JobRecord record = turn.job(id);
        if (record == null) {
            return notFound(id);
        }
        return switch (record.job().status()) {
            case IN_PROGRESS, SCHEDULED ->
                new JobResult.Done<>(ExecutionChanges.cancel(turn, record, force, reasonCode, comment));
            case CANCELED ->
                new JobResult.Done<>(
                        force && !record.job().forceCanceled()
                                ? ExecutionChanges.cancel(turn, record, true, reasonCode, comment)
                                : record.job());
            case COMPLETED, DELETION_IN_PROGRESS ->
                new JobResult.InvalidRequest<>("job " + id + ": " + record.job().status() + " (expected: IN_PROGRESS)");
        };
    }

    JobResult<Job> delete(Turn turn, String id, boolean force) {
        JobRecord record = turn.job(id);
        if (record == null) {
            return notFound(id);
        }
        Job job = record.job();
        if (job.status() == JobStatus.DELETION_IN_PROGRESS) {
            return new JobResult.Done<>(job);
        }
        if (job.status() == JobStatus.IN_PROGRESS && !force) {
            return new JobResult.InvalidState<>(
                    "job " + id + ": IN_PROGRESS (expected: COMPLETED or CANCELED; cancel it first, or say force)");
        }
        Job deleted = job.beingDeleted(turn.now());
        turn.put(new JobRecord(deleted, record.rollout().beginSweep()));
        turn.tell(new JobEvent.OfJob(JobOperation.DELETION_IN_PROGRESS, deleted));
        return new JobResult.Done<>(deleted);
    }

    private static JobResult<Job> done(Turn turn, String id) {
        JobRecord record = turn.job(id);
        return record == null ? notFound(id) : new JobResult.Done<>(record.job());
    }

    static <T> JobResult<T> notFound(String id) {
        return new JobResult.NotFound<>("job " + id + " does not exist");
    }
}
