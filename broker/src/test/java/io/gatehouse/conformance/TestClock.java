package io.gatehouse.conformance;

import io.gatehouse.loop.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The system's time, moved on by a test. Timers do not follow: they are the event loops' own. */
final class TestClock implements Clock {
    private final AtomicLong aheadMillis = new AtomicLong();

    void advanceSeconds(long seconds) {
        aheadMillis.addAndGet(TimeUnit.SECONDS.toMillis(seconds));
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis() + aheadMillis.get();
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
