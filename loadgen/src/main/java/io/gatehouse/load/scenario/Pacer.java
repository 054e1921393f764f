package io.gatehouse.load.scenario;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An open loop: when something is due does not depend on what came of what was due before. A stall is therefore
 * followed by all that was due in it, and each of those is late by the whole of its own delay: nothing is omitted
 * because the broker was slow (Gil Tene's "coordinated omission"). One thread, which may block.
 */
final class Pacer {
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Parks end late by about as much as this; below it the thread spins. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(60);

    /** Then whoever spins keeps the event loop from its work. */
    private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

    private Pacer() {}

    private static void spin() {
        if (ALONE) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    /** Is called when its time has come, or later. */
    interface Due {
        /** @param nanos when it was due, by {@link System#nanoTime} */
        void at(long index, long nanos);
    }

    /**
     * Returns when all is over.
     *
     * @param rate a second, above 0
     * @param seconds how long
     * @param stopped asked before each; true ends it at once
     */
    static void run(double rate, double seconds, BooleanSupplier stopped, Due due) {
        long begun = System.nanoTime();
        long count = Math.round(rate * seconds);
        double gap = 1e9 / rate;
        for (long index = 0; index < count && !stopped.getAsBoolean(); index++) {
            long nanos = begun + (long) (index * gap);
            if (!await(nanos, stopped)) {
                return;
            }
            due.at(index, nanos);
        }
    }

    /**
     * Several things at once, each when it is due, until {@code end}. What becomes due earlier than it seemed wakes it
     * by {@link LockSupport#unpark}.
     */
    static void run(List<? extends Recurring> all, long end, BooleanSupplier stopped) {
        while (!stopped.getAsBoolean()) {
            Recurring first = null;
            long due = end;
            for (Recurring each : all) {
                if (each.due() - due < 0) {
                    first = each;
                    due = each.due();
                }
            }
            long left = due - System.nanoTime();
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(Math.min(left - SPIN_NANOS, LONGEST_PARK_NANOS));
            } else if (left > 0) {
                spin();
            } else if (first == null) {
                return;
            } else {
                first.happen();
            }
        }
    }

    /** @return false where it was stopped before */
    static boolean await(long nanos, BooleanSupplier stopped) {
        long left = nanos - System.nanoTime();
        while (left > 0) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(Math.min(left - SPIN_NANOS, LONGEST_PARK_NANOS));
                if (stopped.getAsBoolean()) {
                    return false;
                }
            } else {
                spin();
            }
            left = nanos - System.nanoTime();
        }
        return true;
    }
}
