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
        if (handlesPacket() && readingsLeft.getAndDecrement() == 0) {
            throw new IllegalStateException("provoked");
        }
        return System.currentTimeMillis();
    }

    /** The loops look at the calendar for themselves, too. */
    private static boolean handlesPacket() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("channelRead")));
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }
}
