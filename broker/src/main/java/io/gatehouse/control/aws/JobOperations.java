package io.gatehouse.control.aws;

import io.gatehouse.jobs.Job;
import io.gatehouse.jobs.JobStatus;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.NewJob;
import io.gatehouse.jobs.TargetSelection;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Jobs: create, describe, update, more targets, cancel, delete, list, and their documents. */
final class JobOperations implements OperationGroup {
    private final Jobs jobs;
    private final ThingGroups groups;
    private final Arns arns;
    private final JobAnswers answers;

    JobOperations(Jobs jobs, ThingGroups groups, Arns arns) {
        this.jobs = jobs;
        this.groups = groups;
        this.arns = arns;
        this.answers = new JobAnswers(arns);
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateJob", this::subject, this::create)
                .read("DescribeJob", this::describe)
                .change("UpdateJob", this::subject, this::update)
                .change("AssociateTargetsWithJob", this::subject, this::associate)
                .change("CancelJob", this::subject, this::cancel)
                .change("DeleteJob", this::subject, this::delete)
                .read("ListJobs", this::list)
                .read("GetJobDocument", this::document);
    }

    static String id(Call call) {
        return call.label("jobId", NamePattern.JOB);
    }

    private Subject subject(Call call) {
        String id = id(call);
        return new Subject(arns.job(id), () -> {
            Job job = jobs.job(id);
            return job == null ? null : answers.description(job, false);
        });
    }

    private JsonObject create(Call call) {
        Fields body = call.body();
        JobFields.refuseWhatIsNotHere(body);
        if (body.text("documentSource") != null) {
            throw OperationRefused.invalid("documentSource: nothing is read from S3 here (expected: left out; send the"
                    + " text itself as document)");
        }
        TargetSelection selection = body.constant("targetSelection", TargetSelection.class);
        return answers.named(answers.done(jobs.create(new NewJob(
                id(call),
                JobFields.targets(body, arns),
                body.requiredText("document"),
                selection == null ? TargetSelection.SNAPSHOT : selection,
                JobFields.settings(body)))));
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static Job existing(Jobs jobs, String id) {
        Job job = jobs.job(id);
        if (job == null) {
            throw new OperationRefused(AwsError.RESOURCE_NOT_FOUND, "job " + id + " does not exist");
        }
        return job;
    }

    private JsonObject describe(Call call) {
        Job job = existing(jobs, id(call));
        return JsonValue.object()
                .put("job", answers.description(job, jobs.isConcurrent(job.id())))
                .build();
    }

    private JsonObject update(Call call) {
        JobFields.refuseNamespace(call.query());
        JobFields.refuseWhatIsNotHere(call.body());
        answers.done(jobs.update(id(call), JobFields.update(call.body())));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject associate(Call call) {
        JobFields.refuseNamespace(call.query());
        Fields body = call.body();
        return answers.named(
                answers.done(jobs.associate(id(call), JobFields.targets(body, arns), body.text("comment"))));
    }

    private JsonObject cancel(Call call) {
        Fields body = call.body();
        return answers.named(answers.done(
                jobs.cancel(id(call), call.query().isTrue("force"), body.text("reasonCode"), body.text("comment"))));
    }

    private JsonObject delete(Call call) {
        JobFields.refuseNamespace(call.query());
        answers.done(jobs.delete(id(call), call.query().isTrue("force")));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject list(Call call) {
        JobFields.refuseNamespace(call.query());
        JobStatus status = call.query().constant("status", JobStatus.class);
        TargetSelection selection = call.query().constant("targetSelection", TargetSelection.class);
        String groupName = call.query().text("thingGroupName");
        String groupId = call.query().text("thingGroupId");
        if (groupName != null) {
            NamePattern.THING_GROUP.check("thingGroupName", groupName);
            if (groups.group(groupName) == null) {
                throw OperationRefused.notFound(Kind.THING_GROUP, groupName);
            }
        }
        return Listing.byToken(call, status, selection, groupName, groupId)
                .filtered(
                        "jobs",
                        jobs::jobs,
                        job -> (status == null || job.status() == status)
                                && (selection == null || job.selection() == selection)
                                && (groupName == null || job.targets().contains(new JobTarget.OfGroup(groupName)))
                                && (groupId == null
                                        || job.targets().stream().anyMatch(target -> groupId.equals(groupId(target)))),
                        Job::id,
                        job -> answers.summary(
                                job,
                                jobs.isConcurrent(job.id()),
                                job.targets().size() == 1
                                        ? groupId(job.targets().getFirst())
                                        : null));
    }

    private @Nullable String groupId(JobTarget target) {
        ThingGroup group = switch (target) {
            case JobTarget.OfThing _ -> null;
            case JobTarget.OfGroup(String name) -> groups.group(name);
        };
        return group == null ? null : StableId.of(Kind.THING_GROUP, group.name(), group.createdAt());
    }

    private JsonObject document(Call call) {
        String id = existing(jobs, id(call)).id();
        return JsonValue.object()
                .put("document", Objects.requireNonNullElse(jobs.document(id), "")) // of one that goes this moment
                .build();
    }
}
