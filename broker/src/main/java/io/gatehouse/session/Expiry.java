package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import io.gatehouse.mqtt.Connect;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a session waits for its client (section 4.1). Confined to the session's loop. */
final class Expiry {
    private final Loop loop;
    private final Runnable expired;
    private long seconds; // as granted
    private long endedAtMillis; // of the last connection, by the wall clock
    private @Nullable Timer timer;

    Expiry(Loop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** As granted: 0 ends with the connection. */
    long seconds() {
        return seconds;
    }

    long endedAtMillis() {
        return endedAtMillis;
    }

    void grant(long grantedSeconds) {
        seconds = grantedSeconds;
    }

    void restore(long storedSeconds, long lastEndMillis) {
        seconds = storedSeconds;
        endedAtMillis = lastEndMillis;
    }

    void connectionEnded(long nowMillis) {
        endedAtMillis = nowMillis;
    }

    /** Nobody is connected: it runs out when it has passed since the last connection. */
    void begin(long nowMillis) {
        if (seconds == Connect.NEVER_EXPIRES) {
            return;
        }
        long passed = Math.max(0, nowMillis - endedAtMillis);
        long left = Math.max(0, TimeUnit.SECONDS.toMillis(seconds) - passed);
        timer = loop.schedule(left, TimeUnit.MILLISECONDS, expired);
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
