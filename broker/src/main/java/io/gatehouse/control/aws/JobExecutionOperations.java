package io.gatehouse.control.aws;

import io.gatehouse.jobs.DescribedExecution;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.JobExecution;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs on single things: described, listed, canceled and deleted by operators. */
final class JobExecutionOperations implements OperationGroup {
    private final Jobs jobs;
    private final Registry registry;
    private final Arns arns;
    private final JobAnswers answers;
    private final Clock clock;

    JobExecutionOperations(Jobs jobs, Registry registry, Arns arns, Clock clock) {
        this.jobs = jobs;
        this.registry = registry;
        this.arns = arns;
        this.answers = new JobAnswers(arns);
        this.clock = clock;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("DescribeJobExecution", this::describe)
                .read("ListJobExecutionsForJob", this::ofJob)
                .read("ListJobExecutionsForThing", this::ofThing)
                .change("CancelJobExecution", this::subject, this::cancel)
                .change("DeleteJobExecution", this::subject, this::delete);
    }

    private static String thing(Call call) {
        return call.label("thingName", NamePattern.THING);
    }

    /** No ARN of AWS's names an execution; the audit trail has job and thing. */
    private Subject subject(Call call) {
        String thing = thing(call);
        String id = JobOperations.id(call);
        return new Subject(arns.job(id) + " -> " + arns.thing(thing), () -> {
            DescribedExecution found = jobs.execution(thing, id, null);
            return found == null
                    ? null
                    : answers.description(found.execution(), found.execution().lastUpdatedAt());
        });
    }

    private JsonObject describe(Call call) {
        String thing = thing(call);
        String id = JobOperations.id(call);
        DescribedExecution found = jobs.execution(thing, id, call.query().number("executionNumber"));
        if (found == null) {
            throw new OperationRefused(
                    AwsError.RESOURCE_NOT_FOUND, "job " + id + " has no such execution on thing " + thing);
        }
        return JsonValue.object()
                .put("execution", answers.description(found.execution(), Instant.ofEpochMilli(clock.wallMillis())))
                .build();
    }

    private JsonObject ofJob(Call call) {
        String id = JobOperations.existing(jobs, JobOperations.id(call)).id();
        ExecutionStatus status = call.query().constant("status", ExecutionStatus.class);
        return Listing.byToken(call, id, status)
                .filtered(
                        "executionSummaries",
                        (after, max) -> page(id, after, max),
                        execution -> status == null || execution.status() == status,
                        execution -> execution.place() + ":" + execution.number(),
                        answers::ofJob);
    }

    private List<JobExecution> page(String id, @Nullable String after, int max) {
        if (after == null) {
            return jobs.executionsOfJob(id, -1, 0, max);
        }
        int colon = after.indexOf(':');
        return jobs.executionsOfJob(
                id, number(after.substring(0, Math.max(0, colon))), number(after.substring(colon + 1)), max);
    }

    private JsonObject ofThing(Call call) {
        JobFields.refuseNamespace(call.query());
        String thing = thing(call);
        if (registry.thing(thing) == null) {
            throw OperationRefused.notFound(Kind.THING, thing);
        }
        ExecutionStatus status = call.query().constant("status", ExecutionStatus.class);
        String job = call.query().text("jobId");
        return Listing.byToken(call, thing, status, job)
                .filtered(
                        "executionSummaries",
                        (after, max) -> pageOfThing(thing, after, max),
                        execution -> (status == null || execution.status() == status)
                                && (job == null || execution.jobId().equals(job)),
                        execution -> execution.jobId() + ":" + execution.number(),
                        answers::ofThing);
    }

    private List<JobExecution> pageOfThing(String thing, @Nullable String after, int max) {
        if (after == null) {
            return jobs.executionsOfThing(thing, null, 0, max);
        }
        int colon = after.indexOf(':');
        return jobs.executionsOfThing(
                thing, after.substring(0, Math.max(0, colon)), number(after.substring(colon + 1)), max);
    }

    /** Of a token that nobody but this broker should have written. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException forged) {
            throw OperationRefused.invalid("nextToken: not known (expected: what the page before answered)");
        }
    }

    private JsonObject cancel(Call call) {
        Fields body = call.body();
        answers.done(jobs.cancelExecution(
                thing(call),
                JobOperations.id(call),
                call.query().isTrue("force"),
                body.number("expectedVersion"),
                body.textMap("statusDetails")));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject delete(Call call) {
        JobFields.refuseNamespace(call.query());
        answers.done(jobs.deleteExecution(
                thing(call),
                JobOperations.id(call),
                number(call.label("executionNumber", NamePattern.EXECUTION_NUMBER)),
                call.query().isTrue("force")));
        return RegistryAnswers.NOTHING;
    }
}
