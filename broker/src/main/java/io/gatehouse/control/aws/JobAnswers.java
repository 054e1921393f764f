package io.gatehouse.control.aws;

import io.gatehouse.jobs.AbortCriterion;
import io.gatehouse.jobs.ExecutionResult;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.ExponentialRate;
import io.gatehouse.jobs.Job;
import io.gatehouse.jobs.JobCounts;
import io.gatehouse.jobs.JobExecution;
import io.gatehouse.jobs.JobResult;
import io.gatehouse.jobs.JobSettings;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.RetryCriterion;
import io.gatehouse.jobs.RolloutRate;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.json.Position;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs and executions in the words of AWS. */
final class JobAnswers {
    private final Arns arns;

    JobAnswers(Arns arns) {
        this.arns = arns;
    }

    /**
     * The value of a change that was made.
     *
     * @throws OperationRefused in every other case
     */
    <T> T done(JobResult<T> result) {
        return switch (result) {
            case JobResult.Done<T>(T value) -> value;
            case JobResult.InvalidRequest<T>(String problem) -> throw OperationRefused.invalid(problem);
            case JobResult.NotFound<T>(String problem) ->
                throw new OperationRefused(AwsError.RESOURCE_NOT_FOUND, problem);
            case JobResult.AlreadyExists<T>(String id) ->
                throw OperationRefused.alreadyExists("job " + id + " exists already", id, arns.job(id));
            case JobResult.InvalidState<T>(String problem) ->
                throw new OperationRefused(AwsError.INVALID_STATE_TRANSITION, problem);
            case JobResult.LimitExceeded<T>(String problem) ->
                throw new OperationRefused(AwsError.LIMIT_EXCEEDED, problem);
            case JobResult.StoreFailed<T>(String problem) ->
                throw new OperationRefused(
                        AwsError.SERVICE_UNAVAILABLE, "the store did not take the change: " + problem);
        };
    }

    /**
     * The value of a change that was made.
     *
     * @throws OperationRefused in every other case
     */
    <T> T done(ExecutionResult<T> result) {
        return switch (result) {
            case ExecutionResult.Done<T>(T value) -> value;
            case ExecutionResult.InvalidRequest<T>(String problem) -> throw OperationRefused.invalid(problem);
            case ExecutionResult.NotFound<T>(String problem) ->
                throw new OperationRefused(AwsError.RESOURCE_NOT_FOUND, problem);
            case ExecutionResult.VersionMismatch<T>(String problem, JobExecution _) ->
                throw new OperationRefused(AwsError.VERSION_CONFLICT, problem);
            case ExecutionResult.InvalidTransition<T>(String problem, JobExecution _) ->
                throw new OperationRefused(AwsError.INVALID_STATE_TRANSITION, problem);
            case ExecutionResult.TerminalState<T>(String problem) ->
                throw new OperationRefused(AwsError.INVALID_STATE_TRANSITION, problem);
            case ExecutionResult.StoreFailed<T>(String problem) ->
                throw new OperationRefused(
                        AwsError.SERVICE_UNAVAILABLE, "the store did not take the change: " + problem);
        };
    }

    /** What CreateJob, CancelJob and AssociateTargetsWithJob answer. */
    JsonObject named(Job job) {
        return JsonValue.object()
                .put("jobArn", arns.job(job.id()))
                .put("jobId", job.id())
                .putIfPresent("description", job.settings().description())
                .build();
    }

    /** @param concurrent whether executions are being made or canceled now */
    JsonObject description(Job job, boolean concurrent) {
        ObjectBuilder answer = JsonValue.object()
                .put("jobArn", arns.job(job.id()))
                .put("jobId", job.id())
                .put("targetSelection", job.selection().name())
                .put("status", job.status().name());
        if (job.forceCanceled()) {
            answer.put("forceCanceled", true);
        }
        answer.putIfPresent("reasonCode", job.reasonCode())
                .putIfPresent("comment", job.comment())
                .put("targets", targets(job));
        settings(answer, job.settings());
        times(answer, job);
        return answer.put("jobProcessDetails", process(job, concurrent))
                .put("isConcurrent", concurrent)
                .build();
    }

    private JsonValue targets(Job job) {
        return JsonValue.ofStrings(job.targets().stream()
                .map((JobTarget target) -> arns.target(target))
                .toList());
    }

    private static void times(ObjectBuilder answer, Job job) {
        answer.put("createdAt", RegistryAnswers.seconds(job.createdAt()))
                .put("lastUpdatedAt", RegistryAnswers.seconds(job.lastUpdatedAt()));
        put(answer, "completedAt", job.completedAt());
    }

    private static void settings(ObjectBuilder answer, JobSettings settings) {
        answer.putIfPresent("description", settings.description());
        RolloutRate rollout = settings.rollout();
        Integer maximum = rollout.maximumPerMinute();
        ExponentialRate exponential = rollout.exponential();
        if (maximum != null || exponential != null) {
            ObjectBuilder config = JsonValue.object();
            put(config, "maximumPerMinute", maximum);
            if (exponential != null) {
                config.put("exponentialRate", exponential(exponential));
            }
            answer.put("jobExecutionsRolloutConfig", config.build());
        }
        List<AbortCriterion> abort = settings.abort();
        if (abort != null) {
            answer.put(
                    "abortConfig",
                    criteria(abort.stream().map(JobAnswers::abort).toList()));
        }
        Integer minutes = settings.timeoutMinutes();
        if (minutes != null) {
            answer.put(
                    "timeoutConfig",
                    JsonValue.object()
                            .put("inProgressTimeoutInMinutes", minutes)
                            .build());
        }
        List<RetryCriterion> retries = settings.retries();
        if (retries != null) {
            answer.put(
                    "jobExecutionsRetryConfig",
                    criteria(retries.stream().map(JobAnswers::retry).toList()));
        }
    }

