package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long a connection lasts that a signature opened: as shipped a day at most, as at AWS ("Protocols": the
 * connection lifetime of MQTT over WebSocket with Signature Version 4). Who holds a presigned URL was given it by
 * somebody else, and proves nothing again while he is connected. Confined to the connection's loop.
 */
final class SignedTime {
    private final Loop loop;
    private final long limitNanos;
    private final Runnable over;
    private long endsNanos;
    private @Nullable Timer timer;

    SignedTime(Loop loop, Duration limit, Runnable over) {
        this.loop = loop;
        this.limitNanos = limit.toNanos();
        this.over = over;
    }

    void start() {
        endsNanos = loop.clock().monotonicNanos() + limitNanos;
        sleep(limitNanos);
    }

    private void sleep(long nanos) {
        timer = loop.schedule(nanos, TimeUnit.NANOSECONDS, this::look);
    }

    private void look() {
        long left = endsNanos - loop.clock().monotonicNanos();
        if (left > 0) {
            sleep(left);
        } else {
            timer = null;
            over.run();
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
