package io.gatehouse.provisioning.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long tasks are known that have ended. */
final class EndedTasksTest extends BulkGround {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private TaskTable tasks;
    private TaskReports reports;
    private EndedTasks ended;

    @BeforeEach
    void prepare() throws Exception {
        tasks = TaskTable.open(store);
        reports = new TaskReports(data());
        ended = new EndedTasks(tasks, reports);
    }

    private RegistrationTask task(TaskStatus status, Duration age, long reportBytes) throws Exception {
        TaskInput input = new TaskInput("{}", "factory", "devices.jsonl", ROLE, new InputVersion(1, NOW.minus(age)));
        RegistrationTask task = new RegistrationTask(
                UUID.randomUUID().toString(),
                "ada",
                input,
                NOW.minus(age),
                NOW.minus(age),
                status,
                null,
                new Progress(0, 0, 0, 0, reportBytes, 0));
        reports.write(task.id(), Progress.NONE).close();
        assertThat(tasks.put(task)).isNull();
        return task;
    }

    private boolean isKnown(RegistrationTask task) throws Exception {
        boolean known = TaskTable.open(store).find(task.id()) != null;
        assertThat(tasks.find(task.id()) != null).isEqualTo(known);
        assertThat(Files.exists(reports.file(task.id(), ReportType.RESULTS))).isEqualTo(known);
        return known;
    }

    @Test
    void after_thirty_days_a_task_is_forgotten_with_its_reports() throws Exception {
        RegistrationTask old = task(TaskStatus.COMPLETED, Duration.ofDays(31), 10);
        RegistrationTask younger = task(TaskStatus.FAILED, Duration.ofDays(29), 10);
        RegistrationTask unfinished = task(TaskStatus.IN_PROGRESS, Duration.ofDays(31), 10);

        ended.forget(NOW);

        assertThat(isKnown(old)).isFalse();
        assertThat(isKnown(younger)).isTrue();
        assertThat(isKnown(unfinished)).isTrue();
    }

    @Test
    void of_many_tasks_the_last_ones_are_known() throws Exception {
        RegistrationTask first = task(TaskStatus.CANCELLED, Duration.ofHours(200), 10);
        RegistrationTask second = task(TaskStatus.COMPLETED, Duration.ofHours(199), 10);
        for (int i = 0; i < EndedTasks.MOST - 1; i++) {
            task(TaskStatus.COMPLETED, Duration.ofHours(i), 10);
        }

        ended.forget(NOW);

        assertThat(isKnown(first)).isFalse();
        assertThat(isKnown(second)).isTrue();
        assertThat(tasks.all()).hasSize(EndedTasks.MOST);
    }

    @Test
    void reports_that_take_too_much_of_the_disk_go_before_their_time() throws Exception {
        RegistrationTask first = task(TaskStatus.COMPLETED, Duration.ofHours(2), EndedTasks.MOST_REPORT_BYTES / 2 + 1);
        RegistrationTask second = task(TaskStatus.COMPLETED, Duration.ofHours(1), EndedTasks.MOST_REPORT_BYTES / 2);

        ended.forget(NOW);

        assertThat(isKnown(first)).isFalse();
        assertThat(isKnown(second)).isTrue();
    }
}
