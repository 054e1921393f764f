package io.gatehouse.provisioning.bulk;

import io.gatehouse.log.Log;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Tasks that have ended. The last are known, with their reports: {@link #MOST} of them, {@link #MOST_REPORT_BYTES} in
 * all, and for thirty days, as at AWS. Whoever writes the {@link TaskTable} forgets here too.
 */
final class EndedTasks {
    static final int MOST = 50;
    static final long MOST_REPORT_BYTES = 4L << 30;
    static final Duration KEPT = Duration.ofDays(30);

    private static final Log log = Log.of(EndedTasks.class);

    private final TaskTable tasks;
    private final TaskReports reports;

    EndedTasks(TaskTable tasks, TaskReports reports) {
        this.tasks = tasks;
        this.reports = reports;
    }

    /** Those that ended first go first. */
    void forget(Instant now) {
        List<RegistrationTask> ended = tasks.all().stream()
                .filter(task -> task.status().isFinal())
                .sorted(Comparator.comparing(RegistrationTask::lastModifiedAt))
                .toList();
        int left = ended.size();
        long bytes =
                ended.stream().mapToLong(task -> task.progress().reportBytes()).sum();
        for (RegistrationTask task : ended) {
            boolean fits = left <= MOST && bytes <= MOST_REPORT_BYTES;
            if (fits && !task.lastModifiedAt().isBefore(now.minus(KEPT))) {
                return;
            }
            forget(task);
            left--;
            bytes -= task.progress().reportBytes();
        }
    }

    /** Files before the record: what cannot be deleted now is still known, and tried again. */
    private void forget(RegistrationTask task) {
        try {
            reports.delete(task.id());
            tasks.remove(task.id());
        } catch (IOException failed) {
            log.atDebug().setCause(failed).log("the reports of task {} were not deleted", task.id());
        }
    }
}
