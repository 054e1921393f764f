package io.gatehouse.jobs;

import static io.gatehouse.jobs.ExecutionStatus.IN_PROGRESS;
import static io.gatehouse.jobs.ExecutionStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Key;
import io.gatehouse.engine.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators ask of jobs, and what is refused. */
final class JobRequestsTest extends JobsGround {
    @Test
    void a_job_is_there_with_all_it_was_made_of_also_after_a_restart() throws Exception {
        things("lamp");
        group("city", null);
        JobSettings settings = new JobSettings(
                "new firmware",
                new RolloutRate(100, new ExponentialRate(10, 1.5, 7, null)),
                List.of(new AbortCriterion(FailureType.ALL, 12.5, 3)),
                60,
                List.of(new RetryCriterion(FailureType.FAILED, 3), new RetryCriterion(FailureType.TIMED_OUT, 7)));
        created(with(continuous("a", thing("lamp"), groupOf("city")), settings));
        Job before = job("a");

        reopen();

        assertThat(job("a")).isEqualTo(before);
        assertThat(job("a").settings()).isEqualTo(settings);
        assertThat(jobs.document("a")).isEqualTo(DOCUMENT);
        assertThat(jobs.document("b")).isNull();
    }

    @Test
    void a_second_job_of_an_id_is_refused_whatever_it_is_like() {
        things("lamp");
        created(snapshot("a", thing("lamp")));

        assertThat(jobs.create(snapshot("a", thing("lamp")))).isEqualTo(new JobResult.AlreadyExists<Job>("a"));
    }

    @Test
    void a_job_for_what_is_not_there_is_refused_and_makes_nothing() {
        things("lamp");

        assertThat(jobs.create(snapshot("a", thing("lamp"), thing("ghost"))))
                .isEqualTo(new JobResult.NotFound<Job>("thing ghost does not exist"));
        assertThat(jobs.create(snapshot("a", groupOf("ghosts")))).isInstanceOf(JobResult.NotFound.class);
        assertThat(jobs.job("a")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "12345678901234567890123456789012345678901234567890123456789012345"})
    void an_id_that_aws_would_not_take_is_refused(String id) {
        things("lamp");

        assertThat(jobs.create(snapshot(id, thing("lamp")))).isInstanceOf(JobResult.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "not json", "{\"a\":1,\"a\":2}", "{\"u\":\"${aws:iot:s3-presigned-url:x}\"}"})
    void a_document_that_devices_could_not_use_is_refused(String document) {
        things("lamp");

        assertThat(jobs.create(
                        new NewJob("a", List.of(thing("lamp")), document, TargetSelection.SNAPSHOT, JobSettings.NONE)))
                .isInstanceOf(JobResult.InvalidRequest.class);
    }

    @Test
    void a_document_may_have_32_kibibytes_and_no_more() {
        things("lamp");
        String padding = "x".repeat(32 * 1024 - 8);

        done(jobs.create(new NewJob(
                "a",
                List.of(thing("lamp")),
                "{\"a\":\"" + padding + "\"}",
                TargetSelection.SNAPSHOT,
                JobSettings.NONE)));
        assertThat(jobs.create(new NewJob(
                        "b",
                        List.of(thing("lamp")),
                        "{\"ab\":\"" + padding + "\"}",
                        TargetSelection.SNAPSHOT,
                        JobSettings.NONE)))
                .isInstanceOf(JobResult.InvalidRequest.class);
    }

    @Test
    void settings_beyond_the_limits_of_aws_are_refused_with_the_name_of_the_field() {
        things("lamp");
        RolloutRate usual = RolloutRate.USUAL;
        ExponentialRate both = new ExponentialRate(10, 2, 1, 1);
        ExponentialRate none = new ExponentialRate(10, 2, null, null);
        ExponentialRate slow = new ExponentialRate(10, 1.0, 1, null);
        for (JobSettings wrong : List.of(
                new JobSettings("x".repeat(2029), usual, null, null, null),
                rate(0),
                rate(1001),
                new JobSettings(null, new RolloutRate(100, both), null, null, null),
                new JobSettings(null, new RolloutRate(100, none), null, null, null),
                new JobSettings(null, new RolloutRate(100, slow), null, null, null),
                timeout(0),
                timeout(10081),
                abort(new AbortCriterion(FailureType.ALL, 0, 1)),
                abort(new AbortCriterion(FailureType.ALL, 100.5, 1)),
                abort(new AbortCriterion(FailureType.ALL, 10, 0)),
                retries(new RetryCriterion(FailureType.REJECTED, 1)),
                retries(new RetryCriterion(FailureType.FAILED, 6), new RetryCriterion(FailureType.TIMED_OUT, 5)))) {
            assertThat(jobs.create(with(snapshot("a", thing("lamp")), wrong)))
                    .isInstanceOfSatisfying(
                            JobResult.InvalidRequest.class,
                            refused -> assertThat(refused.problem()).contains("(expected: "));
        }
    }

