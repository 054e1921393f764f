package io.gatehouse.provisioning.bulk;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.BulkRegistrationMetrics;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateParse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One task being worked on, from where it stands to its end or until it is asked to halt. One thread, which waits for
 * the disk; but {@link #halt} may be called by any.
 *
 * <p>At most {@link #LINES_PER_SECOND}: half of the signing requests that the authority looks at by default, and a
 * small part of what the registry takes. Devices and operators have the rest. An authority that looks at fewer is asked
 * again a second later.
 */
final class TaskRun {
    static final int LINES_PER_SECOND = 50;
    static final int MOST_LINES = 1_000_000;
    static final long MOST_REPORT_BYTES = 2L << 30;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL = SECOND / LINES_PER_SECOND;

    private final RegistrationTask task;
    private final InputFolder folder;
    private final LineRegistration devices;
    private final TaskReports reports;
    private final Ledger ledger;
    private final BulkRegistrationMetrics metrics;
    private final Clock clock;
    private final CountDownLatch halt = new CountDownLatch(1);
    private Progress progress;

    /** Keeps how far the task is. */
    interface Ledger {
        /** Why nothing may be changed just now; null where it may. */
        @Nullable
        String objection();

        /** Returns when it is stored: with null, or with what the store had against it. */
        @Nullable
        String keep(String taskId, Progress progress);
    }

    TaskRun(
            RegistrationTask task,
            InputFolder folder,
            LineRegistration devices,
            TaskReports reports,
            Ledger ledger,
            BulkRegistrationMetrics metrics,
            Clock clock) {
        this.task = task;
        this.folder = folder;
        this.devices = devices;
        this.reports = reports;
        this.ledger = ledger;
        this.metrics = metrics;
        this.clock = clock;
        this.progress = task.progress();
    }

    String taskId() {
        return task.id();
    }

    /** The line that is being registered is finished, and no other begun. */
    void halt() {
        halt.countDown();
    }

    TaskEnd run() {
        return switch (TemplateBody.parse(task.input().templateBody())) {
            case TemplateParse.Malformed(String problem) -> new TaskEnd.Broken("templateBody: " + problem);
            case TemplateParse.Parsed(TemplateBody template) -> run(template);
        };
    }

    private TaskEnd run(TemplateBody template) {
        TaskInput input = task.input();
        return switch (folder.open(input.bucket(), input.key())) {
            case InputOpening.Refused(String problem) -> new TaskEnd.Broken(problem);
            case InputOpening.Opened(InputFile opened) -> {
                try (InputFile file = opened;
                        TaskReports.Writer writer = reports.write(task.id(), progress)) {
                    yield file.version().equals(input.version())
                            ? run(template, file.linesFrom(progress), writer)
                            : new TaskEnd.Broken("inputFileKey: changed since the task was started (expected: the same"
                                    + " file until it ends; start another task for the new one)");
                } catch (IOException failed) {
                    yield new TaskEnd.Broken(String.valueOf(failed.getMessage()));
                }
            }
        };
    }

    private TaskEnd run(TemplateBody template, InputLines lines, TaskReports.Writer writer) throws IOException {
        TaskEnd end = readOn(template, lines, writer);
        String problem = keep(writer);
        return problem == null || end instanceof TaskEnd.Broken ? end : new TaskEnd.Broken(problem);
    }

    private TaskEnd readOn(TemplateBody template, InputLines lines, TaskReports.Writer writer) throws IOException {
        long due = clock.monotonicNanos();
        long kept = due;
        while (!isHalted(due - clock.monotonicNanos())) {
            InputLine line;
            try {
                line = lines.next();
            } catch (IOException failed) {
                return new TaskEnd.Broken(String.valueOf(failed.getMessage()));
            }
            String obstacle = line == null ? null : obstacle(line);
            if (line == null || obstacle != null) {
                return obstacle == null ? new TaskEnd.Complete() : new TaskEnd.Broken(obstacle);
            }
            if (line.isBlank()) {
                progress = progress.passed(line);
                continue;
            }
            TaskEnd end = take(template, line, writer);
            if (end != null) {
                return end;
            }
            long now = clock.monotonicNanos();
            if (now - kept >= SECOND) {
                String problem = keep(writer);
                if (problem != null) {
                    return new TaskEnd.Broken(problem);
                }
                kept = now;
            }
            due = Math.max(due + INTERVAL, now); // who is late does not hurry
        }
        return new TaskEnd.Halted();
    }

    private @Nullable String obstacle(InputLine line) {
        if (line.number() > MOST_LINES) {
            return "input file: more than " + MOST_LINES + " lines (expected: the rest in another file)";
        }
        if (progress.reportBytes() > MOST_REPORT_BYTES) {
            return "reports: more than " + MOST_REPORT_BYTES + " bytes (expected: the rest in another file)";
        }
        return ledger.objection();
    }

    /** Registers it, again and again while the authority is busy, and returns null where the next may come. */
    private @Nullable TaskEnd take(TemplateBody template, InputLine line, TaskReports.Writer writer)
            throws IOException {
        LineOutcome outcome = devices.register(template, line);
        while (outcome instanceof LineOutcome.Throttled) {
            if (isHalted(SECOND)) {
                return new TaskEnd.Halted();
            }
            outcome = devices.register(template, line);
        }
        switch (outcome) {
            case LineOutcome.Registered(JsonObject response) -> {
                JsonObject result = about(line).put("response", response).build();
                progress = progress.registered(line, writer.add(ReportType.RESULTS, result));
                metrics.registered();
            }
            case LineOutcome.Refused(String problem) -> {
                JsonObject error = about(line).put("message", problem).build();
                progress = progress.failed(line, writer.add(ReportType.ERRORS, error));
                metrics.failed();
            }
            case LineOutcome.Impossible(String problem) -> {
                return new TaskEnd.Broken("line " + line.number() + ": " + problem);
            }
            case LineOutcome.Throttled _ -> throw new IllegalStateException("outcome: throttled (expected: no more)");
        }
        return null;
    }

    private static JsonValue.ObjectBuilder about(InputLine line) {
        return JsonValue.object().put("lineNumber", line.number()).put("offset", line.offset());
    }

    /** Reports first: a line is never counted that is not in them. */
    private @Nullable String keep(TaskReports.Writer writer) throws IOException {
        writer.force();
        return ledger.keep(task.id(), progress);
    }

    /** @param nanos that it may take to be asked to */
    private boolean isHalted(long nanos) {
        try {
            return halt.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
