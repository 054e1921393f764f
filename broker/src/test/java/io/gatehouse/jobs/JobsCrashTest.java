package io.gatehouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.harness.ChildJvm;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process that rolls jobs out, reports for devices and deletes jobs, killed with SIGKILL at a random moment,
 * again and again over the same store: whatever it said it had done is there, nothing twice, and each job's counts are
 * those of its executions. (The page cache outlives the process; that every commit waits for its fsync is what
 * RocksStoreTest counts.)
 *
 * <p>{@code -Dgatehouse.crash.rounds=50} for a longer run, {@code -Dgatehouse.crash.seed=…} to repeat one.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JobsCrashTest {
    private static final int ROUNDS = Integer.getInteger("gatehouse.crash.rounds", 2);
    private static final int MOST_ACKNOWLEDGED = 300;

    /** More than one turn of a rollout makes. */
    private static final int THINGS = JobWork.BATCH + 30;

    private static final int JOBS_OF_A_ROUND = 3;

    @TempDir
    private Path folder;

    /** What the killed processes said: the last word on each execution, and jobs that are, or may be, gone. */
    private static final class Acknowledged {
        final Map<String, String[]> executions = new LinkedHashMap<>();
        final Set<String> created = new HashSet<>();
        final Set<String> deleting = new HashSet<>();
        final Set<String> deleted = new HashSet<>();

        void add(String line) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "created" -> created.add(words[1]);
                case "deleting" -> deleting.add(words[1]);
                case "deleted" -> deleted.add(words[1]);
                case "execution" -> executions.put(words[1] + " " + words[2] + " " + words[3], words);
                default -> throw new AssertionError("unexpected line: " + line);
            }
        }
    }

    /** Jobs over a store on the disk. */
    private record Opened(RocksStore store, Registry registry, Jobs jobs) implements AutoCloseable {
        static Opened at(Path data) throws Exception {
            RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
            Registry registry = Registry.open(
                    store.keyValue(),
                    new PolicyScope("aws", "local", "000000000000"),
                    RegistryLimits.EXTENDED,
                    Instant::now);
            return new Opened(store, registry, Jobs.open(store.keyValue(), registry, Clock.SYSTEM));
        }

        @Override
        public void close() {
            jobs.close();
            registry.close();
            store.close();
        }
    }

    @Test
    void everything_devices_were_told_survives_kill_9_and_no_execution_is_lost_or_there_twice() throws Exception {
        long seed = Long.getLong("gatehouse.crash.seed", new Random().nextLong());
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        List<String> names = IntStream.range(0, THINGS).mapToObj(i -> "t" + i).toList();
        try (Opened opened = Opened.at(data)) {
            JobsGround.done(opened.registry().thingGroups().create("all", null, "", Map.of()));
            names.forEach(name -> JobsGround.done(opened.registry().createThing(name, null, Map.of())));
            JobsGround.done(opened.registry().thingGroups().add("all", names));
        }
        Acknowledged acknowledged = new Acknowledged();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = ChildJvm.linesUntilKilled(
                    ChildJvm.of(List.of("-Xmx128m"), Devices.class, List.of(data.toString(), Integer.toString(round))),
                    1 + random.nextInt(MOST_ACKNOWLEDGED));
            assertThat(lines).as("seed %d round %d", seed, round).isNotEmpty();
            lines.forEach(acknowledged::add);
            check(data, names, acknowledged, "seed " + seed + " round " + round);
        }
    }

    private static void check(Path data, List<String> names, Acknowledged acknowledged, String where) throws Exception {
        try (Opened opened = Opened.at(data)) {
            Jobs jobs = opened.jobs();
            acknowledged.executions.values().forEach(words -> checkAcknowledged(jobs, words, acknowledged, where));
            jobs.jobs(null, Integer.MAX_VALUE).forEach(job -> checkWhole(jobs, job, where));
            jobs.tick(); // what was under way goes on
            for (String id : acknowledged.created) {
                assertThat(jobs.job(id) != null || acknowledged.deleting.contains(id))
                        .as(where + ": " + id + " is there")
                        .isTrue();
            }
            for (String id : acknowledged.deleted) {
                assertThat(jobs.job(id)).as(where + ": deleted").isNull();
            }
            for (Job job : jobs.jobs(null, Integer.MAX_VALUE)) {
                Set<String> things = new HashSet<>(checkWhole(jobs, job, where));
                assertThat(things).as(where + ": " + job.id()).containsExactlyInAnyOrderElementsOf(names);
            }
            for (String name : names) {
                assertThat(jobs.executionsOfThing(name, null, 0, Integer.MAX_VALUE))
                        .as(where + ": executions of a job that is gone")
                        .allMatch(execution -> jobs.job(execution.jobId()) != null);
            }
        }
    }

    private static void checkAcknowledged(Jobs jobs, String[] words, Acknowledged acknowledged, String where) {
        if (acknowledged.deleting.contains(words[1])) {
            return;
        }
        String as = where + ": " + String.join(" ", words);
        DescribedExecution found = jobs.execution(words[2], words[1], Long.parseLong(words[3]));
        assertThat(found).as(as).isNotNull();
        long version = Long.parseLong(words[4]);
        assertThat(found.execution().version()).as(as).isGreaterThanOrEqualTo(version);
        if (found.execution().version() == version) {
            assertThat(found.execution().status()).as(as).hasToString(words[5]);
        }
    }

    /** Things with executions of that job, each once; their tries are numbered without a gap and counted once. */
    private static Set<String> checkWhole(Jobs jobs, Job job, String where) {
        String as = where + ": " + job;
        Map<String, List<JobExecution>> tries = new LinkedHashMap<>();
        for (JobExecution execution : jobs.executionsOfJob(job.id(), -1, 0, Integer.MAX_VALUE)) {
            tries.computeIfAbsent(execution.thingName(), _ -> new ArrayList<>()).add(execution);
        }
        JobCounts counts = JobCounts.NONE;
        for (List<JobExecution> ofThing : tries.values()) {
            assertThat(ofThing)
                    .as(as)
                    .extracting(JobExecution::number)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, ofThing.size()).boxed().toList());
            assertThat(ofThing.subList(0, ofThing.size() - 1))
                    .as(as)
                    .allMatch(execution -> execution.status() == ExecutionStatus.FAILED);
            counts = counts.with(ofThing.getLast().status(), 1);
        }
        if (job.status() != JobStatus.DELETION_IN_PROGRESS) {
            assertThat(job.counts()).as(as).isEqualTo(counts);
        }
        if (job.status() == JobStatus.COMPLETED) {
            assertThat(counts.pending()).as(as).isZero();
        }
        return tries.keySet();
    }

    /** The process that is killed: jobs are made and deleted, and three devices' threads say what they were told. */
    static final class Devices {
        private static final ReentrantLock PRINTING = new ReentrantLock();

        private Devices() {}

        public static void main(String[] args) throws Exception {
            Thread.setDefaultUncaughtExceptionHandler((_, failure) -> {
                System.err.println(failure);
                Runtime.getRuntime().halt(1); // the parent waits for lines, or for the end
            });
            Jobs jobs = Opened.at(Path.of(args[0])).jobs();
            jobs.start();
            int round = Integer.parseInt(args[1]);
            for (int thread = 0; thread < 3; thread++) {
                int first = thread;
                Thread.ofPlatform().start(() -> work(jobs, first));
            }
            for (int i = 0; i < JOBS_OF_A_ROUND; i++) {
                JobsGround.done(jobs.create(JobsGround.with(
                        JobsGround.snapshot("r" + round + "-" + i, JobsGround.groupOf("all")),
                        JobsGround.retries(new RetryCriterion(FailureType.FAILED, 1)))));
                print("created r" + round + "-" + i);
            }
            String old = "r" + (round - 1) + "-0";
            if (jobs.job(old) != null) {
                print("deleting " + old);
                JobsGround.done(jobs.delete(old, true));
                print("deleted " + old);
            }
        }

        private static void work(Jobs jobs, int first) {
            for (int i = first; ; i = i + 3 < THINGS ? i + 3 : first) {
                if (jobs.startNext("t" + i, null, null)
                        instanceof ExecutionResult.Done<StartedExecution>(StartedExecution(var started))) {
                    if (started != null) {
                        say(started);
                        ExecutionStatus end = i % 4 == 0 ? ExecutionStatus.FAILED : ExecutionStatus.SUCCEEDED;
                        report(jobs, started.execution(), ExecutionStatus.IN_PROGRESS);
                        report(jobs, started.execution(), end);
                    }
                }
            }
        }

        private static void report(Jobs jobs, JobExecution one, ExecutionStatus status) {
            ExecutionUpdate update = new ExecutionUpdate(status, null, null, one.number(), null);
            if (jobs.update(one.thingName(), one.jobId(), update)
                    instanceof ExecutionResult.Done<DescribedExecution>(var reported)) { // else its job is deleted
                say(reported);
            }
        }

        private static void say(DescribedExecution told) {
            JobExecution one = told.execution();
            print("execution " + one.jobId() + " " + one.thingName() + " " + one.number() + " " + one.version() + " "
                    + one.status());
        }

        private static void print(String line) {
            PRINTING.lock();
            try {
                System.out.println(line + ".");
                System.out.flush();
            } finally {
                PRINTING.unlock();
            }
        }
    }
}
