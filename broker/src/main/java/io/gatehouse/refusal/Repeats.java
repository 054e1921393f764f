package io.gatehouse.refusal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How often a refusal that was told has happened again, the same client for the same reason. Any thread, without locks.
 */
public final class Repeats {
    private final AtomicLong count = new AtomicLong();
    private volatile long lastMillis;

    Repeats(long firstMillis) {
        this.lastMillis = firstMillis;
    }

    /** Once more. */
    public void again(long nowMillis) {
        again(1, nowMillis);
    }

    /** So many times more. */
    public void again(int times, long nowMillis) {
        var _ = count.addAndGet(times);
        lastMillis = nowMillis;
    }

    /** Without the first. */
    public long count() {
        return count.get();
    }

    /** When it last happened, by the wall clock; the first time included. */
    public long lastMillis() {
        return lastMillis;
    }
}
