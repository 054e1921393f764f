package io.gatehouse.transport;

import io.gatehouse.loop.Clock;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so. */
final class TestClock implements Clock {
    private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5); // the origin is arbitrary and may wrap

    void advance(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Override
    public long wallMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public long monotonicNanos() {
        return nanos;
    }
}
