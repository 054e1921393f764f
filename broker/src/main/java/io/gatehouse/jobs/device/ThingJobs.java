package io.gatehouse.jobs.device;

import io.gatehouse.jobs.DescribedExecution;
import io.gatehouse.jobs.ExecutionResult;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.StartedExecution;
import io.gatehouse.json.Json;
import io.gatehouse.registry.Registry;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Answers what is asked about the jobs of one thing. Virtual threads: a change is on disk when it is answered. */
final class ThingJobs {
    private static final Pattern JOB_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final Jobs jobs;
    private final Registry registry;

    ThingJobs(Jobs jobs, Registry registry) {
        this.jobs = jobs;
        this.registry = registry;
    }

    DeviceReply answer(String thing, DeviceRequest request) {
        if (registry.thing(thing) == null) {
            return notFound("thing " + Json.quoted(thing) + ": there is none (expected: one in the registry)");
        }
        try {
            return switch (request) {
                case DeviceRequest.GetPending _ -> new DeviceReply.Pending(jobs.pending(thing));
                case DeviceRequest.StartNext(var details, var step) ->
                    reply(
                            jobs.startNext(thing, details, step),
                            (StartedExecution started) -> new DeviceReply.Described(started.execution(), true));
                case DeviceRequest.Describe describe -> describe(thing, describe);
                case DeviceRequest.Update update -> update(thing, update);
            };
        } catch (UncheckedIOException unreadable) {
            return new DeviceReply.Rejected(
                    DeviceError.INTERNAL, "the store cannot be read (expected: the same again, later)");
        }
    }

    private DeviceReply describe(String thing, DeviceRequest.Describe request) {
        String id = request.jobId();
        if (id.equals(DeviceRequest.NEXT)) {
            return new DeviceReply.Described(jobs.next(thing), request.withDocument());
        }
        if (!JOB_ID.matcher(id).matches()) {
            return invalidId(id);
        }
        DescribedExecution found = jobs.execution(thing, id, request.executionNumber());
        if (found == null) {
            return notFound("job " + id + ": not for " + thing + " (expected: one that it has an execution of)");
        }
        if (found.execution().status().isFinal()) {
            return new DeviceReply.Rejected(
                    DeviceError.TERMINAL_STATE,
                    "job execution: " + found.execution().status() + " (expected: one that has not ended)");
        }
        return new DeviceReply.Described(found, request.withDocument());
    }

    private DeviceReply update(String thing, DeviceRequest.Update request) {
        if (!JOB_ID.matcher(request.jobId()).matches()) { // $next too: whoever reports must know what he did
            return invalidId(request.jobId());
        }
        return reply(
                jobs.update(thing, request.jobId(), request.update()),
                (DescribedExecution execution) ->
                        new DeviceReply.Updated(execution, request.withState(), request.withDocument()));
    }

    private static DeviceReply invalidId(String id) {
        return new DeviceReply.Rejected(
                DeviceError.INVALID_REQUEST, "jobId: " + Json.quoted(id) + " (expected: 1 to 64 letters, digits, _ -)");
    }

    private static DeviceReply notFound(String message) {
        return new DeviceReply.Rejected(DeviceError.NOT_FOUND, message);
    }

    private static <T> DeviceReply reply(ExecutionResult<T> result, Function<T, DeviceReply> done) {
        return switch (result) {
            case ExecutionResult.Done<T>(var value) -> done.apply(value);
            case ExecutionResult.InvalidRequest<T>(var problem) ->
                new DeviceReply.Rejected(DeviceError.INVALID_REQUEST, problem);
            case ExecutionResult.NotFound<T>(var problem) -> notFound(problem);
            case ExecutionResult.VersionMismatch<T>(var problem, var state) ->
                new DeviceReply.Rejected(DeviceError.VERSION_MISMATCH, problem, state);
            case ExecutionResult.InvalidTransition<T>(var problem, var state) ->
                new DeviceReply.Rejected(DeviceError.INVALID_TRANSITION, problem, state);
            case ExecutionResult.TerminalState<T>(var problem) ->
                new DeviceReply.Rejected(DeviceError.TERMINAL_STATE, problem);
            case ExecutionResult.StoreFailed<T> _ ->
                new DeviceReply.Rejected(
                        DeviceError.INTERNAL, "it was not written down (expected: the same again, later)");
        };
    }
}
