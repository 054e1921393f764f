package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.jobs.JobResult;
import io.gatehouse.jobs.JobSettings;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.NewJob;
import io.gatehouse.jobs.TargetSelection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What devices ask about their jobs, asked by operators at the control plane. */
final class JobsDataOperationsTest {
    private TestControlPlane ground;

    @BeforeEach
    void start() throws Exception {
        ground = new TestControlPlane();
        RunningBroker.done(ground.registry.createThing("lamp", null, Map.of()));
        assertThat(ground.jobs.create(new NewJob(
                        "first",
                        List.of(new JobTarget.OfThing("lamp")),
                        "{\"do\":\"it\"}",
                        TargetSelection.SNAPSHOT,
                        JobSettings.NONE)))
                .isInstanceOf(JobResult.Done.class);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !ground.jobs.pending("lamp").isEmpty());
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private Reply ask(String role, String method, String target, String body) {
        return ground.askFor("iot-jobs-data", role, method, target, body);
    }

    private String done(String role, String method, String target, String body) {
        Reply reply = ask(role, method, target, body);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.body().toString();
    }

    private void refused(AwsError error, String role, String method, String target, String body) {
        Reply reply = ask(role, method, target, body);
        assertThat(reply.error()).as("%s", reply).isEqualTo(error);
    }

    @Test
    void the_service_in_the_signature_tells_two_operations_of_one_path_apart() {
        assertThat(done("VIEWER", "GET", "/things/lamp/jobs", "")).contains("\"queuedJobs\":[{\"jobId\":\"first\"");
        assertThat(ground.ask("VIEWER", "GET", "/things/lamp/jobs", "").body().toString())
                .contains("\"executionSummaries\":");
    }

    @Test
    void an_operator_does_a_job_in_the_place_of_its_thing_and_the_trail_says_so() {
        assertThat(done("VIEWER", "GET", "/things/lamp/jobs/%24next?includeJobDocument=false", ""))
                .contains("\"status\":\"QUEUED\"")
                .doesNotContain("jobDocument");
        assertThat(done("OPERATOR", "PUT", "/things/lamp/jobs/%24next", "{\"statusDetails\":{\"by\":\"hand\"}}"))
                .contains("\"status\":\"IN_PROGRESS\"", "\"jobDocument\":\"{\\\"do\\\":\\\"it\\\"}\"");
        assertThat(done(
                        "OPERATOR",
                        "POST",
                        "/things/lamp/jobs/first",
                        "{\"status\":\"SUCCEEDED\",\"includeJobExecutionState\":true}"))
                .contains("\"executionState\":{\"status\":\"SUCCEEDED\"");

        assertThat(ground.audited.stream().map(AuditCall::operation))
                .containsExactly("StartNextPendingJobExecution", "UpdateJobExecution");
        assertThat(ground.audited.stream().map(AuditCall::resource))
                .containsOnly(RunningBroker.SCOPE.arn("thing/lamp"));
    }

    @Test
    void who_only_looks_does_no_job() {
        refused(AwsError.ACCESS_DENIED, "VIEWER", "PUT", "/things/lamp/jobs/$next", "");
        refused(AwsError.ACCESS_DENIED, "VIEWER", "POST", "/things/lamp/jobs/first", "{\"status\":\"FAILED\"}");

        assertThat(ground.jobs.pending("lamp").queued()).hasSize(1);
    }

    @Test
    void errors_are_those_of_the_model() {
        refused(AwsError.RESOURCE_NOT_FOUND, "VIEWER", "GET", "/things/nobody/jobs", "");
        refused(AwsError.RESOURCE_NOT_FOUND, "VIEWER", "GET", "/things/lamp/jobs/none", "");
        refused(AwsError.INVALID_REQUEST, "VIEWER", "GET", "/things/lamp/jobs/first?executionNumber=x", "");
        refused(AwsError.INVALID_REQUEST, "OPERATOR", "POST", "/things/lamp/jobs/first", "{\"status\":\"QUEUED\"}");
        refused(AwsError.INVALID_REQUEST, "OPERATOR", "PUT", "/things/lamp/jobs/$next", "{");
        done("OPERATOR", "POST", "/things/lamp/jobs/first", "{\"status\":\"FAILED\"}");
        refused(
                AwsError.INVALID_STATE_TRANSITION,
                "OPERATOR",
                "POST",
                "/things/lamp/jobs/first",
                "{\"status\":\"SUCCEEDED\"}");
        refused(AwsError.TERMINAL_STATE, "VIEWER", "GET", "/things/lamp/jobs/first", "");
    }
}
