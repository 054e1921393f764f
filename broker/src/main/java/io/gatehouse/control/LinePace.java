package io.gatehouse.control;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One log line a second: whoever reaches the admin socket may be refused a thousand times a second. Any thread. */
final class LinePace {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private long next;
    private long suppressed;

    LinePace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Not negative: write the line, that many were held back since the last. Negative: hold it back. */
    synchronized long permit() {
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
