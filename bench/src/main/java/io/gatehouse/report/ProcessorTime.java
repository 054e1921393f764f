package io.gatehouse.report;

import io.gatehouse.load.measure.ThreadTimes;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * A profiler of JMH: processor time of an operation, in nanoseconds, over all threads of Java, so that what an event
 * loop does for a benchmark is in it and what JIT compilers and garbage collectors take is not. It is what an operation
 * costs in energy, as far as software can tell, and it does not grow while a neighbour has the processor. What is
 * prepared for single invocations counts, too, which JMH's own score leaves out. JMH calls its constructor.
 */
public final class ProcessorTime implements InternalProfiler {
    /** Of the secondary result. */
    static final String NAME = "processorNanos";

    private final ThreadTimes times = new ThreadTimes();

    @Override
    public String getDescription() {
        return "Processor time of an operation, of all threads of Java";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        times.look();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        if (operations == 0) {
            return List.of();
        }
        double each = (double) times.look().all() / operations;
        return List.of(new ScalarResult(NAME, each, "ns/op", AggregationPolicy.AVG));
    }
}
