package io.gatehouse.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One log line a second of what others may cause a thousand times a second. Any thread. */
public final class LinePace {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private long next;
    private long suppressed;

    /** @param nanoTime monotonic */
    public LinePace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Not negative: write the line, that many were held back since the last. Negative: hold it back. */
    public synchronized long permit() {
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            suppressed++;
            return -1;
        }
        next = now + LINE_NANOS;
        long held = suppressed;
        suppressed = 0;
        return held;
    }
}
