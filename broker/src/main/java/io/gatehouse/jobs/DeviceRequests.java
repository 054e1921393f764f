package io.gatehouse.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What devices, and operators in their place, ask of single executions. Each method is one plan of a {@link Turn}. */
final class DeviceRequests {
    private DeviceRequests() {}

    static ExecutionResult<StartedExecution> startNext(
            Turn turn, String thing, @Nullable Map<String, String> details, @Nullable Long stepMinutes) {
        String problem = problem(details, stepMinutes, 1);
        if (problem != null) {
            return new ExecutionResult.InvalidRequest<>(problem);
        }
        JobExecution next = turn.pending(thing).next();
        if (next == null) {
            return new ExecutionResult.Done<>(StartedExecution.NONE);
        }
        JobExecution started = next.status() == ExecutionStatus.IN_PROGRESS
                ? next
                : ExecutionChanges.progress(turn, next, details, stepMinutes);
        return new ExecutionResult.Done<>(
                new StartedExecution(new DescribedExecution(started, turn.document(started.jobId()))));
    }

    static ExecutionResult<DescribedExecution> update(Turn turn, String thing, String job, ExecutionUpdate update) {
        String problem = problem(update.statusDetails(), update.stepTimeoutInMinutes(), -1);
        if (problem == null && !update.status().isOfDevices()) {
            problem = "status: " + update.status() + " (expected: IN_PROGRESS, FAILED, SUCCEEDED or REJECTED)";
        }
        if (problem != null) {
            return new ExecutionResult.InvalidRequest<>(problem);
        }
        JobExecution was = find(turn, thing, job, update.executionNumber());
        if (was == null) {
            return notFound(thing, job);
        }
        if (was.status().isFinal()) {
            return new ExecutionResult.InvalidTransition<>(
                    "job execution: " + was.status() + " (expected: one that has not ended)", was);
        }
        Long expected = update.expectedVersion();
        if (expected != null && expected != was.version()) {
            return new ExecutionResult.VersionMismatch<>(
                    "expectedVersion: " + expected + " (expected: " + was.version() + ")", was);
        }
        JobExecution is = update.status() == ExecutionStatus.IN_PROGRESS
                ? ExecutionChanges.progress(turn, was, update.statusDetails(), update.stepTimeoutInMinutes())
                : ExecutionChanges.end(turn, was, update.status(), update.statusDetails());
        return new ExecutionResult.Done<>(new DescribedExecution(is, turn.document(job)));
    }

    /** CancelJobExecution. */
    static ExecutionResult<JobExecution> cancel(
            Turn turn,
            String thing,
            String job,
            boolean force,
            @Nullable Long expectedVersion,
            @Nullable Map<String, String> details) {
        String problem = problem(details, null, 1);
        if (problem != null) {
            return new ExecutionResult.InvalidRequest<>(problem);
        }
        JobExecution was = find(turn, thing, job, null);
        if (was == null) {
            return notFound(thing, job);
        }
        if (expectedVersion != null && expectedVersion != was.version()) {
            return new ExecutionResult.VersionMismatch<>(
                    "expectedVersion: " + expectedVersion + " (expected: " + was.version() + ")", was);
        }
        if (was.status().isFinal()) {
            return new ExecutionResult.InvalidTransition<>(
                    "job execution: " + was.status() + " (expected: QUEUED, or with force IN_PROGRESS)", was);
        }
        if (was.status() == ExecutionStatus.IN_PROGRESS && !force) {
            return new ExecutionResult.InvalidTransition<>(
                    "job execution: IN_PROGRESS (expected: QUEUED; or say force)", was);
        }
        return new ExecutionResult.Done<>(ExecutionChanges.end(turn, was, ExecutionStatus.CANCELED, details));
    }

    /** DeleteJobExecution. */
    static ExecutionResult<JobExecution> delete(Turn turn, String thing, String job, long number, boolean force) {
        JobExecution was = find(turn, thing, job, number);
        if (was == null) {
            return notFound(thing, job);
        }
        if (!was.status().isFinal() && !force) {
            return new ExecutionResult.InvalidTransition<>(
                    "job execution: " + was.status() + " (expected: one that has ended; or say force)", was);
        }
        ExecutionChanges.delete(turn, was);
        return new ExecutionResult.Done<>(was);
    }

    /** @param number null for the newest */
    static @Nullable JobExecution find(StoreReading reading, String thing, String job, @Nullable Long number) {
        if (number == null) {
            return reading.newest(thing, job);
        }
        return reading.all(thing, job).stream()
                .filter(execution -> execution.number() == number)
                .findAny()
                .orElse(null);
    }

    private static <T> ExecutionResult<T> notFound(String thing, String job) {
        return new ExecutionResult.NotFound<>("job " + job + " has no such execution on thing " + thing);
    }

    /** @param least that a step may take: 1, or -1 where that ends the timer */
    private static @Nullable String problem(
            @Nullable Map<String, String> details, @Nullable Long stepMinutes, int least) {
        if (stepMinutes != null && stepMinutes != least && (stepMinutes < 1 || stepMinutes > Limits.MOST_MINUTES)) {
            return "stepTimeoutInMinutes: " + stepMinutes + " (expected: 1 to " + Limits.MOST_MINUTES
                    + (least == -1 ? ", or -1 for none)" : ")");
        }
        return details == null ? null : StatusDetails.problem(details);
    }
}
