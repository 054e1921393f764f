package io.gatehouse.provisioning.bulk;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.BulkRegistrationMetrics;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateParse;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of bulk registration. One is worked on at a time, on a thread of its own, in the order in which they were
 * started; at most {@link #MOST_UNFINISHED} may wait or be worked on. {@link EndedTasks} says how long those are known
 * that have ended.
 *
 * <p>Reads any thread, from memory; {@link #start} and {@link #stop} on threads that may wait for the disk.
 *
 * <p>Who started a task is in the audit log, and who stopped it. When it has ended there is one entry more, in the name
 * of who started it, with how many devices were registered and, as the digest behind, that of the report which lists
 * them: an entry for each device would be the whole log soon, and say no more than that. While the audit log cannot be
 * written nothing is registered.
 */
public final class BulkRegistration implements AutoCloseable {
    static final int MOST_UNFINISHED = 10;

    private static final Log log = Log.of(BulkRegistration.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LEAST_ROLE_ARN = 20;
    private static final int MOST_ROLE_ARN = 2048;

    private final InputFolder folder;
    private final TaskReports reports;
    private final LineRegistration devices;
    private final TaskTable tasks;
    private final EndedTasks ended;
    private final Audit audit;
    private final PolicyScope scope;
    private final BulkRegistrationMetrics metrics;
    private final Clock clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final Condition woken = changing.newCondition();
    private final Deque<String> waiting = new ArrayDeque<>(); // guarded by changing
    private @Nullable TaskRun running; // guarded by changing
    private boolean closed; // guarded by changing
    private final Thread thread = Thread.ofPlatform().name("bulk-registration").unstarted(this::work);

    BulkRegistration(
            InputFolder folder,
            TaskReports reports,
            LineRegistration devices,
            TaskTable tasks,
            Audit audit,
            PolicyScope scope,
            BulkRegistrationMetrics metrics,
            Clock clock) {
        this.folder = folder;
        this.reports = reports;
        this.devices = devices;
        this.tasks = tasks;
        this.ended = new EndedTasks(tasks, reports);
        this.audit = audit;
        this.scope = scope;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Goes on with what had not ended.
     *
     * @param folder of the input files; null where there is none: nothing can be started then
     * @param data the data folder, for the reports
     * @param registrar into {@code registry}
     * @throws StoreException a task that cannot be read
     */
    public static BulkRegistration open(
            @Nullable Path folder,
            Path data,
            KeyValue store,
            Registry registry,
            ThingRegistrar registrar,
            Audit audit,
            PolicyScope scope,
            BulkRegistrationMetrics metrics,
            Clock clock)
            throws StoreException {
        BulkRegistration opened = new BulkRegistration(
                new InputFolder(folder),
                new TaskReports(data),
                new LineRegistration(registry, registrar::register, () -> Instant.ofEpochMilli(clock.wallMillis())),
                TaskTable.open(store),
                audit,
                scope,
                metrics,
                clock);
        opened.begin();
        return opened;
    }

    void begin() {
        metrics.unfinished(this::unfinished);
        changing.lock();
        try {
            ended.forget(now());
            tasks.all().stream()
                    .filter(task -> !task.status().isFinal())
                    .sorted(Comparator.comparing(RegistrationTask::createdAt).thenComparing(RegistrationTask::id))
                    .forEach(task -> waiting.add(task.id()));
        } finally {
            changing.unlock();
        }
        thread.start();
    }

    private int unfinished() {
        return (int)
                tasks.all().stream().filter(task -> !task.status().isFinal()).count();
    }

    /** What the audit log calls a task; no ARN of AWS's names one. */
    public String arn(String taskId) {
        return scope.arn("thingregistrationtask/" + taskId);
    }

    /** Null where there is none of this id. */
    public @Nullable RegistrationTask find(String taskId) {
        return tasks.find(taskId);
    }

    /** Those that are known, in the order of their ids. */
    public List<RegistrationTask> all() {
        return tasks.all();
    }

    /**
     * Addresses of the files of a report on this machine, where there is anything in it.
     *
     * @param task one that {@link #find} has told
     */
    public List<String> reports(RegistrationTask task, ReportType type) {
        Path file = reports.file(task.id(), type);
        return task.progress().bytesOf(type) > 0 && Files.exists(file)
                ? List.of(file.toUri().toString())
                : List.of();
    }

    /** StartThingRegistrationTask. What can be known to be wrong with template and file is told at once. */
    public TaskStart start(String operator, String templateBody, String bucket, String key, String roleArn) {
        if (TemplateBody.parse(templateBody) instanceof TemplateParse.Malformed(String problem)) {
            return new TaskStart.Refused("templateBody: " + problem);
        }
        if (roleArn.length() < LEAST_ROLE_ARN || roleArn.length() > MOST_ROLE_ARN) {
            return new TaskStart.Refused("roleArn: " + roleArn.length() + " characters (expected: " + LEAST_ROLE_ARN
                    + " to " + MOST_ROLE_ARN + ")");
        }
        return switch (folder.open(bucket, key)) {
            case InputOpening.Refused(String problem) -> new TaskStart.Refused(problem);
            case InputOpening.Opened(InputFile opened) -> {
                try (InputFile file = opened) {
                    yield start(operator, new TaskInput(templateBody, bucket, key, roleArn, file.version()));
                } catch (IOException failed) {
                    yield new TaskStart.Refused("inputFileKey: " + failed.getMessage());
                }
            }
        };
    }

    private TaskStart start(String operator, TaskInput input) {
        changing.lock();
        try {
            if (unfinished() >= MOST_UNFINISHED) {
                return new TaskStart.TooMany("registration tasks: " + MOST_UNFINISHED
                        + " have not ended (expected: fewer; wait for one, or stop one)");
            }
            ended.forget(now());
            Instant now = now();
            RegistrationTask task = new RegistrationTask(
                    UUID.randomUUID().toString(),
                    operator,
                    input,
                    now,
                    now,
                    TaskStatus.IN_PROGRESS,
                    null,
                    Progress.NONE);
            String problem = tasks.put(task);
            if (problem != null) {
                return new TaskStart.NotStored(problem);
            }
            waiting.add(task.id());
            woken.signal();
            return new TaskStart.Started(task);
        } finally {
            changing.unlock();
        }
    }

    /** StopThingRegistrationTask. A task that was stopped before stays so. */
    public TaskStop stop(String taskId) {
        RegistrationTask stopped;
        changing.lock();
        try {
            RegistrationTask task = tasks.find(taskId);
            if (task == null) {
                return new TaskStop.NotFound();
            }
            if (task.status() != TaskStatus.IN_PROGRESS) {
                return task.status() == TaskStatus.CANCELLING || task.status() == TaskStatus.CANCELLED
                        ? new TaskStop.Stopped(task)
                        : new TaskStop.Over(task.status());
            }
            TaskRun run = running != null && running.taskId().equals(taskId) ? running : null;
            stopped = task.with(run == null ? TaskStatus.CANCELLED : TaskStatus.CANCELLING, null, now());
            String problem = tasks.put(stopped);
            if (problem != null) {
                return new TaskStop.NotStored(problem);
            }
            waiting.remove(taskId);
            if (run != null) {
                run.halt();
            }
        } finally {
            changing.unlock();
        }
        if (stopped.status().isFinal()) {
            tell(stopped);
        }
        return new TaskStop.Stopped(stopped);
    }

    private void work() {
        for (TaskRun run = next(); run != null; run = next()) {
            TaskEnd end;
            try {
                end = run.run();
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT)
                        .addKeyValue("part", "bulk registration")
                        .setCause(defect)
                        .log("a defect ended registration task {}", run.taskId());
                end = new TaskEnd.Broken("a defect of the broker; its log has more");
            }
            RegistrationTask told = end(run, end);
            if (told != null) {
                tell(told);
            }
        }
    }

    /** The next to be worked on, or null when nothing is any more. */
    private @Nullable TaskRun next() {
        changing.lock();
        try {
            while (!closed && waiting.isEmpty()) {
                woken.awaitUninterruptibly();
            }
            RegistrationTask task = closed ? null : tasks.find(waiting.remove());
            if (task == null) {
                return null;
            }
            TaskRun run = new TaskRun(task, folder, devices, reports, new Ledger(), metrics, clock);
            if (task.status() == TaskStatus.CANCELLING) { // it was stopped just before the broker was
                run.halt();
            }
            running = run;
            log.at(Event.BULK_REGISTRATION_BEGUN)
                    .addKeyValue("taskId", task.id())
                    .addKeyValue("operator", task.startedBy())
                    .addKeyValue("line", task.progress().lines() + 1)
                    .log("devices are registered from a file");
            return run;
        } finally {
            changing.unlock();
        }
    }

    /** Where runs write down how far they are. */
    private final class Ledger implements TaskRun.Ledger {
        @Override
        public @Nullable String objection() {
            return audit.problem();
        }

        @Override
        public @Nullable String keep(String taskId, Progress progress) {
            changing.lock();
            try {
                return tasks.put(known(taskId).with(progress, now()));
            } finally {
                changing.unlock();
            }
        }
    }

    private RegistrationTask known(String taskId) {
        RegistrationTask task = tasks.find(taskId);
        if (task == null) {
            throw new IllegalStateException("task: " + taskId + " (expected: known until it has ended)");
        }
        return task;
    }

    /** Null where the broker stops, and the task goes on when it is started again. */
    private @Nullable RegistrationTask end(TaskRun run, TaskEnd how) {
        changing.lock();
        try {
            running = null;
            RegistrationTask task = known(run.taskId());
            boolean cancelled = task.status() == TaskStatus.CANCELLING;
            RegistrationTask told = switch (how) {
                case TaskEnd.Complete _ -> task.with(TaskStatus.COMPLETED, null, now());
                case TaskEnd.Broken(String problem) ->
                    task.with(cancelled ? TaskStatus.CANCELLED : TaskStatus.FAILED, problem, now());
                case TaskEnd.Halted _ -> cancelled ? task.with(TaskStatus.CANCELLED, null, now()) : null;
            };
            if (told != null && tasks.put(told) != null) {
                tasks.putInMemory(told); // the broker's next start goes on with it, when the store works again
            }
            return told;
        } finally {
            changing.unlock();
        }
    }

    private void tell(RegistrationTask task) {
        Progress progress = task.progress();
        if (task.status() == TaskStatus.FAILED) {
            log.at(Event.BULK_REGISTRATION_FAILED)
                    .addKeyValue("taskId", task.id())
                    .addKeyValue("registered", progress.registered())
                    .addKeyValue("failed", progress.failed())
                    .addKeyValue("detail", task.message())
                    .log("a task of bulk registration could not go on");
        } else {
            log.at(Event.BULK_REGISTRATION_ENDED)
                    .addKeyValue("taskId", task.id())
                    .addKeyValue("status", task.status())
                    .addKeyValue("registered", progress.registered())
                    .addKeyValue("failed", progress.failed())
                    .log("a task of bulk registration has ended");
        }
        // Where the log does not take it, it has said so itself, and nobody changes anything any more.
        var _ = audit.record(new AuditCall(
                task.startedBy(),
                "bulk registration",
                "EndThingRegistrationTask",
                arn(task.id()),
                null,
                digestOfResults(task),
                task.status() + ": " + progress.registered() + " registered, " + progress.failed() + " failed"));
    }

    private @Nullable String digestOfResults(RegistrationTask task) {
        try {
            return task.progress().resultBytes() == 0 ? null : reports.digest(task.id(), ReportType.RESULTS);
        } catch (IOException gone) {
            return null;
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.wallMillis());
    }

    /** Returns when the line is finished that is being registered, or after five seconds. Idempotent. */
    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            if (running != null) {
                running.halt();
            }
            woken.signal();
        } finally {
            changing.unlock();
        }
        try {
            if (!thread.join(PATIENCE)) {
                log.at(Event.STOP_SLOW).log("bulk registration took longer than {} s; going on", PATIENCE.toSeconds());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
