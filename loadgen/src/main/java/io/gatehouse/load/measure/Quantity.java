package io.gatehouse.load.measure;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Something of a run that can have a limit. */
sealed interface Quantity {
    Measured of(Timeline timeline);

    /** @param latency {@code null} for the one that the run is about */
    record OfLatency(@Nullable Latency latency, Quantile quantile) implements Quantity {
        @Override
        public Measured of(Timeline timeline) {
            Map<Latency, Histogram> timed = timeline.latencies();
            Latency which = latency == null ? Foremost.latency(timed.keySet()) : latency;
            Histogram histogram = timed.get(which);
            if (histogram == null) {
                return Measured.nothing("no " + which.title() + " was timed");
            }
            double nanos = quantile.of(histogram);
            return new Measured(nanos, Words.nanos(nanos) + " (" + which.title() + ")");
        }
    }

    /** A count, and the one that has to be above 0 for it to say something. */
    enum OfCount implements Quantity {
        LOSS("loss", Count.LOST, Count.SENT, "no message was sent"),
        DUPLICATES("duplicates", Count.DUPLICATED, Count.RECEIVED, "no message was received"),
        REORDERED("reordered", Count.REORDERED, Count.RECEIVED, "no message was received"),
        FOREIGN("foreign", Count.FOREIGN, null, ""),
        RECEIVED("received", Count.RECEIVED, null, ""),
        HELD_BACK("held-back", Count.HELD_BACK, Count.DUE, "no message was due"),
        CONNECTS("connects", Count.CONNECTS, null, ""),
        ENDED("ended", Count.ENDED, null, ""),
        ERRORS("errors", null, null, "");

        private final String title;
        private final @Nullable Count count;
        private final @Nullable Count among;
        private final String nothing;

        OfCount(String title, @Nullable Count count, @Nullable Count among, String nothing) {
            this.title = title;
            this.count = count;
            this.among = among;
            this.nothing = nothing;
        }

        String title() {
            return title;
        }

        @Override
        public Measured of(Timeline timeline) {
            if (among != null && timeline.count(among) == 0) {
                return Measured.nothing(nothing);
            }
            long many = count == null ? timeline.failed() : timeline.count(count);
            return new Measured(many, Words.whole(many));
        }
    }

    /** Messages in a second. */
    record OfMessages() implements Quantity {
        @Override
        public Measured of(Timeline timeline) {
            Count which = Foremost.rate(timeline::count);
            return which == Count.CONNECTED ? Measured.nothing("no message was sent") : rate(timeline, which);
        }
    }

    /** Connections in a second. */
    record OfConnects() implements Quantity {
        @Override
        public Measured of(Timeline timeline) {
            return timeline.count(Count.CONNECTS) == 0
                    ? Measured.nothing("no device connected in the measured time")
                    : rate(timeline, Count.CONNECTED);
        }
    }

    private static Measured rate(Timeline timeline, Count what) {
        double rate = timeline.count(what) / timeline.measured();
        return new Measured(rate, "%,.1f/s %s".formatted(rate, what.title()));
    }
}
