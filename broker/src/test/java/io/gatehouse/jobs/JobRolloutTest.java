package io.gatehouse.jobs;

import static io.gatehouse.jobs.ExecutionStatus.CANCELED;
import static io.gatehouse.jobs.ExecutionStatus.FAILED;
import static io.gatehouse.jobs.ExecutionStatus.IN_PROGRESS;
import static io.gatehouse.jobs.ExecutionStatus.QUEUED;
import static io.gatehouse.jobs.ExecutionStatus.REMOVED;
import static io.gatehouse.jobs.ExecutionStatus.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gatehouse.engine.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How executions come to things, and how they go. */
final class JobRolloutTest extends JobsGround {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long queued(String job) {
        return job(job).counts().queued();
    }

    @Test
    void a_snapshot_is_for_the_things_of_its_groups_and_of_those_under_them_once_each() {
        group("city", null);
        group("house", "city");
        things("lamp", "pump", "fan", "other");
        join("city", "lamp");
        join("house", "pump");
        join("house", "fan");

        created(snapshot("a", groupOf("city"), thing("fan"), thing("lamp")));
        things("late");
        join("house", "late");
        tick();

        assertThat(jobs.executionsOfJob("a", -1, 0, 10))
                .extracting(JobExecution::thingName)
                .containsExactlyInAnyOrder("lamp", "pump", "fan");
        assertThat(pending("late")).isEmpty();
    }

