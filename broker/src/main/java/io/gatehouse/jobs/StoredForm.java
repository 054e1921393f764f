package io.gatehouse.jobs;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as they are stored: JSON objects with their version in {@code v}. {@link StoredRecord} reads them. A later
 * version may add members that older brokers may ignore; anything else raises {@code v}, which they refuse.
 */
final class StoredForm {
    static final int VERSION = 1;

    private StoredForm() {}

    static byte[] of(JobRecord record) {
        Job job = record.job();
        JobCounts counts = job.counts();
        Rollout rollout = record.rollout();
        ObjectBuilder form = begin().put(
                        "targets",
                        JsonValue.ofStrings(
                                job.targets().stream().map(JobTarget::resource).toList()))
                .put("selection", job.selection().name())
                .put("settings", settings(job.settings()))
                .put("status", job.status().name())
                .put("force", job.forceCanceled())
                .putIfPresent("reason", job.reasonCode())
                .putIfPresent("comment", job.comment());
        put(form, "createdAt", job.createdAt());
        put(form, "updatedAt", job.lastUpdatedAt());
        put(form, "completedAt", job.completedAt());
        ObjectBuilder counted = JsonValue.object();
        for (ExecutionStatus status : ExecutionStatus.values()) {
            counted.put(status.name(), counts.of(status));
        }
        return bytes(form.put("counts", counted.build())
                .put("places", rollout.places())
                .put("next", rollout.next())
                .put("notified", rollout.notified())
                .put("minuteBegan", rollout.minuteBegan())
                .put("ofMinute", rollout.ofMinute())
                .put("sweeping", rollout.sweeping())
                .put("swept", rollout.swept()));
    }

    private static JsonValue settings(JobSettings settings) {
        ObjectBuilder form = JsonValue.object().putIfPresent("description", settings.description());
        RolloutRate rollout = settings.rollout();
        put(form, "perMinute", rollout.maximumPerMinute());
        ExponentialRate rate = rollout.exponential();
        if (rate != null) {
            form.put("basePerMinute", rate.basePerMinute())
                    .put("incrementFactor", Double.toString(rate.incrementFactor()));
            put(form, "notifiedThings", rate.notifiedThings());
            put(form, "succeededThings", rate.succeededThings());
        }
        put(form, "timeoutMinutes", settings.timeoutMinutes());
        List<AbortCriterion> abort = settings.abort();
        if (abort != null) {
            form.put(
                    "abort",
                    JsonValue.of(abort.stream()
                            .map(criterion -> JsonValue.object()
                                    .put("type", criterion.failureType().name())
                                    .put("percentage", Double.toString(criterion.thresholdPercentage()))
                                    .put("least", criterion.minExecutedThings())
                                    .build())
                            .toList()));
        }
        List<RetryCriterion> retries = settings.retries();
        if (retries != null) {
            form.put(
                    "retries",
                    JsonValue.of(retries.stream()
                            .map(criterion -> JsonValue.object()
                                    .put("type", criterion.failureType().name())
                                    .put("most", criterion.retries())
                                    .build())
                            .toList()));
        }
        return form.build();
    }

    static byte[] of(JobExecution execution) {
        ObjectBuilder details = JsonValue.object();
        for (Map.Entry<String, String> detail : execution.statusDetails().entrySet()) {
            details.put(detail.getKey(), detail.getValue());
        }
        ObjectBuilder form = begin().put("number", execution.number())
                .put("retry", execution.retryAttempt())
                .put("status", execution.status().name())
                .put("details", details.build())
                .put("force", execution.forceCanceled());
        put(form, "queuedAt", execution.queuedAt());
        put(form, "startedAt", execution.startedAt());
        put(form, "updatedAt", execution.lastUpdatedAt());
        put(form, "timesOutAt", execution.timesOutAt());
        put(form, "stepTimesOutAt", execution.stepTimesOutAt());
        return bytes(form.put("version", execution.version()).put("place", execution.place()));
    }

    static byte[] ofDocument(String document) {
        return bytes(begin().put("document", document));
    }

    static byte[] ofPlaces(List<String> names) {
        return bytes(begin().put("things", JsonValue.ofStrings(names)));
    }

    /** Its key says it all. */
    static byte[] ofTimer() {
        return bytes(begin());
    }

    private static ObjectBuilder begin() {
        return JsonValue.object().put("v", VERSION);
    }

    private static void put(ObjectBuilder form, String name, @Nullable Instant time) {
        if (time != null) {
            form.put(name, time.toEpochMilli());
        }
    }

    private static void put(ObjectBuilder form, String name, @Nullable Integer number) {
        if (number != null) {
            form.put(name, number);
        }
    }

    private static byte[] bytes(ObjectBuilder form) {
        return Json.print(form.build()).getBytes(StandardCharsets.UTF_8);
    }
}
