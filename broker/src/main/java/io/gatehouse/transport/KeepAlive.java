package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches that a client sends something within one and a half times its keep-alive. [MQTT-3.1.2-22] Confined to the
 * connection's loop.
 *
 * <p>A packet only notes the time. The timer looks when it fires and, if there was a packet, sleeps for what is left: a
 * busy connection costs one timer for each interval and not one for each packet.
 */
final class KeepAlive {
    private final Loop loop;
    private final long limitNanos;
    private final Runnable expired;
    private long lastReadNanos;
    private @Nullable Timer timer;

    /** @param seconds effective keep-alive; 0 for none */
    KeepAlive(Loop loop, int seconds, Runnable expired) {
        this.loop = loop;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(seconds * 1500L);
        this.expired = expired;
    }

    void start() {
        if (limitNanos > 0) {
            lastReadNanos = loop.clock().monotonicNanos();
            timer = loop.schedule(limitNanos, TimeUnit.NANOSECONDS, this::look);
        }
    }

    /** Something was read. */
    void heard() {
        if (limitNanos > 0) {
            lastReadNanos = loop.clock().monotonicNanos();
        }
    }

    private void look() {
        long left = lastReadNanos + limitNanos - loop.clock().monotonicNanos();
        if (left <= 0) {
            timer = null;
            expired.run();
        } else {
            timer = loop.schedule(left, TimeUnit.NANOSECONDS, this::look);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
