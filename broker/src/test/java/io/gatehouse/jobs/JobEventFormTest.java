package io.gatehouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.PolicyScope;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is published of jobs and executions, member by member, as AWS's developer guide shows it. */
final class JobEventFormTest extends JobsGround {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final JobEventForm form = new JobEventForm(new PolicyScope("aws", "local", "000000000000"));

    @Test
    void a_job_is_told_with_its_targets_and_counts() {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), new JobSettings("why", RolloutRate.USUAL, null, null, null)));
        done(report("lamp", "a", ExecutionStatus.SUCCEEDED));
        JobEvent event = new JobEvent.OfJob(JobEvent.JobOperation.COMPLETED, job("a"));

        assertThat(form.topic(event)).isEqualTo("$aws/events/job/a/completed");
        assertThat(form.body(event, "id", NOW))
                .hasToString("{\"eventType\":\"JOB\",\"eventId\":\"id\",\"timestamp\":1800000000,"
                        + "\"operation\":\"completed\",\"jobId\":\"a\",\"status\":\"COMPLETED\","
                        + "\"targetSelection\":\"SNAPSHOT\","
                        + "\"targets\":[\"arn:aws:iot:local:000000000000:thing/lamp\"],"
                        + "\"description\":\"why\",\"completedAt\":1772366400,\"createdAt\":1772366400,"
                        + "\"lastUpdatedAt\":1772366400,\"jobProcessDetails\":{\"numberOfCanceledThings\":0,"
                        + "\"numberOfRejectedThings\":0,\"numberOfFailedThings\":0,"
                        + "\"numberOfRemovedThings\":0,"
                        + "\"numberOfSucceededThings\":1,\"numberOfTimedOutThings\":0}}");
    }

    @Test
    void an_execution_is_told_with_what_its_device_said() {
        things("lamp");
        created(snapshot("a", thing("lamp")));
        done(jobs.update(
                "lamp", "a", new ExecutionUpdate(ExecutionStatus.FAILED, Map.of("why", "x"), null, null, null)));
        JobEvent event = new JobEvent.OfExecution(JobEvent.ExecutionOperation.FAILED, execution("lamp", "a"));

        assertThat(form.topic(event)).isEqualTo("$aws/events/jobExecution/a/failed");
        assertThat(form.body(event, "id", NOW))
                .hasToString("{\"eventType\":\"JOB_EXECUTION\",\"eventId\":\"id\",\"timestamp\":1800000000,"
                        + "\"operation\":\"failed\",\"jobId\":\"a\","
                        + "\"thingArn\":\"arn:aws:iot:local:000000000000:thing/lamp\",\"status\":\"FAILED\","
                        + "\"statusDetails\":{\"why\":\"x\"}}");
    }
}
