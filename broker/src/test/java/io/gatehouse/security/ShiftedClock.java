package io.gatehouse.security;

import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The system's clock, whose calendar a test moves. Any thread. */
public final class ShiftedClock implements Clock {
    private final AtomicLong shiftMillis = new AtomicLong();

    public void shift(Duration from) {
        shiftMillis.set(from.toMillis());
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis() + shiftMillis.get();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