    @Test
    void a_job_completes_when_every_execution_has_ended() {
        things("lamp", "pump");
        created(snapshot("a", thing("lamp"), thing("pump")));

        done(report("lamp", "a", SUCCEEDED));
        assertThat(job("a").status()).isEqualTo(JobStatus.IN_PROGRESS);
        done(report("pump", "a", FAILED));

        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job("a").completedAt()).isNotNull();
        assertThat(heard.events).containsExactly("SUCCEEDED a lamp #1", "FAILED a pump #1", "COMPLETED a");
    }

    @Test
    void a_job_for_an_empty_group_is_complete_at_once() {
        group("city", null);

        assertThat(done(jobs.create(snapshot("a", groupOf("city")))).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void no_more_executions_are_made_in_a_minute_than_the_job_says() {
        fleet("f", 25);
        created(with(snapshot("a", groupOf("f")), rate(10)));
        assertThat(queued("a")).isEqualTo(10);
        assertThat(jobs.waiting()).isEqualTo(15);

        after(Duration.ofSeconds(30));
        assertThat(queued("a")).isEqualTo(10);
        after(Duration.ofSeconds(30));
        assertThat(queued("a")).isEqualTo(20);
        after(MINUTE);
        assertThat(queued("a")).isEqualTo(25);
    }

    @Test
    void a_rollout_goes_on_where_it_was_and_at_its_pace_when_the_broker_comes_back() throws Exception {
        fleet("f", 25);
        created(with(snapshot("a", groupOf("f")), rate(10)));
        clock.move(Duration.ofSeconds(20));

        reopen();
        tick();
        assertThat(queued("a")).isEqualTo(10);
        after(Duration.ofSeconds(40));
        assertThat(queued("a")).isEqualTo(20);
        reopen();
        after(MINUTE);

        assertThat(queued("a")).isEqualTo(25);
        assertThat(jobs.executionsOfJob("a", -1, 0, 100))
                .extracting(JobExecution::thingName)
                .doesNotHaveDuplicates()
                .hasSize(25);
    }

    @Test
    void a_clock_that_is_put_back_does_not_stop_a_rollout() {
        fleet("f", 20);
        created(with(snapshot("a", groupOf("f")), rate(10)));

        after(Duration.ofDays(-1));

        assertThat(queued("a")).isEqualTo(20);
    }

    @Test
    void a_rollout_gets_faster_as_things_are_notified_up_to_its_maximum() {
        fleet("f", 60);
        ExponentialRate rate = new ExponentialRate(5, 2, 5, null);
        created(with(snapshot("a", groupOf("f")), new JobSettings(null, new RolloutRate(15, rate), null, null, null)));

        assertThat(queued("a")).isEqualTo(5);
        after(MINUTE);
        assertThat(queued("a")).isEqualTo(15);
        after(MINUTE);
        assertThat(queued("a")).isEqualTo(30);
    }

    @Test
    void a_rollout_that_waits_for_successes_stays_slow_without_them() {
        fleet("f", 60);
        ExponentialRate rate = new ExponentialRate(5, 2, null, 5);
        created(with(
                snapshot("a", groupOf("f")), new JobSettings(null, new RolloutRate(null, rate), null, null, null)));
        after(MINUTE);
        assertThat(queued("a")).isEqualTo(10);

        IntStream.range(0, 60)
                .mapToObj(i -> "f-" + i)
                .filter(thing -> !pending(thing).isEmpty())
                .limit(5)
                .forEach(thing -> done(report(thing, "a", SUCCEEDED)));
        after(MINUTE);

        assertThat(queued("a")).isEqualTo(15);
    }

    @Test
    void a_job_aborts_itself_when_too_many_fail_and_not_before_enough_have_ended() {
        fleet("f", 10);
        created(with(
                with(snapshot("a", groupOf("f")), rate(5)),
                new JobSettings(
                        null,
                        new RolloutRate(5, null),
                        List.of(new AbortCriterion(FailureType.FAILED, 50, 4)),
                        null,
                        null)));
        List<String> notified = jobs.executionsOfJob("a", -1, 0, 10).stream()
                .map(JobExecution::thingName)
                .toList();
        done(report(notified.get(0), "a", FAILED));
        done(report(notified.get(1), "a", FAILED));
        done(report(notified.get(2), "a", SUCCEEDED));
        assertThat(job("a").status()).isEqualTo(JobStatus.IN_PROGRESS);

        done(report(notified.get(3), "a", SUCCEEDED));
        after(MINUTE);

        assertThat(job("a").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(job("a").comment()).contains("FAILED").contains("50.0 %");
        assertThat(execution(notified.get(4), "a").status()).isEqualTo(CANCELED);
        assertThat(queued("a")).isZero();
        assertThat(jobs.executionsOfJob("a", -1, 0, 10)).hasSize(5);
        assertThat(heard.events).contains("CANCELLATION_IN_PROGRESS a", "CANCELED a");
    }

    @Test
    void canceling_ends_what_is_queued_and_by_force_what_is_in_progress() {
        things("lamp", "pump");
        created(snapshot("a", thing("lamp"), thing("pump")));
        done(report("lamp", "a", IN_PROGRESS));

        done(jobs.cancel("a", false, "NO_NEED", "not now"));
        tick();
        assertThat(job("a").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(job("a").reasonCode()).isEqualTo("NO_NEED");
        assertThat(execution("pump", "a").status()).isEqualTo(CANCELED);
        assertThat(execution("lamp", "a").status()).isEqualTo(IN_PROGRESS);

        done(jobs.cancel("a", true, null, null));
        tick();
        assertThat(execution("lamp", "a").status()).isEqualTo(CANCELED);
        assertThat(execution("lamp", "a").forceCanceled()).isTrue();
        assertThat(execution("pump", "a").forceCanceled()).isFalse();
        assertThat(job("a").counts().canceled()).isEqualTo(2);
        assertThat(pending("lamp")).isEmpty();
    }

    @Test
    void what_was_begun_in_a_canceled_job_may_still_end_and_is_not_tried_again() {
        things("lamp");
        created(with(snapshot("a", thing("lamp")), retries(new RetryCriterion(FailureType.ALL, 3))));
        done(report("lamp", "a", IN_PROGRESS));
        done(jobs.cancel("a", false, null, null));
        tick();

        done(report("lamp", "a", FAILED));

        assertThat(pending("lamp")).isEmpty();
        assertThat(job("a").counts().failed()).isEqualTo(1);
        assertThat(job("a").status()).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void a_job_goes_with_its_executions_and_leaves_nothing_in_the_store() {
        fleet("f", 1200);
        int before = count();
        created(with(snapshot("a", groupOf("f")), timeout(5)));
        done(report("f-1", "a", IN_PROGRESS));
        done(report("f-2", "a", SUCCEEDED));
        assertThat(jobs.delete("a", false)).isInstanceOf(JobResult.InvalidState.class);

        assertThat(done(jobs.delete("a", true)).status()).isEqualTo(JobStatus.DELETION_IN_PROGRESS);
        tick();

        assertThat(jobs.job("a")).isNull();
        assertThat(pending("f-1")).isEmpty();
        assertThat(jobs.execution("f-2", "a", null)).isNull();
        assertThat(count()).isEqualTo(before);
        assertThat(heard.events).contains("DELETION_IN_PROGRESS a", "DELETED a f-1 #1", "DELETED a f-2 #1");
        assertThat(heard.events.getLast()).isEqualTo("DELETED a");
    }

    private int count() {
        int[] count = {0};
        for (String table : List.of(
                "job", "job-document", "job-places", "job-pending", "job-ended", "job-timer", "thing", "thing-group")) {
            store.scan(Key.of(table), _ -> count[0]++);
        }
        return count[0];
    }

    @Test
    void a_deletion_that_a_crash_interrupted_goes_on() throws Exception {
        fleet("f", 3);
        created(snapshot("a", groupOf("f")));
        done(jobs.delete("a", true));

        reopen();
        tick();

        assertThat(jobs.job("a")).isNull();
        assertThat(pending("f-0")).isEmpty();
    }

    @Test
    void who_joins_the_group_of_a_continuous_job_gets_it_and_who_leaves_loses_it_unless_it_has_begun() {
        group("city", null);
        group("house", "city");
        things("lamp", "pump");
        join("city", "lamp");
        created(continuous("a", groupOf("city")));
        assertThat(pending("lamp")).containsExactly("a");

        join("house", "pump");
        tick();
        assertThat(pending("pump")).containsExactly("a");

        done(report("lamp", "a", IN_PROGRESS));
        leave("city", "lamp");
        leave("house", "pump");
        tick();
        assertThat(execution("pump", "a").status()).isEqualTo(REMOVED);
        assertThat(execution("lamp", "a").status()).isEqualTo(IN_PROGRESS);
        assertThat(job("a").counts().removed()).isEqualTo(1);

        join("house", "pump");
        tick();
        assertThat(execution("pump", "a")).satisfies(again -> {
            assertThat(again.status()).isEqualTo(QUEUED);
            assertThat(again.number()).isEqualTo(2);
        });
        assertThat(job("a").status()).isEqualTo(JobStatus.IN_PROGRESS);
    }

    @Test
    void a_cancellation_that_a_crash_interrupted_goes_on_for_who_has_left_meanwhile_too() throws Exception {
        fleet("f", 2);
        created(continuous("a", groupOf("f")));
        done(jobs.cancel("a", false, null, null));
        leave("f", "f-0");

        reopen();
        assertTimeoutPreemptively(Duration.ofMinutes(1), this::tick);

        assertThat(execution("f-0", "a").status()).isEqualTo(CANCELED);
        assertThat(execution("f-1", "a").status()).isEqualTo(CANCELED);
    }

    @Test
    void who_has_done_a_continuous_job_does_not_get_it_again() {
        fleet("f", 1);
        created(continuous("a", groupOf("f")));
        done(report("f-0", "a", SUCCEEDED));

        leave("f", "f-0");
        tick();
        join("f", "f-0");
        tick();

        assertThat(pending("f-0")).isEmpty();
        assertThat(job("a").status()).isEqualTo(JobStatus.IN_PROGRESS);
    }

    @Test
    void what_changed_in_the_registry_before_a_crash_is_found_after_it() throws Exception {
        fleet("f", 2);
        things("late");
        created(continuous("a", groupOf("f")));
        created(snapshot("b", thing("f-1")));
        join("f", "late");
        leave("f", "f-0");
        done(registry.deleteThing("f-1"));

        reopen(); // before anything of it was looked at
        tick();

        assertThat(pending("late")).containsExactly("a");
        assertThat(execution("f-0", "a").status()).isEqualTo(REMOVED);
        assertThat(pending("f-1")).isEmpty();
        assertThat(job("b").status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void a_thing_that_waits_for_its_turn_waits_once_however_often_it_is_changed() {
        fleet("f", 3);
        created(with(continuous("a", groupOf("f")), rate(1)));
        for (int i = 0; i < 3; i++) {
            done(registry.updateThing("f-2", null, Map.of("n", "v" + i), 0));
            done(registry.updateThing("f-0", null, Map.of("n", "v" + i), 0));
            tick();
        }

        assertThat(jobs.waiting()).isEqualTo(2);
    }

    @Test
    void a_thing_that_is_deleted_has_nothing_to_do_and_its_job_does_not_wait_for_it() {
        things("lamp", "pump");
        created(snapshot("a", thing("lamp"), thing("pump")));
        done(report("lamp", "a", SUCCEEDED));

        done(registry.deleteThing("lamp"));
        done(registry.deleteThing("pump"));
        tick();

        assertThat(pending("pump")).isEmpty();
        assertThat(jobs.execution("lamp", "a", null)).isNull();
        assertThat(job("a").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job("a").counts().succeeded()).isEqualTo(1);
    }

    @Test
    void a_disk_that_fails_holds_a_rollout_up_and_breaks_nothing() {
        fleet("f", 150);
        done(jobs.create(snapshot("a", groupOf("f"))));
        store.failWith("disk full");
        tick();
        assertThat(queued("a")).isZero();

        store.failWith(null);
        tick();

        assertThat(queued("a")).isEqualTo(150);
    }

    @Test
    void pages_of_a_job_have_each_execution_once_in_the_order_of_the_rollout() {
        fleet("f", 620);
        created(snapshot("a", groupOf("f")));
        List<JobExecution> all = jobs.executionsOfJob("a", -1, 0, 1000);
        assertThat(all).hasSize(620);

        List<JobExecution> paged = new ArrayList<>();
        long place = -1;
        long number = 0;
        for (List<JobExecution> page = jobs.executionsOfJob("a", place, number, 100);
                !page.isEmpty();
                page = jobs.executionsOfJob("a", place, number, 100)) {
            paged.addAll(page);
            place = page.getLast().place();
            number = page.getLast().number();
        }

        assertThat(paged).isEqualTo(all);
    }
}
