package io.gatehouse.control.aws;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.jobs.ExecutionResult;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.ExecutionUpdate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.AbortAction;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.InvalidStateTransitionException;
import software.amazon.awssdk.services.iot.model.IotException;
import software.amazon.awssdk.services.iot.model.JobExecutionFailureType;
import software.amazon.awssdk.services.iot.model.JobExecutionStatus;
import software.amazon.awssdk.services.iot.model.JobExecutionSummaryForJob;
import software.amazon.awssdk.services.iot.model.JobExecutionSummaryForThing;
import software.amazon.awssdk.services.iot.model.JobStatus;
import software.amazon.awssdk.services.iot.model.JobSummary;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.RetryableFailureType;
import software.amazon.awssdk.services.iot.model.TargetSelection;
import software.amazon.awssdk.services.iot.model.VersionConflictException;

/** Jobs and their executions, asked by AWS's own client. */
final class AwsSdkJobsIT extends AwsSdkGround {
    private static final String DOCUMENT = "{\"operation\":\"reboot\"}";

    private void fleet(String group, String... things) {
        iot.createThingGroup(r -> r.thingGroupName(group));
        for (String thing : things) {
            iot.createThing(r -> r.thingName(thing));
            iot.addThingToThingGroup(r -> r.thingGroupName(group).thingName(thing));
        }
    }

    private void created(String id, String target) {
        iot.createJob(r -> r.jobId(id).targets(arn(target)).document(DOCUMENT));
    }

    private void queued(String id, int things) {
        await().atMost(ofMinutes(1))
                .until(() -> iot.describeJob(r -> r.jobId(id))
                                .job()
                                .jobProcessDetails()
                                .numberOfQueuedThings()
                        == things);
    }

    private void reports(String thing, String id, ExecutionStatus status) {
        assertThat(running.ground.jobs.update(
                        thing, id, new ExecutionUpdate(status, Map.of("at", "50%"), null, null, null)))
                .isInstanceOf(ExecutionResult.Done.class);
    }

    @Test
    void a_job_is_created_with_all_that_it_may_have_and_described_so() {
        fleet("lamps", "lamp-1", "lamp-2");
        var created = iot.createJob(r -> r.jobId("update_1-a")
                .targets(arn("thinggroup/lamps"), arn("thing/lamp-1"))
                .document(DOCUMENT)
                .description("new light")
                .targetSelection(TargetSelection.CONTINUOUS)
                .jobExecutionsRolloutConfig(c -> c.maximumPerMinute(500)
                        .exponentialRate(e -> e.baseRatePerMinute(50)
                                .incrementFactor(1.5)
                                .rateIncreaseCriteria(i -> i.numberOfNotifiedThings(1000))))
                .abortConfig(c -> c.criteriaList(one -> one.action(AbortAction.CANCEL)
                        .failureType(JobExecutionFailureType.ALL)
                        .thresholdPercentage(12.5)
                        .minNumberOfExecutedThings(10)))
                .timeoutConfig(c -> c.inProgressTimeoutInMinutes(60L))
                .jobExecutionsRetryConfig(c -> c.criteriaList(
                        one -> one.failureType(RetryableFailureType.TIMED_OUT).numberOfRetries(3))));
        assertThat(created.jobId()).isEqualTo("update_1-a");
        assertThat(created.jobArn()).isEqualTo(arn("job/update_1-a"));
        assertThat(created.description()).isEqualTo("new light");
        queued("update_1-a", 2);

        var job = iot.describeJob(r -> r.jobId("update_1-a")).job();

        assertThat(job.jobArn()).isEqualTo(created.jobArn());
        assertThat(job.status()).isEqualTo(JobStatus.IN_PROGRESS);
        assertThat(job.targetSelection()).isEqualTo(TargetSelection.CONTINUOUS);
        assertThat(job.targets()).containsExactly(arn("thinggroup/lamps"), arn("thing/lamp-1"));
        assertThat(job.jobExecutionsRolloutConfig().maximumPerMinute()).isEqualTo(500);
        assertThat(job.jobExecutionsRolloutConfig().exponentialRate().incrementFactor())
                .isEqualTo(1.5);
        assertThat(job.abortConfig().criteriaList().getFirst().thresholdPercentage())
                .isEqualTo(12.5);
        assertThat(job.timeoutConfig().inProgressTimeoutInMinutes()).isEqualTo(60);
        assertThat(job.jobExecutionsRetryConfig().criteriaList().getFirst().numberOfRetries())
                .isEqualTo(3);
        assertThat(job.createdAt()).isNotNull();
        assertThat(job.completedAt()).isNull();
        assertThat(job.isConcurrent()).isFalse();
        assertThat(iot.getJobDocument(r -> r.jobId("update_1-a")).document()).isEqualTo(DOCUMENT);

        var exists = refused(
                ResourceAlreadyExistsException.class, () -> created("update_1-a", "thing/lamp-1"), "exists already");
        assertThat(exists.resourceId()).isEqualTo("update_1-a");
        assertThat(exists.resourceArn()).isEqualTo(created.jobArn());
    }

