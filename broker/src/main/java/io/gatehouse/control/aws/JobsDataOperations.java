package io.gatehouse.control.aws;

import io.gatehouse.jobs.device.DeviceError;
import io.gatehouse.jobs.device.JobsData;
import io.gatehouse.json.JsonValue.JsonObject;

/**
 * What devices ask about their jobs over HTTP, asked for by operators: requests that are signed for {@code
 * iot-jobs-data} and come here, where AWS has another host for them. The role counts here, and no policy.
 */
final class JobsDataOperations implements OperationGroup {
    private static final AwsService SERVICE = AwsService.IOT_JOBS_DATA;

    private final JobsData data;
    private final Arns arns;

    JobsDataOperations(JobsData data, Arns arns) {
        this.data = data;
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read(SERVICE, "GetPendingJobExecutions", call -> body(data.pending(thing(call))))
                .read(SERVICE, "DescribeJobExecution", this::describe)
                .change(
                        SERVICE,
                        "StartNextPendingJobExecution",
                        this::subject,
                        call -> body(data.startNext(thing(call), call.bytes())))
                .change(
                        SERVICE,
                        "UpdateJobExecution",
                        this::subject,
                        call -> body(data.update(thing(call), call.label("jobId"), call.bytes())));
    }

    private static String thing(Call call) {
        return ThingOperations.name(call);
    }

    /** The thing: an execution has no ARN. How the thing is does not change, so nothing is said of it. */
    private Subject subject(Call call) {
        return new Subject(arns.thing(thing(call)), () -> null);
    }

    private JsonObject describe(Call call) {
        return body(data.describe(
                thing(call),
                call.label("jobId"),
                call.query().text("executionNumber"),
                call.query().text("includeJobDocument")));
    }

    private static JsonObject body(JobsData.Answer answer) {
        return switch (answer) {
            case JobsData.Answer.Done(JsonObject body) -> body;
            case JobsData.Answer.Refused(DeviceError error, String message) ->
                throw new OperationRefused(errorOf(error), message);
        };
    }

    private static AwsError errorOf(DeviceError error) {
        return switch (error) {
            case INVALID_TOPIC, INVALID_JSON, INVALID_REQUEST -> AwsError.INVALID_REQUEST;
            case NOT_FOUND -> AwsError.RESOURCE_NOT_FOUND;
            case INVALID_TRANSITION, VERSION_MISMATCH -> AwsError.INVALID_STATE_TRANSITION;
            case TERMINAL_STATE -> AwsError.TERMINAL_STATE;
            case THROTTLED -> AwsError.THROTTLING;
            case INTERNAL -> AwsError.SERVICE_UNAVAILABLE;
        };
    }
}
