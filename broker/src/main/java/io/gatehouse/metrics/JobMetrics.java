package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Jobs, and what became of their executions. Any thread. */
public final class JobMetrics {
    private final MeterRegistry registry;

    JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * An execution has ended.
     *
     * @param status in which it did
     */
    public void ended(String status) {
        endings(status).increment();
    }

    /**
     * Begins to show what becomes of executions: zero until the first has ended, so that a rate has a beginning.
     *
     * @param statuses in which one can end
     */
    public void executions(List<String> statuses) {
        statuses.forEach(this::endings);
    }

    private Counter endings(String status) {
        return Counter.builder("gatehouse.job.executions.ended")
                .description("Executions of jobs that have ended, by how; one that is tried again afterwards included")
                .tag("status", status.toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /**
     * Begins to show how many jobs there are.
     *
     * @param statuses of jobs
     * @param count jobs in that status
     * @param waiting things of all jobs in progress whose turn has not come
     */
    public void jobs(List<String> statuses, ToDoubleFunction<String> count, DoubleSupplier waiting) {
        for (String status : statuses) {
            Gauge.builder("gatehouse.jobs", status, count)
                    .description("Jobs, by status; those that have ended are there until they are deleted")
                    .tag("status", status.toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder("gatehouse.jobs.rollout.waiting", waiting, DoubleSupplier::getAsDouble)
                .description("Things that a job in progress is for and whose turn has not come")
                .strongReference(true)
                .register(registry);
    }
}
