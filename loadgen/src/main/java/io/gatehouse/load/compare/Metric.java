package io.gatehouse.load.compare;

import io.gatehouse.load.measure.Words;
import java.util.Locale;

/** What brokers are compared by. Less is better, but for the rate. */
enum Metric {
    /** What the scenario is about, a second: copies of messages that arrived, or connects. */
    RATE("a second") {
        @Override
        String words(double value) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
    },
    /** Nanoseconds from when a message was due to its arrival, or of a connect. */
    P50("p50") {
        @Override
        String words(double value) {
            return Words.nanos(value);
        }
    },
    P99("p99") {
        @Override
        String words(double value) {
            return Words.nanos(value);
        }
    },
    /** Nanoseconds of a processor that the broker took for each of those. */
    PROCESSOR_TIME("broker's CPU each") {
        @Override
        String words(double value) {
            return Words.nanos(value);
        }
    },
    /** Of a broker whose devices say nothing: the part of one processor. */
    IDLE_PROCESSOR("broker's CPU") {
        @Override
        String words(double value) {
            return String.format(Locale.ROOT, "%.1f %%", value * 100);
        }
    },
    /** Bytes that were resident at most. */
    MEMORY("broker's memory") {
        @Override
        String words(double value) {
            return String.format(Locale.ROOT, "%,.0f MiB", value / (1 << 20));
        }
    };

    private final String title;

    Metric(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract String words(double value);
}
