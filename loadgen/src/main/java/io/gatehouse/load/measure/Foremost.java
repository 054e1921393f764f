package io.gatehouse.load.measure;

import java.util.Set;
import java.util.function.ToLongFunction;

/** Which rate and which latency a run is about, where there is room for one. */
public final class Foremost {
    private Foremost() {}

    /** What was received; where nothing was, what was acknowledged, or sent; where nothing was sent, connected. */
    public static Count rate(ToLongFunction<Count> counts) {
        if (counts.applyAsLong(Count.RECEIVED) > 0) {
            return Count.RECEIVED;
        }
        if (counts.applyAsLong(Count.ACKNOWLEDGED) > 0) {
            return Count.ACKNOWLEDGED;
        }
        return counts.applyAsLong(Count.SENT) > 0 ? Count.SENT : Count.CONNECTED;
    }

    /** @param timed those of which there is something */
    public static Latency latency(Set<Latency> timed) {
        if (timed.contains(Latency.DELIVERY)) {
            return Latency.DELIVERY;
        }
        return timed.contains(Latency.ACKNOWLEDGEMENT) ? Latency.ACKNOWLEDGEMENT : Latency.CONNECT;
    }
}
