package io.gatehouse.load.compare;

import io.gatehouse.load.measure.Words;
import java.util.Locale;

/** What brokers are compared by. Less is better, but for the rate. */
enum Metric {
    /** What the scenario is about, a second: copies of messages that arrived, or connects. */
    RATE("a second"),
    /** Nanoseconds from when a message was due to its arrival, or of a connect. */
    P50("p50"),
    P99("p99"),
    P99_9("p99.9"),
    /** Nanoseconds of a processor that the broker took for each of those. */
    PROCESSOR_TIME("broker's CPU each"),
    /** Of a broker whose devices say nothing: the part of one processor. */
    IDLE_PROCESSOR("broker's CPU"),
    /** Bytes that were resident at most. */
    MEMORY("broker's memory");

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String words(double value) {
        return switch (this) {
            case RATE -> String.format(Locale.ROOT, "%,.0f", value);
            case P50, P99, P99_9, PROCESSOR_TIME -> Words.nanos(value);
            case IDLE_PROCESSOR -> String.format(Locale.ROOT, "%.1f %%", value * 100);
            case MEMORY -> String.format(Locale.ROOT, "%,.0f MiB", value / (1 << 20));
        };
    }
}
