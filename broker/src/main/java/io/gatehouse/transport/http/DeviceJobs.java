package io.gatehouse.transport.http;

import io.gatehouse.json.JsonValue.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The jobs of things, as devices ask for them. Any thread; what is answered comes later, on any thread. */
public interface DeviceJobs {
    /** What a request is answered. */
    sealed interface Answered {
        record Done(JsonObject body) implements Answered {}

        /** With words about the request itself. */
        record Refused(Problem problem, String message) implements Answered {}

        /** Too many are being answered. */
        record Overloaded() implements Answered {}
    }

    /** Why a request is refused. */
    enum Problem {
        INVALID_REQUEST,
        NOT_FOUND,
        INVALID_STATE,
        TERMINAL_STATE,
        UNAVAILABLE
    }

    /** GetPendingJobExecutions. */
    CompletableFuture<Answered> pending(String thing);

    /** StartNextPendingJobExecution. */
    CompletableFuture<Answered> startNext(String thing, byte[] body);

    /**
     * DescribeJobExecution.
     *
     * @param jobId or {@code $next}
     * @param executionNumber as it stands in the query; {@code null} where it does not
     * @param includeJobDocument as well
     */
    CompletableFuture<Answered> describe(
            String thing, String jobId, @Nullable String executionNumber, @Nullable String includeJobDocument);

    /** UpdateJobExecution. */
    CompletableFuture<Answered> update(String thing, String jobId, byte[] body);
}
