package io.gatehouse.jobs;

import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.loop.Clock;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Owns all jobs and their executions. Readers on any thread but event loops, from what is committed; they may read from
 * the disk, and throw {@link java.io.UncheckedIOException} where it cannot be read. Writers on virtual threads: they
 * return when the change is on disk, visible and told; they throw {@link IllegalStateException} after {@link #close},
 * and from within a listener.
 */
public final class Jobs implements AutoCloseable {
    private final JobTable jobs;
    private final StoreReading committed;
    private final JobJournal journal;
    private final JobPlans plans;
    private final JobClockwork clockwork;

    Jobs(KeyValue store, JobTable jobs, Registry registry, Clock clock) {
        TargetThings things = new TargetThings(registry);
        this.jobs = jobs;
        this.committed = StoreReading.of(store);
        this.journal = new JobJournal(store, jobs, clock);
        this.plans = new JobPlans(things);
        this.clockwork = new JobClockwork(journal, jobs, things, committed, clock);
        registry.addListener(clockwork.changedThings());
    }

    /**
     * Reads the jobs; what they do by themselves begins with {@link #start}.
     *
     * @param store stays open as long as they do; it is not closed here
     * @throws StoreException a job that cannot be read: the broker must not start
     */
    public static Jobs open(KeyValue store, Registry registry, Clock clock) throws StoreException {
        return new Jobs(store, JobTable.open(store), registry, clock);
    }

    /** Goes on with what was under way. Once, behind all {@link #addListener}. */
    public void start() {
        clockwork.start();
    }

    /** Is told of all that happens from now on. */
    public void addListener(JobListener listener) {
        journal.addListener(listener);
    }

    /** For tests, in the place of {@link #start}: all that is due now. */
    void tick() {
        clockwork.tick();
    }

    // ---- Of devices

    /** GetPendingJobExecutions; empty where the thing has none or is none. At most one for each job there is. */
    public PendingExecutions pending(String thingName) {
        return committed.pending(thingName);
    }

    /** The execution that is next, with its document; null where there is none. */
    public @Nullable DescribedExecution next(String thingName) {
        return described(pending(thingName).next());
    }

    /**
     * DescribeJobExecution; for {@code $next} see {@link #next}.
     *
     * @param executionNumber null for the newest
     * @return null where there is no such execution
     */
    public @Nullable DescribedExecution execution(String thingName, String jobId, @Nullable Long executionNumber) {
        return described(DeviceRequests.find(committed, thingName, jobId, executionNumber));
    }

    private @Nullable DescribedExecution described(@Nullable JobExecution execution) {
        String document = execution == null ? null : document(execution.jobId());
        return execution == null || document == null ? null : new DescribedExecution(execution, document);
    }

    /**
     * StartNextPendingJobExecution. One that is IN_PROGRESS already stays as it is, and neither its details nor its
     * timer change.
     *
     * @param statusDetails of the one that is started; null for none
     * @param stepTimeoutInMinutes 1 to 10080, or null
     */
    public ExecutionResult<StartedExecution> startNext(
            String thingName, @Nullable Map<String, String> statusDetails, @Nullable Long stepTimeoutInMinutes) {
        return execution(turn -> DeviceRequests.startNext(turn, thingName, statusDetails, stepTimeoutInMinutes));
    }

    /** UpdateJobExecution. The answer is the execution as it is then, also where it is made again after a failure. */
    public ExecutionResult<DescribedExecution> update(String thingName, String jobId, ExecutionUpdate update) {
        return execution(turn -> DeviceRequests.update(turn, thingName, jobId, update));
    }

    // ---- Of operators: readers

    public @Nullable Job job(String id) {
        JobRecord record = jobs.find(id);
        return record == null ? null : record.job();
    }

    /** The document of a job; null where there is no such job. */
    public @Nullable String document(String id) {
        return jobs.find(id) == null ? null : committed.documentOrNull(id);
    }

    /** A page of jobs by id, behind {@code after}, or from the first on for null. */
    public List<Job> jobs(@Nullable String after, int max) {
        return jobs.page(after, max).stream().map(JobRecord::job).toList();
    }

    /** Whether executions of a job are being made, canceled or removed. */
    public boolean isConcurrent(String id) {
        JobRecord record = jobs.find(id);
        return record != null
                && (record.rollout().sweeping()
                        || (record.is(JobStatus.IN_PROGRESS) && record.rollout().waits()));
    }

    /** How many jobs have that status. */
    public long count(JobStatus status) {
        return jobs.all().stream().filter(job -> job.is(status)).count();
    }

    /** Things of all jobs in progress whose turn has not come. */
    public long waiting() {
        return jobs.all().stream()
                .filter(job -> job.is(JobStatus.IN_PROGRESS))
                .mapToLong(job -> job.rollout().places() - job.rollout().next())
                .sum();
    }

    /**
     * A page of executions of a job, in the order of its rollout and then of their numbers, behind that one, or from
     * the first on for place -1.
     */
    public List<JobExecution> executionsOfJob(String jobId, long afterPlace, long afterNumber, int max) {
        JobRecord job = jobs.find(jobId);
        List<JobExecution> page = new ArrayList<>();
        long places = job == null ? 0 : job.rollout().next();
        List<String> chapter = List.of();
        for (long place = Math.max(0, afterPlace); place < places && page.size() < max; place++) {
            if (chapter.isEmpty() || Places.inChapter(place) == 0) {
                chapter = committed.chapter(jobId, Places.chapterOf(place));
            }
            if (Places.inChapter(place) < chapter.size()) { // else it is being deleted
                long at = place;
                committed.all(chapter.get(Places.inChapter(place)), jobId).stream()
                        .filter(one -> one.place() == at && (at > afterPlace || one.number() > afterNumber))
                        .limit(max - page.size())
                        .forEach(page::add);
            }
        }
        return page;
    }

    /** A page of executions on a thing, by job and number, behind that one, or from the first on for null. */
    public List<JobExecution> executionsOfThing(
            String thingName, @Nullable String afterJob, long afterNumber, int max) {
        return committed.all(thingName).stream()
                .filter(execution -> afterJob == null
                        || execution.jobId().compareTo(afterJob) > 0
                        || (execution.jobId().equals(afterJob) && execution.number() > afterNumber))
                .limit(max)
                .toList();
    }

    // ---- Of operators: writers

    /** CreateJob. Its executions are made in the moments that follow. */
    public JobResult<Job> create(NewJob wanted) {
        return job(turn -> plans.create(turn, wanted));
    }

    /** AssociateTargetsWithJob: more targets for a CONTINUOUS job. */
    public JobResult<Job> associate(String id, List<JobTarget> targets, @Nullable String comment) {
        return job(turn -> plans.associate(turn, id, targets, comment));
    }

    /** UpdateJob. A time limit counts for executions that are begun afterwards. */
    public JobResult<Job> update(String id, JobUpdate update) {
        return job(turn -> plans.update(turn, id, update));
    }

    /** CancelJob. Its executions are canceled in the moments that follow. */
    public JobResult<Job> cancel(String id, boolean force, @Nullable String reasonCode, @Nullable String comment) {
        return job(turn -> plans.cancel(turn, id, force, reasonCode, comment));
    }

    /** DeleteJob. It goes, with its executions, in the moments that follow. */
    public JobResult<Job> delete(String id, boolean force) {
        return job(turn -> plans.delete(turn, id, force));
    }

    /** CancelJobExecution, of the newest. */
    public ExecutionResult<JobExecution> cancelExecution(
            String thingName,
            String jobId,
            boolean force,
            @Nullable Long expectedVersion,
            @Nullable Map<String, String> statusDetails) {
        return execution(turn -> DeviceRequests.cancel(turn, thingName, jobId, force, expectedVersion, statusDetails));
    }

    /** DeleteJobExecution. */
    public ExecutionResult<JobExecution> deleteExecution(
            String thingName, String jobId, long executionNumber, boolean force) {
        return execution(turn -> DeviceRequests.delete(turn, thingName, jobId, executionNumber, force));
    }

    private JobResult<Job> job(Function<Turn, JobResult<Job>> plan) {
        JobResult<Job> result = journal.change(plan, JobResult.StoreFailed::new);
        clockwork.wake();
        return result;
    }

    private <T> ExecutionResult<T> execution(Function<Turn, ExecutionResult<T>> plan) {
        return journal.change(plan, ExecutionResult.StoreFailed::new);
    }

    /** Takes no more, and waits for the change that is under way. */
    @Override
    public void close() {
        clockwork.close();
        journal.close();
    }
}
