package io.gatehouse;

import io.gatehouse.events.ServiceEvents;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.JobEvent;
import io.gatehouse.jobs.JobEvent.ExecutionOperation;
import io.gatehouse.jobs.JobEventForm;
import io.gatehouse.jobs.JobListener;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.JobMetrics;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.EventConfigurations;
import io.gatehouse.registry.EventType;
import io.gatehouse.registry.Registry;
import io.gatehouse.routing.Router;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** Counts what becomes of executions, and publishes events of jobs where they are on. On the thread of the change. */
final class JobNotices implements JobListener {
    private final Router router;
    private final EventConfigurations configurations;
    private final JobEventForm form;
    private final JobMetrics metrics;
    private final Clock clock;

    private JobNotices(
            Router router, EventConfigurations configurations, JobEventForm form, JobMetrics metrics, Clock clock) {
        this.router = router;
        this.configurations = configurations;
        this.form = form;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Counts and publishes from now on.
     *
     * @param scope of the ARNs
     */
    static void follow(
            Jobs jobs, Router router, Registry registry, PolicyScope scope, JobMetrics metrics, Clock clock) {
        metrics.executions(Arrays.stream(ExecutionStatus.values())
                .filter(ExecutionStatus::isFinal)
                .map(ExecutionStatus::name)
                .toList());
        jobs.addListener(
                new JobNotices(router, registry.eventConfigurations(), new JobEventForm(scope), metrics, clock));
    }

    @Override
    public void happened(JobEvent event) {
        EventType type = switch (event) {
            case JobEvent.OfJob _ -> EventType.JOB;
            case JobEvent.OfExecution(var operation, var execution) -> {
                if (operation != ExecutionOperation.DELETED) {
                    metrics.ended(execution.status().name());
                }
                yield EventType.JOB_EXECUTION;
            }
        };
        if (configurations.current().enabled().contains(type)) {
            Instant now = Instant.ofEpochMilli(clock.wallMillis());
            ServiceEvents.publish(
                    router,
                    clock,
                    Topic.of(form.topic(event)),
                    form.body(event, UUID.randomUUID().toString(), now));
        }
    }
}
