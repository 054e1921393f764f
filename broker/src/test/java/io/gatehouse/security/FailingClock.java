package io.gatehouse.security;

import io.gatehouse.loop.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** Throws once, after as many readings as it was told: whatever reads the calendar then, has a defect. Any thread. */
public final class FailingClock implements Clock {
    private final AtomicInteger readingsLeft = new AtomicInteger(Integer.MAX_VALUE);

    public void failAfter(int readings) {
        readingsLeft.set(readings);
    }

    @Override
    public long wallMillis() {
        if (readingsLeft.getAndDecrement() == 0) {
            throw new IllegalStateException("provoked");
        }
        return System.currentTimeMillis();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
