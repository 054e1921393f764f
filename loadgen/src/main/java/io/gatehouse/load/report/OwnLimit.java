package io.gatehouse.load.report;

import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Words;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Whether a run measured the generator rather than the broker, in sentences for people. */
final class OwnLimit {
    private static final double LATEST_NANOS = 1e6;

    private OwnLimit() {}

    /** @return what was the matter and what to do; empty where the figures are the broker's */
    static List<String> of(Timeline timeline) {
        List<String> sentences = new ArrayList<>();
        Generator worst = timeline.generator();
        if (worst.isTheLimit()) {
            sentences.add("The generator itself was the limit: at its busiest it took "
                    + Words.percent(worst.processors()) + " of this machine's processors, and one of its threads "
                    + Words.percent(worst.busiest()) + " of one.");
        }
        Histogram lag = timeline.latencies().get(Latency.SEND_LAG);
        if (lag != null && Quantile.P99.of(lag) > LATEST_NANOS) {
            sentences.add("The generator itself was late: one message in a hundred was sent "
                    + Words.nanos(Quantile.P99.of(lag))
                    + " or more after it was due, which is part of the latencies of messages.");
        }
        if (!sentences.isEmpty()) {
            sentences.add("Lower --rate, --connect-rate or --clients until this is no longer said, or give the"
                    + " generator more processors, or a machine of its own.");
        }
        return sentences;
    }
}
