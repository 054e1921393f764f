package io.gatehouse.provisioning.fleet;

import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when the test says so; it begins now, so that certificates are valid. Any thread. */
final class HandClock implements Clock {
    private final long begin = System.currentTimeMillis();
    private volatile long passedNanos;

    void pass(Duration time) {
        passedNanos += time.toNanos();
    }

    @Override
    public long wallMillis() {
        return begin + passedNanos / 1_000_000;
    }

    @Override
    public long monotonicNanos() {
        return passedNanos;
    }

    InstantSource instants() {
        return () -> Instant.ofEpochMilli(wallMillis());
    }
}