    private static JsonObject exponential(ExponentialRate rate) {
        ObjectBuilder criteria = JsonValue.object();
        put(criteria, "numberOfNotifiedThings", rate.notifiedThings());
        put(criteria, "numberOfSucceededThings", rate.succeededThings());
        return JsonValue.object()
                .put("baseRatePerMinute", rate.basePerMinute())
                .put("incrementFactor", decimal(rate.incrementFactor()))
                .put("rateIncreaseCriteria", criteria.build())
                .build();
    }

    private static JsonObject criteria(List<JsonObject> list) {
        return JsonValue.object().put("criteriaList", JsonValue.of(list)).build();
    }

    private static JsonObject abort(AbortCriterion criterion) {
        return JsonValue.object()
                .put("failureType", criterion.failureType().name())
                .put("action", "CANCEL")
                .put("thresholdPercentage", decimal(criterion.thresholdPercentage()))
                .put("minNumberOfExecutedThings", criterion.minExecutedThings())
                .build();
    }

    private static JsonObject retry(RetryCriterion criterion) {
        return JsonValue.object()
                .put("failureType", criterion.failureType().name())
                .put("numberOfRetries", criterion.retries())
                .build();
    }

    private static JsonNumber decimal(double number) {
        return new JsonNumber(BigDecimal.valueOf(number).toPlainString(), Position.NOWHERE);
    }

    private JsonObject process(Job job, boolean concurrent) {
        JobCounts counts = job.counts();
        ObjectBuilder process = JsonValue.object();
        if (concurrent) {
            process.put("processingTargets", targets(job));
        }
        return process.put("numberOfCanceledThings", counts.canceled())
                .put("numberOfSucceededThings", counts.succeeded())
                .put("numberOfFailedThings", counts.failed())
                .put("numberOfRejectedThings", counts.rejected())
                .put("numberOfQueuedThings", counts.queued())
                .put("numberOfInProgressThings", counts.inProgress())
                .put("numberOfRemovedThings", counts.removed())
                .put("numberOfTimedOutThings", counts.timedOut())
                .build();
    }

    /**
     * A job in a list.
     *
     * @param groupId of the group that it is for, where that is all that it is for
     */
    JsonObject summary(Job job, boolean concurrent, @Nullable String groupId) {
        ObjectBuilder answer = JsonValue.object()
                .put("jobArn", arns.job(job.id()))
                .put("jobId", job.id())
                .putIfPresent("thingGroupId", groupId)
                .put("targetSelection", job.selection().name())
                .put("status", job.status().name());
        times(answer, job);
        return answer.put("isConcurrent", concurrent).build();
    }

    JsonObject description(JobExecution execution, Instant now) {
        ObjectBuilder answer = JsonValue.object()
                .put("jobId", execution.jobId())
                .put("status", execution.status().name());
        if (execution.status() == ExecutionStatus.CANCELED) {
            answer.put("forceCanceled", execution.forceCanceled());
        }
        if (!execution.statusDetails().isEmpty()) {
            answer.put(
                    "statusDetails",
                    JsonValue.object()
                            .put("detailsMap", RegistryAnswers.texts(execution.statusDetails()))
                            .build());
        }
        answer.put("thingArn", arns.thing(execution.thingName()));
        moments(answer, execution);
        answer.put("executionNumber", execution.number()).put("versionNumber", execution.version());
        Long seconds = execution.secondsBeforeTimedOut(now);
        if (seconds != null) {
            answer.put("approximateSecondsBeforeTimedOut", seconds);
        }
        return answer.build();
    }

    private static void moments(ObjectBuilder answer, JobExecution execution) {
        answer.put("queuedAt", RegistryAnswers.seconds(execution.queuedAt()));
        put(answer, "startedAt", execution.startedAt());
        answer.put("lastUpdatedAt", RegistryAnswers.seconds(execution.lastUpdatedAt()));
    }

    /** In the list of its job. */
    JsonObject ofJob(JobExecution execution) {
        return JsonValue.object()
                .put("thingArn", arns.thing(execution.thingName()))
                .put("jobExecutionSummary", summary(execution))
                .build();
    }

    /** In the list of its thing. */
    JsonObject ofThing(JobExecution execution) {
        return JsonValue.object()
                .put("jobId", execution.jobId())
                .put("jobExecutionSummary", summary(execution))
                .build();
    }

    private static JsonObject summary(JobExecution execution) {
        ObjectBuilder answer =
                JsonValue.object().put("status", execution.status().name());
        moments(answer, execution);
        return answer.put("executionNumber", execution.number())
                .put("retryAttempt", execution.retryAttempt())
                .build();
    }

    private static void put(ObjectBuilder answer, String name, @Nullable Instant time) {
        if (time != null) {
            answer.put(name, RegistryAnswers.seconds(time));
        }
    }

    private static void put(ObjectBuilder answer, String name, @Nullable Integer number) {
        if (number != null) {
            answer.put(name, number);
        }
    }
}