    @Test
    void a_continuous_job_gets_more_targets_and_a_snapshot_does_not() {
        fleet("f", 2);
        things("lamp");
        created(continuous("a", thing("lamp")));
        created(snapshot("b", thing("lamp")));

        done(jobs.associate("a", List.of(groupOf("f"), thing("lamp")), "more"));
        tick();

        assertThat(job("a").targets()).containsExactly(thing("lamp"), groupOf("f"));
        assertThat(job("a").comment()).isEqualTo("more");
        assertThat(pending("f-1")).containsExactly("a");
        assertThat(pending("lamp")).containsExactly("a", "b");
        assertThat(job("a").counts().queued()).isEqualTo(3);
        assertThat(jobs.associate("b", List.of(groupOf("f")), null)).isInstanceOf(JobResult.InvalidRequest.class);
        assertThat(jobs.associate("c", List.of(groupOf("f")), null)).isInstanceOf(JobResult.NotFound.class);
    }

    @Test
    void an_update_changes_what_it_names_while_the_job_is_in_progress() {
        fleet("f", 30);
        created(with(snapshot("a", groupOf("f")), rate(10)));

        done(jobs.update("a", new JobUpdate("faster", new RolloutRate(20, null), null, 5, null)));
        tick();

        assertThat(job("a").settings().description()).isEqualTo("faster");
        assertThat(job("a").counts().queued()).isEqualTo(20);
        done(jobs.cancel("a", false, null, null));
        assertThat(jobs.update("a", new JobUpdate("x", null, null, null, null)))
                .isInstanceOf(JobResult.InvalidRequest.class);
    }

    @Test
    void a_job_that_has_ended_cannot_be_canceled_and_needs_no_force_to_be_deleted() {
        things("lamp");
        created(snapshot("a", thing("lamp")));
        done(report("lamp", "a", SUCCEEDED));

        assertThat(jobs.cancel("a", true, null, null)).isInstanceOf(JobResult.InvalidRequest.class);
        done(jobs.delete("a", false));
        tick();
        assertThat(jobs.delete("a", false)).isInstanceOf(JobResult.NotFound.class);
        created(snapshot("a", thing("lamp")));
        assertThat(execution("lamp", "a").number()).isEqualTo(1);
    }

    @Test
    void reasons_have_the_form_that_aws_gives_them() {
        things("lamp");
        created(snapshot("a", thing("lamp")));

        assertThat(jobs.cancel("a", false, "no need", null)).isInstanceOf(JobResult.InvalidRequest.class);
        assertThat(jobs.cancel("a", false, "X".repeat(129), null)).isInstanceOf(JobResult.InvalidRequest.class);
        assertThat(jobs.cancel("a", false, null, "x".repeat(2029))).isInstanceOf(JobResult.InvalidRequest.class);
        assertThat(job("a").status()).isEqualTo(JobStatus.IN_PROGRESS);
    }

    @Test
    void one_execution_is_canceled_by_force_only_where_it_has_begun() {
        things("lamp", "pump");
        created(snapshot("a", thing("lamp"), thing("pump")));
        done(report("lamp", "a", IN_PROGRESS));

        assertThat(jobs.cancelExecution("lamp", "a", false, null, null))
                .isInstanceOf(ExecutionResult.InvalidTransition.class);
        assertThat(jobs.cancelExecution("lamp", "a", true, 1L, null))
                .isInstanceOf(ExecutionResult.VersionMismatch.class);
        done(jobs.cancelExecution("lamp", "a", true, 2L, Map.of("why", "asked")));
        done(jobs.cancelExecution("pump", "a", false, null, null));

        assertThat(execution("lamp", "a").statusDetails()).containsEntry("why", "asked");
        assertThat(jobs.cancelExecution("pump", "a", true, null, null))
                .isInstanceOf(ExecutionResult.InvalidTransition.class);
        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void an_execution_that_has_not_ended_is_deleted_by_force_only() {
        things("lamp");
        created(snapshot("a", thing("lamp")));

        assertThat(jobs.deleteExecution("lamp", "a", 1, false)).isInstanceOf(ExecutionResult.InvalidTransition.class);
        assertThat(jobs.deleteExecution("lamp", "a", 2, true)).isInstanceOf(ExecutionResult.NotFound.class);
        done(jobs.deleteExecution("lamp", "a", 1, true));

        assertThat(jobs.execution("lamp", "a", null)).isNull();
        assertThat(job("a").counts().queued()).isZero();
        assertThat(heard.events).contains("DELETED a lamp #1");
    }

    @Test
    void a_record_that_cannot_be_read_stops_the_start() {
        var _ = store.put(Key.of("job", "a"), "{\"v\":2}".getBytes(StandardCharsets.UTF_8))
                .join();

        assertThatThrownBy(this::reopen).isInstanceOf(StoreException.class).hasMessageContaining("version 2");
    }

    @Test
    void devices_that_report_at_once_share_the_disk_and_lose_nothing() throws Exception {
        fleet("f", 200);
        created(snapshot("a", groupOf("f")));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String thing = "f-" + i;
            threads.add(Thread.ofVirtual().start(() -> done(report(thing, "a", SUCCEEDED))));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        }

        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job("a").counts().succeeded()).isEqualTo(200);
    }

    @Test
    void nothing_is_taken_after_the_end() {
        things("lamp");
        jobs.close();

        assertThatThrownBy(() -> jobs.create(snapshot("a", thing("lamp")))).isInstanceOf(IllegalStateException.class);
    }
}
