package io.gatehouse.transport.http;

import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.transport.http.DeviceJobs.Answered;
import io.gatehouse.transport.http.DeviceJobs.Problem;
import io.gatehouse.uri.PercentCoding;
import io.netty.buffer.ByteBufUtil;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /things/{thing}/jobs}, {@code PUT /things/{thing}/jobs/$next}, {@code GET} and {@code POST
 * /things/{thing}/jobs/{job}}. Called on any connection's loop; keeps nothing.
 */
final class JobOperations {
    private final DeviceJobs jobs;

    JobOperations(DeviceJobs jobs) {
        this.jobs = jobs;
    }

    /** What a path names, decoded. */
    private record Named(String thing, String job) {}

    private static @Nullable Named named(Request request) {
        JobsPath path = Objects.requireNonNull(JobsPath.of(request.target().path()));
        String thing = PercentCoding.text(path.thing());
        String job = path.job() == null ? "" : PercentCoding.text(path.job());
        return thing == null || thing.isEmpty() || job == null ? null : new Named(thing, job);
    }

    private static void ask(
            Request request,
            Action action,
            Permissions permissions,
            Exchange exchange,
            Function<Named, CompletableFuture<Answered>> asked) {
        Named named = named(request);
        if (named == null) {
            exchange.decline(Declined.invalid("path: no thing or job (expected: their names, percent-encoded)"));
        } else if (!permissions.decide(action, named.thing()).isAllowed()) {
            exchange.decline(Declined.denied(Reason.REQUEST_NOT_AUTHORIZED, permissions, action, named.thing()));
        } else {
            exchange.when(asked.apply(named), answered -> answer(answered, named.thing(), exchange));
        }
    }

    private static void answer(Answered answered, String thing, Exchange exchange) {
        switch (answered) {
            case Answered.Done(JsonObject body) -> exchange.answer(Answer.of(body));
            case Answered.Refused(Problem problem, String message) -> {
                if (problem == Problem.UNAVAILABLE) {
                    exchange.decline(
                            new Declined(Reason.STORE_UNAVAILABLE, Fault.UNAVAILABLE, "the jobs of thing " + thing));
                } else {
                    exchange.answer(Answer.of(faultOf(problem), message));
                }
            }
            case Answered.Overloaded _ ->
                exchange.decline(new Declined(
                        Reason.REQUEST_RATE_EXCEEDED, Fault.THROTTLED, "too many requests about jobs at once"));
        }
    }

    private static Fault faultOf(Problem problem) {
        return switch (problem) {
            case INVALID_REQUEST -> Fault.INVALID_REQUEST;
            case NOT_FOUND -> Fault.NOT_FOUND;
            case INVALID_STATE -> Fault.INVALID_STATE;
            case TERMINAL_STATE -> Fault.TERMINAL_STATE;
            case UNAVAILABLE -> Fault.UNAVAILABLE;
        };
    }

    /** {@code GetPendingJobExecutions}. */
    void pending(Request request, String ignored, Permissions permissions, Exchange exchange) {
        ask(request, Action.GET_PENDING_JOB_EXECUTIONS, permissions, exchange, named -> jobs.pending(named.thing()));
    }

    /** {@code StartNextPendingJobExecution}. */
    void startNext(Request request, String ignored, Permissions permissions, Exchange exchange) {
        ask(
                request,
                Action.START_NEXT_PENDING_JOB_EXECUTION,
                permissions,
                exchange,
                named -> jobs.startNext(named.thing(), ByteBufUtil.getBytes(request.body())));
    }

    /** {@code DescribeJobExecution}. */
    void describe(Request request, String ignored, Permissions permissions, Exchange exchange) {
        ask(
                request,
                Action.DESCRIBE_JOB_EXECUTION,
                permissions,
                exchange,
                named -> jobs.describe(
                        named.thing(),
                        named.job(),
                        request.parameter("executionNumber"),
                        request.parameter("includeJobDocument")));
    }

    /** {@code UpdateJobExecution}. */
    void update(Request request, String ignored, Permissions permissions, Exchange exchange) {
        ask(
                request,
                Action.UPDATE_JOB_EXECUTION,
                permissions,
                exchange,
                named -> jobs.update(named.thing(), named.job(), ByteBufUtil.getBytes(request.body())));
    }
}
