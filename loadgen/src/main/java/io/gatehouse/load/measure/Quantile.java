package io.gatehouse.load.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What is told of a latency, and by which name in every output. */
public enum Quantile {
    P50("p50", histogram -> histogram.getValueAtPercentile(50)),
    P90("p90", histogram -> histogram.getValueAtPercentile(90)),
    P99("p99", histogram -> histogram.getValueAtPercentile(99)),
    P99_9("p99.9", histogram -> histogram.getValueAtPercentile(99.9)),
    MAX("max", Histogram::getMaxValue),
    MEAN("mean", Histogram::getMean);

    /** Where there is room for some: the mean hides what people wait for. */
    public static final List<Quantile> TOLD = List.of(P50, P90, P99, P99_9, MAX);

    private final String title;
    private final ToDoubleFunction<Histogram> value;

    Quantile(String title, ToDoubleFunction<Histogram> value) {
        this.title = title;
        this.value = value;
    }

    public String title() {
        return title;
    }

    /** @return nanoseconds, where the histogram is of those */
    public double of(Histogram histogram) {
        return value.applyAsDouble(histogram);
    }
}
