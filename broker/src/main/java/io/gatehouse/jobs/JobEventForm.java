package io.gatehouse.jobs;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.policy.PolicyScope;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * Topic and body of an event of a job or an execution, as "Jobs events" of the AWS IoT developer guide has them. Times
 * are seconds since the epoch. Immutable.
 */
public final class JobEventForm {
    private final PolicyScope scope;

    /** @param scope of the ARNs */
    public JobEventForm(PolicyScope scope) {
        this.scope = scope;
    }

    public String topic(JobEvent event) {
        return switch (event) {
            case JobEvent.OfJob(var operation, Job job) -> "$aws/events/job/" + job.id() + "/" + word(operation);
            case JobEvent.OfExecution(var operation, JobExecution execution) ->
                "$aws/events/jobExecution/" + execution.jobId() + "/" + word(operation);
        };
    }

    private static String word(Enum<?> operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /**
     * What is published.
     *
     * @param eventId of this event alone
     * @param now when it happened
     */
    public JsonObject body(JobEvent event, String eventId, Instant now) {
        return switch (event) {
            case JobEvent.OfJob(var operation, Job job) ->
                body(begin("JOB", eventId, now).put("operation", word(operation)), operation, job);
            case JobEvent.OfExecution(var operation, JobExecution execution) ->
                body(begin("JOB_EXECUTION", eventId, now).put("operation", word(operation)), execution);
        };
    }

    private static ObjectBuilder begin(String type, String eventId, Instant now) {
        return JsonValue.object().put("eventType", type).put("eventId", eventId).put("timestamp", now.getEpochSecond());
    }

    private JsonObject body(ObjectBuilder body, JobEvent.JobOperation operation, Job job) {
        JobCounts counts = job.counts();
        body.put("jobId", job.id())
                .put(
                        "status",
                        operation == JobEvent.JobOperation.DELETED
                                ? "DELETED"
                                : job.status().name())
                .put("targetSelection", job.selection().name())
                .put(
                        "targets",
                        JsonValue.ofStrings(job.targets().stream()
                                .map(target -> scope.arn(target.resource()))
                                .toList()))
                .putIfPresent("description", job.settings().description());
        Instant completedAt = job.completedAt();
        if (completedAt != null) {
            body.put("completedAt", completedAt.getEpochSecond());
        }
        return body.put("createdAt", job.createdAt().getEpochSecond())
                .put("lastUpdatedAt", job.lastUpdatedAt().getEpochSecond())
                .put(
                        "jobProcessDetails",
                        JsonValue.object()
                                .put("numberOfCanceledThings", counts.canceled())
                                .put("numberOfRejectedThings", counts.rejected())
                                .put("numberOfFailedThings", counts.failed())
                                .put("numberOfRemovedThings", counts.removed())
                                .put("numberOfSucceededThings", counts.succeeded())
                                .put("numberOfTimedOutThings", counts.timedOut())
                                .build())
                .build();
    }

    private JsonObject body(ObjectBuilder body, JobExecution execution) {
        ObjectBuilder details = JsonValue.object();
        for (Map.Entry<String, String> detail : execution.statusDetails().entrySet()) {
            details.put(detail.getKey(), detail.getValue());
        }
        return body.put("jobId", execution.jobId())
                .put("thingArn", scope.arn("thing/" + execution.thingName()))
                .put("status", execution.status().name())
                .put("statusDetails", details.build())
                .build();
    }
}
