package io.gatehouse.jobs.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.jobs.JobResult;
import io.gatehouse.jobs.JobSettings;
import io.gatehouse.jobs.JobTarget;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.NewJob;
import io.gatehouse.jobs.TargetSelection;
import io.gatehouse.jobs.TestTicks;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Jobs over a store in memory, with the thing lamp and another one; time stands until the test moves it. */
abstract class DeviceGround {
    static final String DOCUMENT = "{\"do\":\"it\",\"twice\":[1,2.50]}";

    final MemoryKeyValue store = new MemoryKeyValue();
    final HandClock clock = new HandClock();
    final Metrics metrics = new Metrics(1);
    Registry registry;
    Jobs jobs;

    static final class HandClock implements Clock {
        static final long BEGIN = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond();

        private volatile long millis = BEGIN * 1000;

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

    @BeforeEach
    void openJobs() throws StoreException {
        registry = Registry.open(
                store,
                new PolicyScope("aws", "local", "000000000000"),
                RegistryLimits.EXTENDED,
                () -> Instant.ofEpochMilli(clock.wallMillis()));
        jobs = Jobs.open(store, registry, clock);
        things("lamp", "other");
    }

    @AfterEach
    void closeJobs() {
        jobs.close();
        metrics.close();
    }

    void things(String... names) {
        for (String name : names) {
            assertThat(registry.createThing(name, null, Map.of())).isInstanceOf(RegistryResult.Done.class);
        }
    }

    /** Jobs of these names, each a second after the one before, whose executions are made. */
    void jobs(String thing, String... names) {
        for (String name : names) {
            create(name, thing);
            clock.move(Duration.ofSeconds(1));
        }
    }

    void create(String name, String... things) {
        List<JobTarget> targets = Stream.of(things)
                .map(thing -> (JobTarget) new JobTarget.OfThing(thing))
                .toList();
        assertThat(jobs.create(new NewJob(name, targets, DOCUMENT, TargetSelection.SNAPSHOT, JobSettings.NONE)))
                .isInstanceOf(JobResult.Done.class);
        TestTicks.tick(jobs);
    }

    static JsonObject json(byte[] utf8) {
        return (JsonObject) ((JsonParse.Parsed) Json.parse(utf8, JsonLimits.DEFAULT)).value();
    }

    static JsonObject object(JsonObject body, String name) {
        JsonValue value = body.member(name);
        assertThat(value).as("%s of %s", name, body).isInstanceOf(JsonObject.class);
        return (JsonObject) value;
    }

    /** Of the summaries under that name. */
    static List<String> ids(JsonObject body, String name) {
        JsonValue value = body.member(name);
        assertThat(value).as("%s of %s", name, body).isInstanceOf(JsonArray.class);
        return ((JsonArray) value)
                .elements().stream()
                        .map(each -> String.valueOf(((JsonObject) each).textOf("jobId")))
                        .toList();
    }
}