    @Test
    void executions_are_described_and_listed_by_job_and_by_thing() {
        fleet("lamps", "lamp-1", "lamp-2", "lamp-3");
        created("a", "thinggroup/lamps");
        queued("a", 3);
        created("b", "thing/lamp-1");
        queued("b", 1);
        reports("lamp-1", "a", ExecutionStatus.IN_PROGRESS);

        var execution =
                iot.describeJobExecution(r -> r.thingName("lamp-1").jobId("a")).execution();
        assertThat(execution.status()).isEqualTo(JobExecutionStatus.IN_PROGRESS);
        assertThat(execution.statusDetails().detailsMap()).containsEntry("at", "50%");
        assertThat(execution.thingArn()).isEqualTo(arn("thing/lamp-1"));
        assertThat(execution.executionNumber()).isEqualTo(1);
        assertThat(execution.versionNumber()).isEqualTo(2);
        assertThat(execution.startedAt()).isNotNull();

        assertThat(iot.listJobExecutionsForJobPaginator(r -> r.jobId("a").maxResults(1))
                        .executionSummaries())
                .extracting(JobExecutionSummaryForJob::thingArn)
                .containsExactlyInAnyOrder(arn("thing/lamp-1"), arn("thing/lamp-2"), arn("thing/lamp-3"));
        assertThat(iot.listJobExecutionsForJob(r -> r.jobId("a").status(JobExecutionStatus.IN_PROGRESS))
                        .executionSummaries())
                .extracting(JobExecutionSummaryForJob::thingArn)
                .containsExactly(arn("thing/lamp-1"));
        assertThat(iot.listJobExecutionsForThingPaginator(
                                r -> r.thingName("lamp-1").maxResults(1))
                        .executionSummaries())
                .extracting(JobExecutionSummaryForThing::jobId)
                .containsExactly("a", "b");
        assertThat(iot.listJobExecutionsForThing(r -> r.thingName("lamp-1").jobId("b"))
                        .executionSummaries()
                        .getFirst()
                        .jobExecutionSummary())
                .satisfies(summary -> {
                    assertThat(summary.status()).isEqualTo(JobExecutionStatus.QUEUED);
                    assertThat(summary.retryAttempt()).isZero();
                    assertThat(summary.executionNumber()).isEqualTo(1);
                });
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeJobExecution(
                        r -> r.thingName("lamp-1").jobId("a").executionNumber(2L)),
                "no such execution");
        refused(
                ResourceNotFoundException.class,
                () -> iot.listJobExecutionsForThing(r -> r.thingName("ghost")),
                "ghost");
    }

    @Test
    void jobs_are_listed_by_status_selection_and_group() {
        fleet("lamps", "lamp-1");
        fleet("empty");
        created("a", "thinggroup/lamps");
        created("b", "thing/lamp-1");
        created("done", "thinggroup/empty");
        iot.createJob(r -> r.jobId("c")
                .targets(arn("thinggroup/lamps"))
                .document(DOCUMENT)
                .targetSelection(TargetSelection.CONTINUOUS));

        assertThat(iot.listJobsPaginator(r -> r.maxResults(1)).jobs())
                .extracting(JobSummary::jobId)
                .containsExactly("a", "b", "c", "done");
        assertThat(iot.listJobs(r -> r.status(JobStatus.COMPLETED)).jobs())
                .extracting(JobSummary::jobId)
                .containsExactly("done");
        assertThat(iot.listJobs(r -> r.targetSelection(TargetSelection.CONTINUOUS))
                        .jobs())
                .extracting(JobSummary::jobId)
                .containsExactly("c");
        String groupId = iot.describeThingGroup(r -> r.thingGroupName("lamps")).thingGroupId();
        assertThat(iot.listJobs(r -> r.thingGroupId(groupId)).jobs())
                .isEqualTo(iot.listJobs(r -> r.thingGroupName("lamps")).jobs())
                .extracting(JobSummary::thingGroupId)
                .containsExactly(groupId, groupId);
        assertThat(iot.listJobs(r -> r.status(JobStatus.SCHEDULED)).jobs()).isEmpty();
    }

    @Test
    void jobs_get_more_targets_and_other_settings_and_are_canceled_and_deleted() {
        fleet("lamps", "lamp-1", "lamp-2");
        iot.createJob(r -> r.jobId("a")
                .targets(arn("thing/lamp-1"))
                .document(DOCUMENT)
                .targetSelection(TargetSelection.CONTINUOUS));
        assertThat(iot.associateTargetsWithJob(r ->
                                r.jobId("a").targets(arn("thinggroup/lamps")).comment("all of them"))
                        .jobArn())
                .isEqualTo(arn("job/a"));
        queued("a", 2);
        iot.updateJob(r -> r.jobId("a").description("other").timeoutConfig(c -> c.inProgressTimeoutInMinutes(5L)));
        var job = iot.describeJob(r -> r.jobId("a")).job();
        assertThat(job.description()).isEqualTo("other");
        assertThat(job.comment()).isEqualTo("all of them");

        reports("lamp-1", "a", ExecutionStatus.IN_PROGRESS);
        refused(
                InvalidStateTransitionException.class,
                () -> iot.cancelJobExecution(r -> r.thingName("lamp-1").jobId("a")),
                "IN_PROGRESS");
        refused(
                VersionConflictException.class,
                () -> iot.cancelJobExecution(
                        r -> r.thingName("lamp-1").jobId("a").force(true).expectedVersion(1L)),
                "expectedVersion: 1 (expected: 2)");
        iot.cancelJobExecution(r -> r.thingName("lamp-1").jobId("a").force(true));
        assertThat(iot.describeJobExecution(r -> r.thingName("lamp-1").jobId("a"))
                        .execution()
                        .forceCanceled())
                .isTrue();
        iot.deleteJobExecution(r -> r.thingName("lamp-1").jobId("a").executionNumber(1L));

        refused(InvalidStateTransitionException.class, () -> iot.deleteJob(r -> r.jobId("a")), "IN_PROGRESS");
        assertThat(iot.cancelJob(r -> r.jobId("a").reasonCode("NOT_NOW").comment("later"))
                        .jobId())
                .isEqualTo("a");
        assertThat(iot.describeJob(r -> r.jobId("a")).job().status()).isEqualTo(JobStatus.CANCELED);
        assertThat(iot.describeJob(r -> r.jobId("a")).job().reasonCode()).isEqualTo("NOT_NOW");
        iot.deleteJob(r -> r.jobId("a").force(true));
        await().atMost(ofMinutes(1)).until(() -> iot.listJobs(r -> {}).jobs().isEmpty());
        refused(ResourceNotFoundException.class, () -> iot.describeJob(r -> r.jobId("a")), "job a does not exist");
        assertThat(running.ground.audited)
                .extracting(call -> call.operation() + " " + call.resource())
                .contains("CreateJob " + arn("job/a"), "DeleteJob " + arn("job/a"));
    }

    @Test
    void what_aws_would_do_and_this_broker_does_not_is_refused_and_makes_no_job() {
        fleet("lamps", "lamp-1");
        refused(
                InvalidRequestException.class,
                () -> iot.createJob(r -> r.jobId("a")
                        .targets(arn("thing/lamp-1"))
                        .documentSource("https://s3.amazonaws.com/bucket/key")),
                "send the text itself as document");
        refused(
                IotException.class,
                () -> iot.createJob(r -> r.jobId("a")
                        .targets(arn("thing/lamp-1"))
                        .document(DOCUMENT)
                        .schedulingConfig(c -> c.startTime("2027-01-01T00:00:00Z"))),
                "schedulingConfig: not implemented here");
        refused(
                InvalidRequestException.class,
                () -> iot.createJob(r -> r.jobId("a")
                        .targets("arn:aws:iot:elsewhere:000000000000:thing/lamp-1")
                        .document(DOCUMENT)),
                "targets[0]: ");
        refused(ResourceNotFoundException.class, () -> created("a", "thing/ghost"), "thing ghost does not exist");
        refused(InvalidRequestException.class, () -> created("a b", "thing/lamp-1"), "jobId: ");

        assertThat(iot.listJobs(r -> {}).jobs()).isEmpty();
    }
}
