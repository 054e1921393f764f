package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The control plane: its requests, its operators, its audit log. Any thread. */
public final class ControlMetrics {
    private record Kind(String operation, String result) {}

    private final MeterRegistry registry;
    private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();
    private final Map<Kind, Counter> operations = new ConcurrentHashMap<>();
    private final Map<String, Counter> errors = new ConcurrentHashMap<>();
    private final Timer duration;
    /** Counters refer to what they ask weakly. */
    private @Nullable LongSupplier entriesOfAudit;

    ControlMetrics(MeterRegistry registry) {
        this.registry = registry;
        var _ = counter(200); // there from the start, so that the first one is a rise
        var _ = counter(403);
        this.duration = Timer.builder("gatehouse.control.request.duration")
                .description("From a request's last byte to its answer")
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }

    /** @param names of all errors that there are: each is shown from the start */
    public void errors(Collection<String> names) {
        names.forEach(this::errorCounter);
    }

    /**
     * A request was answered.
     *
     * @param operation one of a fixed list of names, never what the caller wrote; {@code unknown} where it was refused
     *     before that was known
     * @param status of HTTP; those that the control plane has are a short list, of which AWS's errors are made
     * @param error its name, {@code null} for success
     */
    public void answered(String operation, int status, @Nullable String error, long nanos) {
        counter(status).increment();
        operations
                .computeIfAbsent(new Kind(operation, result(status)), this::operationCounter)
                .increment();
        if (error != null) {
            errorCounter(error).increment();
        }
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String result(int status) {
        if (status < 400) {
            return "ok";
        }
        return status < 500 ? "refused" : "failed";
    }

    /**
     * Who may come.
     *
     * @param lastUse when an access key was last used, whosever it is: seconds since the epoch, NaN where none was
     */
    public void operators(LongSupplier count, DoubleSupplier lastUse) {
        Gauge.builder("gatehouse.operators", count, LongSupplier::getAsLong)
                .description("Operators, disabled ones included")
                .strongReference(true)
                .register(registry);
        Gauge.builder("gatehouse.operator.last.use.timestamp", lastUse, DoubleSupplier::getAsDouble)
                .description("When an access key of any operator was last used, in seconds since the epoch")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /**
     * The audit log.
     *
     * @param entries since the start
     * @param failing whether nothing can be written, so that operators change nothing
     */
    public void audit(LongSupplier entries, BooleanSupplier failing) {
        entriesOfAudit = entries;
        FunctionCounter.builder("gatehouse.audit.entries", entries, LongSupplier::getAsLong)
                .description("Entries written to the audit log")
                .register(registry);
        Gauge.builder("gatehouse.audit.failing", failing, now -> now.getAsBoolean() ? 1 : 0)
                .description("1 while the audit log cannot be written, and operators change nothing")
                .strongReference(true)
                .register(registry);
    }

    private Counter counter(int status) {
        return answers.computeIfAbsent(
                status,
                answered -> Counter.builder("gatehouse.control.requests")
                        .description("Requests at the control plane that were answered, by status")
                        .tag("status", Integer.toString(answered))
                        .register(registry));
    }

    private Counter operationCounter(Kind kind) {
        return Counter.builder("gatehouse.control.operations")
                .description("Requests at the control plane that were answered, by operation and result")
                .tag("operation", kind.operation())
                .tag("result", kind.result())
                .register(registry);
    }

    private Counter errorCounter(String name) {
        return errors.computeIfAbsent(
                name,
                error -> Counter.builder("gatehouse.control.errors")
                        .description("Requests at the control plane that were refused or failed, by AWS's error")
                        .tag("error", error)
                        .register(registry));
    }
}
