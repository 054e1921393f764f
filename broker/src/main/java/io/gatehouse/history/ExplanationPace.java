package io.gatehouse.history;

import io.gatehouse.reason.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many refusals are explained for the history: of each reason {@value #EACH_SECOND} at once, and as many again each
 * second. A history is written whether anybody reads it or not, and to explain costs more than to refuse: a fleet that
 * is refused at once must not make its own refusal dear. One thread.
 */
final class ExplanationPace {
    static final int EACH_SECOND = 20;

    private static final long ONE_NANOS = TimeUnit.SECONDS.toNanos(1) / EACH_SECOND;

    // When the bucket of a reason will be full again: generic cell rate algorithm.
    private final Map<Reason, Long> fullAgain = new EnumMap<>(Reason.class);

    /** Whether this one is explained; it is counted then. */
    boolean takes(Reason reason, long nowNanos) {
        Long full = fullAgain.get(reason);
        long next = (full == null || full - nowNanos < 0 ? nowNanos : full) + ONE_NANOS;
        if (next - nowNanos > EACH_SECOND * ONE_NANOS) {
            return false;
        }
        fullAgain.put(reason, next);
        return true;
    }
}
