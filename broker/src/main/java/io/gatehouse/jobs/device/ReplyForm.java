package io.gatehouse.jobs.device;

import io.gatehouse.jobs.DescribedExecution;
import io.gatehouse.jobs.JobExecution;
import io.gatehouse.jobs.PendingExecutions;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON of executions, in AWS's field names; times are seconds since 1970. */
enum ReplyForm {
    /** A document is JSON within JSON. */
    MQTT,
    /** A document is a string. */
    HTTP;

    /** What CreateJob takes is read back. */
    private static final JsonLimits DOCUMENT = new JsonLimits(64 * 1024, 64, 64 * 1024, 64 * 1024, 100_000);

    /** Adds what was asked for; to a rejection {@code executionState}, where it has one. */
    ObjectBuilder put(ObjectBuilder body, DeviceReply reply, Instant now) {
        return switch (reply) {
            case DeviceReply.Pending(var executions) ->
                body.put("inProgressJobs", summaries(executions.inProgress()))
                        .put("queuedJobs", summaries(executions.queued()));
            case DeviceReply.Described(var execution, var withDocument) ->
                execution == null ? body : body.put("execution", execution(execution, withDocument, now));
            case DeviceReply.Updated updated -> {
                if (updated.withState()) {
                    body.put("executionState", state(updated.execution().execution()));
                }
                yield updated.withDocument()
                        ? body.put("jobDocument", document(updated.execution().document()))
                        : body;
            }
            case DeviceReply.Rejected rejected -> {
                JobExecution state = rejected.state();
                yield state == null ? body : body.put("executionState", state(state));
            }
        };
    }

    JsonObject execution(DescribedExecution described, boolean withDocument, Instant now) {
        JobExecution execution = described.execution();
        ObjectBuilder body = JsonValue.object()
                .put("jobId", execution.jobId())
                .put("thingName", execution.thingName())
                .put("status", execution.status().name())
                .put("statusDetails", details(execution.statusDetails()));
        put(body, execution);
        Long seconds = execution.secondsBeforeTimedOut(now);
        if (seconds != null) {
            body.put("approximateSecondsBeforeTimedOut", seconds);
        }
        if (withDocument) {
            body.put("jobDocument", document(described.document()));
        }
        return body.build();
    }

    /** What {@code notify} says, of the first {@code most} of them. */
    static JsonObject byStatus(PendingExecutions pending, int most) {
        List<JobExecution> inProgress = first(pending.inProgress(), most);
        List<JobExecution> queued = first(pending.queued(), most - inProgress.size());
        ObjectBuilder body = JsonValue.object();
        if (!inProgress.isEmpty()) {
            body.put("IN_PROGRESS", summaries(inProgress));
        }
        if (!queued.isEmpty()) {
            body.put("QUEUED", summaries(queued));
        }
        return body.build();
    }

    private static List<JobExecution> first(List<JobExecution> executions, int most) {
        return executions.subList(0, Math.min(most, executions.size()));
    }

    private static JsonArray summaries(List<JobExecution> executions) {
        return JsonValue.of(executions.stream()
                .map(execution -> put(JsonValue.object().put("jobId", execution.jobId()), execution)
                        .build())
                .toList());
    }

    /** What a summary and a description have in common. */
    private static ObjectBuilder put(ObjectBuilder body, JobExecution execution) {
        body.put("queuedAt", execution.queuedAt().getEpochSecond());
        Instant startedAt = execution.startedAt();
        if (startedAt != null) {
            body.put("startedAt", startedAt.getEpochSecond());
        }
        return body.put("lastUpdatedAt", execution.lastUpdatedAt().getEpochSecond())
                .put("versionNumber", execution.version())
                .put("executionNumber", execution.number());
    }

    private static JsonObject state(JobExecution execution) {
        return JsonValue.object()
                .put("status", execution.status().name())
                .put("statusDetails", details(execution.statusDetails()))
                .put("versionNumber", execution.version())
                .build();
    }

    private static JsonObject details(Map<String, String> details) {
        ObjectBuilder body = JsonValue.object();
        new TreeMap<>(details).forEach(body::put);
        return body.build();
    }

    private JsonValue document(String text) {
        return switch (this) {
            case HTTP -> JsonValue.of(text);
            case MQTT ->
                switch (Json.parse(text, DOCUMENT)) {
                    case JsonParse.Parsed(var value) -> value;
                    case JsonParse.Malformed(var position, var message) ->
                        throw new IllegalStateException(
                                "job document: " + position + ": " + message + " (expected: JSON, as it was taken)");
                };
        };
    }
}
