package io.gatehouse.loop;

import java.util.concurrent.TimeUnit;

/**
 * How late an event loop comes to what is due: it gives itself a task ten times a second and looks how late it was.
 * Made on any thread, runs on the loop, read by any thread.
 *
 * <p>Costs a hundred milliseconds' timer for each loop, and nothing for a message. A loop that is held up now is seen
 * before it comes back.
 */
public final class LoopLag {
    static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** The worst of this one and of the one before is told, so that a scrape in every 15 s misses nothing. */
    static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Loop loop;
    private long windowBegan;
    private volatile long due;
    private volatile long worst;
    private volatile long worstBefore;

    private LoopLag(Loop loop) {
        this.loop = loop;
        this.windowBegan = now();
        this.due = windowBegan + BEAT_NANOS;
    }

    /** Begins; it ends with the loop. */
    public static LoopLag watch(Loop loop) {
        LoopLag lag = new LoopLag(loop);
        lag.next();
        return lag;
    }

    /** Nanoseconds: the most of the last 15 to 30 seconds. */
    public long worstNanos() {
        return Math.max(Math.max(worst, worstBefore), Math.max(0, now() - due));
    }

    private void beat() {
        long now = now();
        if (now - windowBegan > WINDOW_NANOS) {
            worstBefore = worst;
            worst = 0;
            windowBegan = now;
        }
        worst = Math.max(worst, now - due);
        due = now + BEAT_NANOS;
        next();
    }

    private void next() {
        var _ = loop.schedule(BEAT_NANOS, TimeUnit.NANOSECONDS, this::beat);
    }

    private long now() {
        return loop.clock().monotonicNanos();
    }
}
