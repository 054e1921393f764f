package io.gatehouse.jobs;

import static io.gatehouse.jobs.ExecutionStatus.FAILED;
import static io.gatehouse.jobs.ExecutionStatus.IN_PROGRESS;
import static io.gatehouse.jobs.ExecutionStatus.QUEUED;
import static io.gatehouse.jobs.ExecutionStatus.REJECTED;
import static io.gatehouse.jobs.ExecutionStatus.SUCCEEDED;
import static io.gatehouse.jobs.ExecutionStatus.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a device asks of its executions, and what it is answered. */
final class DeviceRequestsTest extends JobsGround {
    private void jobs(String... ids) {
        for (String id : ids) {
            created(snapshot(id, thing("lamp")));
            clock.move(Duration.ofMillis(1));
        }
    }

    @Test
    void a_thing_has_to_do_what_was_created_first_and_goes_on_with_what_it_has_begun() {
        things("lamp");
        jobs("b", "a");

        assertThat(pending("lamp")).containsExactly("b", "a");
        assertThat(done(jobs.startNext("lamp", Map.of("step", "1"), null)).execution())
                .satisfies(started -> {
                    assertThat(started.execution().jobId()).isEqualTo("b");
                    assertThat(started.execution().status()).isEqualTo(IN_PROGRESS);
                    assertThat(started.execution().statusDetails()).containsEntry("step", "1");
                    assertThat(started.document()).isEqualTo(DOCUMENT);
                });
        clock.move(Duration.ofSeconds(1));
        assertThat(done(report("lamp", "a", IN_PROGRESS)).execution().startedAt())
                .isNotNull();
        assertThat(pending("lamp")).containsExactly("*b", "*a");
    }

    @Test
    void starting_what_is_in_progress_already_changes_neither_details_nor_version() {
        things("lamp");
        jobs("a");
        done(jobs.startNext("lamp", Map.of("step", "1"), null));
        JobExecution before = execution("lamp", "a");

        assertThat(done(jobs.startNext("lamp", Map.of("step", "2"), 5L)).execution())
                .satisfies(again -> assertThat(again.execution()).isEqualTo(before));
    }

    @Test
    void a_thing_without_work_is_told_that_there_is_none() {
        things("lamp");

        assertThat(done(jobs.startNext("lamp", null, null)).execution()).isNull();
        assertThat(jobs.pending("lamp").isEmpty()).isTrue();
        assertThat(jobs.next("lamp")).isNull();
        assertThat(jobs.execution("lamp", "a", null)).isNull();
        assertThat(report("lamp", "a", SUCCEEDED)).isInstanceOf(ExecutionResult.NotFound.class);
    }

    @Test
    void an_execution_goes_through_its_states_and_ends_once() {
        things("lamp");
        jobs("a");
        assertThat(execution("lamp", "a"))
                .satisfies(queued -> assertThat(queued.status()).isEqualTo(QUEUED))
                .satisfies(queued -> assertThat(queued.version()).isEqualTo(1));

        done(report("lamp", "a", IN_PROGRESS));
        done(report("lamp", "a", SUCCEEDED));

        assertThat(execution("lamp", "a").status()).isEqualTo(SUCCEEDED);
        assertThat(execution("lamp", "a").version()).isEqualTo(3);
        assertThat(report("lamp", "a", FAILED)).isInstanceOf(ExecutionResult.InvalidTransition.class);
        assertThat(report("lamp", "a", IN_PROGRESS)).isInstanceOf(ExecutionResult.InvalidTransition.class);
        assertThat(pending("lamp")).isEmpty();
    }

