package io.gatehouse.rotation;

import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The system's clock, moved ahead by a test, calendar and stop-watch together. Any thread. */
public final class MovedClock implements Clock {
    private final AtomicLong aheadNanos = new AtomicLong();

    public void move(Duration ahead) {
        aheadNanos.addAndGet(ahead.toNanos());
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis() + aheadNanos.get() / 1_000_000;
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime() + aheadNanos.get();
    }
}
