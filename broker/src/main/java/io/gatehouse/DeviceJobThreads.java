package io.gatehouse;

import io.gatehouse.jobs.device.DeviceError;
import io.gatehouse.jobs.device.JobsData;
import io.gatehouse.loop.KeyedExecutor;
import io.gatehouse.transport.http.DeviceJobs;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes requests about jobs from the loops of their connections to threads that may wait for the disk. */
final class DeviceJobThreads implements DeviceJobs, AutoCloseable {
    /** Of all things; a change waits for a commit, behind those of all others. */
    private static final KeyedExecutor.Bounds BOUNDS = new KeyedExecutor.Bounds(1024, 8 << 20, 16);

    private final JobsData data;
    private final KeyedExecutor threads = new KeyedExecutor("gatehouse-jobs-http", BOUNDS);

    DeviceJobThreads(JobsData data) {
        this.data = data;
    }

    @Override
    public CompletableFuture<Answered> pending(String thing) {
        return answered(thing, 0, () -> data.pending(thing));
    }

    @Override
    public CompletableFuture<Answered> startNext(String thing, byte[] body) {
        return answered(thing, body.length, () -> data.startNext(thing, body));
    }

    @Override
    public CompletableFuture<Answered> describe(
            String thing, String jobId, @Nullable String executionNumber, @Nullable String includeJobDocument) {
        return answered(thing, 0, () -> data.describe(thing, jobId, executionNumber, includeJobDocument));
    }

    @Override
    public CompletableFuture<Answered> update(String thing, String jobId, byte[] body) {
        return answered(thing, body.length, () -> data.update(thing, jobId, body));
    }

    /** In the order in which they come for one thing. */
    private CompletableFuture<Answered> answered(String thing, int bytes, Supplier<JobsData.Answer> asked) {
        CompletableFuture<Answered> answer = new CompletableFuture<>();
        boolean taken = threads.execute(thing, bytes, () -> {
            try {
                answer.complete(of(asked.get()));
            } catch (RuntimeException defect) {
                answer.completeExceptionally(defect);
            }
        });
        if (!taken) {
            answer.complete(new Answered.Overloaded());
        }
        return answer;
    }

    private static Answered of(JobsData.Answer answer) {
        return switch (answer) {
            case JobsData.Answer.Done(var body) -> new Answered.Done(body);
            case JobsData.Answer.Refused(var error, var message) -> refused(error, message);
        };
    }

    private static Answered refused(DeviceError error, String message) {
        return switch (error) {
            case INVALID_TOPIC, INVALID_JSON, INVALID_REQUEST -> new Answered.Refused(Problem.INVALID_REQUEST, message);
            case NOT_FOUND -> new Answered.Refused(Problem.NOT_FOUND, message);
            case INVALID_TRANSITION, VERSION_MISMATCH -> new Answered.Refused(Problem.INVALID_STATE, message);
            case TERMINAL_STATE -> new Answered.Refused(Problem.TERMINAL_STATE, message);
            case THROTTLED -> new Answered.Overloaded();
            case INTERNAL -> new Answered.Refused(Problem.UNAVAILABLE, message);
        };
    }

    /** Takes no more, and waits a few seconds for what is being answered. */
    @Override
    public void close() {
        threads.close();
    }
}