    @Test
    void a_device_may_end_what_it_has_not_begun_and_may_not_say_what_is_not_its_to_say() {
        things("lamp");
        jobs("a");

        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (!status.isOfDevices()) {
                assertThat(report("lamp", "a", status)).isInstanceOf(ExecutionResult.InvalidRequest.class);
            }
        }
        done(report("lamp", "a", REJECTED));
        assertThat(execution("lamp", "a").startedAt()).isNull();
    }

    @Test
    void an_update_of_another_version_changes_nothing_and_shows_what_there_is() {
        things("lamp");
        jobs("a");
        done(report("lamp", "a", IN_PROGRESS));

        assertThat(jobs.update("lamp", "a", new ExecutionUpdate(SUCCEEDED, null, 1L, null, null)))
                .isInstanceOfSatisfying(
                        ExecutionResult.VersionMismatch.class,
                        mismatch -> assertThat(mismatch.state()).isEqualTo(execution("lamp", "a")));
        done(jobs.update("lamp", "a", new ExecutionUpdate(SUCCEEDED, null, 2L, 1L, null)));
    }

    @Test
    void details_stay_where_nothing_is_said_of_them_and_are_bounded() {
        things("lamp");
        jobs("a");
        done(jobs.update("lamp", "a", new ExecutionUpdate(IN_PROGRESS, Map.of("at", "50"), null, null, null)));
        done(report("lamp", "a", IN_PROGRESS));
        assertThat(execution("lamp", "a").statusDetails()).containsExactly(Map.entry("at", "50"));

        Map<String, String> many = new HashMap<>();
        for (int i = 0; i <= Limits.MOST_DETAILS; i++) {
            many.put("k" + i, "v");
        }
        for (Map<String, String> wrong : List.of(
                many, Map.of("a b", "v"), Map.of("k", ""), Map.of("k", "x".repeat(1025)), Map.of("k", "a\nb"))) {
            assertThat(jobs.update("lamp", "a", new ExecutionUpdate(IN_PROGRESS, wrong, null, null, null)))
                    .isInstanceOf(ExecutionResult.InvalidRequest.class);
            assertThat(jobs.startNext("lamp", wrong, null)).isInstanceOf(ExecutionResult.InvalidRequest.class);
        }
    }

    @Test
    void what_runs_longer_than_its_job_allows_is_timed_out() {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), timeout(10)));
        after(Duration.ofHours(1)); // a queued one may wait
        done(report("lamp", "a", IN_PROGRESS));
        assertThat(execution("lamp", "a")
                        .secondsBeforeTimedOut(execution("lamp", "a").lastUpdatedAt()))
                .isEqualTo(600);

        after(Duration.ofMinutes(9));
        assertThat(execution("lamp", "a").status()).isEqualTo(IN_PROGRESS);
        done(report("lamp", "a", IN_PROGRESS)); // which gives it no more time
        after(Duration.ofMinutes(2));

        assertThat(execution("lamp", "a").status()).isEqualTo(TIMED_OUT);
        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job("a").counts().timedOut()).isEqualTo(1);
        assertThat(heard.events).contains("TIMED_OUT a lamp #1");
    }

    @Test
    void a_step_timer_can_be_set_anew_and_ended_and_never_outlasts_the_job() {
        things("lamp", "pump");
        created(with(snapshot("a", thing("lamp"), thing("pump")), timeout(10)));
        done(jobs.startNext("lamp", null, 2L));
        done(jobs.startNext("pump", null, 10080L));
        after(Duration.ofSeconds(90));
        done(jobs.update("lamp", "a", new ExecutionUpdate(IN_PROGRESS, null, null, null, 3L)));
        after(Duration.ofMinutes(2));
        assertThat(execution("lamp", "a").status()).isEqualTo(IN_PROGRESS);
        done(jobs.update("lamp", "a", new ExecutionUpdate(IN_PROGRESS, null, null, null, -1L)));
        after(Duration.ofMinutes(5));
        assertThat(execution("lamp", "a").status()).isEqualTo(IN_PROGRESS);

        after(Duration.ofMinutes(3));

        assertThat(execution("lamp", "a").status()).isEqualTo(TIMED_OUT);
        assertThat(execution("pump", "a").status()).isEqualTo(TIMED_OUT);
        assertThat(jobs.startNext("lamp", null, -1L)).isInstanceOf(ExecutionResult.InvalidRequest.class);
        assertThat(jobs.startNext("lamp", null, 0L)).isInstanceOf(ExecutionResult.InvalidRequest.class);
        assertThat(jobs.startNext("lamp", null, 10081L)).isInstanceOf(ExecutionResult.InvalidRequest.class);
    }

    @Test
    void a_timer_that_ran_out_while_the_broker_was_down_is_found_at_its_start() throws Exception {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), timeout(10)));
        done(report("lamp", "a", IN_PROGRESS));
        clock.move(Duration.ofHours(1));

        reopen();
        tick();

        assertThat(execution("lamp", "a").status()).isEqualTo(TIMED_OUT);
    }

    @Test
    void a_failure_is_tried_again_as_often_as_the_job_says_and_counted_once() {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), retries(new RetryCriterion(FailureType.FAILED, 2))));

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThat(execution("lamp", "a").retryAttempt()).isEqualTo(attempt);
            assertThat(done(report("lamp", "a", FAILED)).execution().status()).isEqualTo(FAILED);
            assertThat(execution("lamp", "a").number()).isEqualTo(attempt + 2);
            assertThat(job("a").counts().failed()).isZero();
        }
        done(report("lamp", "a", FAILED));

        assertThat(execution("lamp", "a").number()).isEqualTo(3);
        assertThat(job("a").counts().failed()).isEqualTo(1);
        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(jobs.execution("lamp", "a", 1L)).isNotNull();
        assertThat(jobs.executionsOfJob("a", -1, 0, 10)).hasSize(3);
        assertThat(jobs.executionsOfThing("lamp", null, 0, 10)).hasSize(3);
    }

    @Test
    void a_rejection_is_not_tried_again_even_where_all_failures_are() {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), retries(new RetryCriterion(FailureType.ALL, 5))));

        done(report("lamp", "a", REJECTED));

        assertThat(pending("lamp")).isEmpty();
        assertThat(job("a").counts().rejected()).isEqualTo(1);
    }

    @Test
    void a_listener_hears_of_the_list_when_it_changes_and_of_the_next_when_it_is_another() {
        things("lamp");
        jobs("a", "b");
        assertThat(heard.pending).containsExactly("lamp list next=a", "lamp list");

        heard.pending.clear();
        done(report("lamp", "a", IN_PROGRESS));
        assertThat(heard.pending).isEmpty();
        done(report("lamp", "b", IN_PROGRESS));
        assertThat(heard.pending).isEmpty();
        done(report("lamp", "b", SUCCEEDED));
        assertThat(heard.pending).containsExactly("lamp list");
        done(report("lamp", "a", SUCCEEDED));
        assertThat(heard.pending).containsExactly("lamp list", "lamp list next=none");
    }

    @Test
    void what_the_store_does_not_take_is_not_told_and_not_done() {
        things("lamp");
        jobs("a");
        heard.pending.clear();
        store.failWith("disk full");

        assertThat(report("lamp", "a", SUCCEEDED)).isInstanceOf(ExecutionResult.StoreFailed.class);
        assertThat(jobs.create(snapshot("b", thing("lamp")))).isInstanceOf(JobResult.StoreFailed.class);
        store.failWith(null);

        assertThat(execution("lamp", "a").status()).isEqualTo(QUEUED);
        assertThat(job("a").counts().queued()).isEqualTo(1);
        assertThat(jobs.job("b")).isNull();
        assertThat(heard.pending).isEmpty();
        done(report("lamp", "a", SUCCEEDED));
    }
}
