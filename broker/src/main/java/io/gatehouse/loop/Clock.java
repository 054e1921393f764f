package io.gatehouse.loop;

/** Where time comes from, so that tests can own it. Any thread. */
public interface Clock {
    Clock SYSTEM = new Clock() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }
    };

    /** Milliseconds since the epoch: for what is shown or stored. May jump. */
    long wallMillis();

    /** Nanoseconds from an arbitrary origin: for durations. Never goes back. */
    long monotonicNanos();
}
