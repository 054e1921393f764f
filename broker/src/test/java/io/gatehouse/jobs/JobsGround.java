package io.gatehouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** Jobs over a registry and a store in memory, whose clock the test owns; nothing happens but in {@link #tick}. */
abstract class JobsGround {
    static final String DOCUMENT = "{\"do\":\"it\"}";

    final MemoryKeyValue store = new MemoryKeyValue();
    final HandClock clock = new HandClock();
    final Heard heard = new Heard();
    Registry registry;
    Jobs jobs;

    /** A clock that stands until it is moved. */
    static final class HandClock implements Clock {
        private long millis = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

        void move(Duration ahead) {
            millis += ahead.toMillis();
        }

        @Override
        public long wallMillis() {
            return millis;
        }

        @Override
        public long monotonicNanos() {
            return millis * 1_000_000;
        }
    }

    /** What a listener was told, in words. */
    static final class Heard implements JobListener {
        final List<String> events = new ArrayList<>();
        final List<String> pending = new ArrayList<>();

        @Override
        public void pendingChanged(
                String thingName,
                PendingExecutions now,
                boolean listChanged,
                boolean nextChanged,
                @Nullable DescribedExecution next) {
            pending.add(thingName
                    + (listChanged ? " list" : "")
                    + (nextChanged
                            ? " next="
                                    + (next == null ? "none" : next.execution().jobId())
                            : ""));
        }

        @Override
        public void happened(JobEvent event) {
            events.add(
                    switch (event) {
                        case JobEvent.OfJob(var operation, var job) -> operation + " " + job.id();
                        case JobEvent.OfExecution(var operation, var one) ->
                            operation + " " + one.jobId() + " " + one.thingName() + " #" + one.number();
                    });
        }
    }

    /** As after a crash: what was not in the store is gone. */
    @BeforeEach
    void reopen() throws StoreException {
        registry = Registry.open(
                store,
                new PolicyScope("aws", "local", "000000000000"),
                RegistryLimits.EXTENDED,
                () -> Instant.ofEpochMilli(clock.wallMillis()));
        jobs = Jobs.open(store, registry, clock);
        jobs.addListener(heard);
    }

    void tick() {
        jobs.tick();
    }

    void after(Duration time) {
        clock.move(time);
        tick();
    }

    void things(String... names) {
        for (String name : names) {
            done(registry.createThing(name, null, Map.of()));
        }
    }

    /** Things {@code name-0} to {@code name-(count - 1)}, in a group of that name. */
    void fleet(String name, int count) {
        group(name, null);
        for (int i = 0; i < count; i++) {
            things(name + "-" + i);
            join(name, name + "-" + i);
        }
    }

    void group(String name, @Nullable String parent) {
        done(registry.thingGroups().create(name, parent, "", Map.of()));
    }

    void join(String group, String thing) {
        done(registry.thingGroups().add(group, List.of(thing)));
    }

    void leave(String group, String thing) {
        done(registry.thingGroups().remove(group, List.of(thing)));
    }

    static <T> T done(RegistryResult<T> result) {
        assertThat(result).isInstanceOf(RegistryResult.Done.class);
        return ((RegistryResult.Done<T>) result).value();
    }

    static JobTarget thing(String name) {
        return new JobTarget.OfThing(name);
    }

    static JobTarget groupOf(String name) {
        return new JobTarget.OfGroup(name);
    }

    static NewJob snapshot(String id, JobTarget... targets) {
        return new NewJob(id, List.of(targets), DOCUMENT, TargetSelection.SNAPSHOT, JobSettings.NONE);
    }

    static NewJob continuous(String id, JobTarget... targets) {
        return new NewJob(id, List.of(targets), DOCUMENT, TargetSelection.CONTINUOUS, JobSettings.NONE);
    }

    static NewJob with(NewJob job, JobSettings settings) {
        return new NewJob(job.id(), job.targets(), job.document(), job.selection(), settings);
    }

    static JobSettings rate(int perMinute) {
        return new JobSettings(null, new RolloutRate(perMinute, null), null, null, null);
    }

    static JobSettings timeout(int minutes) {
        return new JobSettings(null, RolloutRate.USUAL, null, minutes, null);
    }

    static JobSettings retries(RetryCriterion... criteria) {
        return new JobSettings(null, RolloutRate.USUAL, null, null, List.of(criteria));
    }

    static JobSettings abort(AbortCriterion... criteria) {
        return new JobSettings(null, RolloutRate.USUAL, List.of(criteria), null, null);
    }

    /** Created, and as many executions made as the pace allows at once. */
    Job created(NewJob job) {
        Job created = done(jobs.create(job));
        tick();
        return created;
    }

    static <T> T done(JobResult<T> result) {
        assertThat(result).isInstanceOf(JobResult.Done.class);
        return ((JobResult.Done<T>) result).value();
    }

    static <T> T done(ExecutionResult<T> result) {
        assertThat(result).isInstanceOf(ExecutionResult.Done.class);
        return ((ExecutionResult.Done<T>) result).value();
    }

    Job job(String id) {
        Job job = jobs.job(id);
        assertThat(job).isNotNull();
        return job;
    }

    JobExecution execution(String thing, String job) {
        DescribedExecution found = jobs.execution(thing, job, null);
        assertThat(found).isNotNull();
        return found.execution();
    }

    ExecutionResult<DescribedExecution> report(String thing, String job, ExecutionStatus status) {
        return jobs.update(thing, job, new ExecutionUpdate(status, null, null, null, null));
    }

    List<String> pending(String thing) {
        PendingExecutions pending = jobs.pending(thing);
        List<String> ids = new ArrayList<>();
        pending.inProgress().forEach(one -> ids.add("*" + one.jobId()));
        pending.queued().forEach(one -> ids.add(one.jobId()));
        return ids;
    }
}
