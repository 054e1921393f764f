package io.gatehouse.jobs.device;

import io.gatehouse.jobs.Jobs;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.JobRequestMetrics;
import io.gatehouse.registry.Registry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The jobs device HTTP API of AWS IoT Core (service model {@code iot-jobs-data}): the same as over MQTT, in the form of
 * its paths, queries and bodies. Who may ask is looked at elsewhere. Virtual threads.
 */
public final class JobsData {
    private final ThingJobs things;
    private final JobRequestMetrics metrics;
    private final Clock clock;

    public JobsData(Jobs jobs, Registry registry, JobRequestMetrics metrics, Clock clock) {
        this.things = new ThingJobs(jobs, registry);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** What a request is answered. */
    public sealed interface Answer {
        record Done(JsonObject body) implements Answer {}

        /** @param message for people, about the request itself */
        record Refused(DeviceError error, String message) implements Answer {}
    }

    /** Reads a request. */
    private interface Reading {
        DeviceRequest read() throws RequestRejected;
    }

    public Answer pending(String thing) {
        return answer(DeviceOperation.GET_PENDING, thing, DeviceRequest.GetPending::new);
    }

    public Answer startNext(String thing, byte[] body) {
        return answer(
                DeviceOperation.START_NEXT, thing, () -> RequestBody.read(body).startNext());
    }

    /**
     * @param jobId or {@code $next}
     * @param executionNumber as it stands in the query; null where it does not
     * @param includeJobDocument as well
     */
    public Answer describe(
            String thing, String jobId, @Nullable String executionNumber, @Nullable String includeJobDocument) {
        return answer(
                DeviceOperation.DESCRIBE,
                thing,
                () -> new DeviceRequest.Describe(jobId, number(executionNumber), flag(includeJobDocument)));
    }

    public Answer update(String thing, String jobId, byte[] body) {
        return answer(
                DeviceOperation.UPDATE, thing, () -> RequestBody.read(body).update(jobId));
    }

    private Answer answer(DeviceOperation operation, String thing, Reading reading) {
        DeviceReply reply;
        try {
            reply = things.answer(thing, reading.read());
        } catch (RequestRejected rejected) {
            reply = rejected.reply();
        }
        if (reply instanceof DeviceReply.Rejected(var error, var message, var _)) {
            metrics.answered(operation.label(), error.code());
            return new Answer.Refused(error, message);
        }
        metrics.answered(operation.label(), "accepted");
        return new Answer.Done(ReplyForm.HTTP
                .put(JsonValue.object(), reply, Instant.ofEpochMilli(clock.wallMillis()))
                .build());
    }

    private static @Nullable Long number(@Nullable String text) throws RequestRejected {
        if (text == null) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw RequestRejected.invalid("executionNumber: " + Json.quoted(text) + " (expected: a whole number)");
        }
    }

    private static boolean flag(@Nullable String text) throws RequestRejected {
        return switch (text) {
            case null -> true;
            case "true" -> true;
            case "false" -> false;
            default ->
                throw RequestRejected.invalid(
                        "includeJobDocument: " + Json.quoted(text) + " (expected: true or false)");
        };
    }
}
