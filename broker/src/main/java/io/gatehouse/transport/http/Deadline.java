package io.gatehouse.transport.http;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One moment at which something must have come, set anew with every request. Confined to the loop.
 *
 * <p>Setting it notes the time. The timer looks when it fires and, if the moment has been put off, sleeps for what is
 * left: a busy connection costs one timer for each of its intervals and not one for each request.
 */
final class Deadline {
    private final Loop loop;
    private @Nullable Runnable passed;
    private long atNanos;
    private @Nullable Timer timer;
    private long timerAtNanos;

    Deadline(Loop loop) {
        this.loop = loop;
    }

    /** In place of what was set before. */
    void set(Duration left, Runnable action) {
        passed = action;
        atNanos = loop.clock().monotonicNanos() + left.toNanos();
        if (timer != null && timerAtNanos - atNanos > 0) {
            timer.cancel();
            timer = null;
        }
        if (timer == null) {
            sleep(left.toNanos());
        }
    }

    /** Nothing is waited for. */
    void clear() {
        passed = null;
    }

    /** For good. */
    void stop() {
        passed = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void sleep(long nanos) {
        timerAtNanos = loop.clock().monotonicNanos() + nanos;
        timer = loop.schedule(nanos, TimeUnit.NANOSECONDS, this::look);
    }

    private void look() {
        timer = null;
        Runnable action = passed;
        if (action == null) {
            return;
        }
        long left = atNanos - loop.clock().monotonicNanos();
        if (left > 0) {
            sleep(left);
        } else {
            passed = null;
            action.run();
        }
    }
}
