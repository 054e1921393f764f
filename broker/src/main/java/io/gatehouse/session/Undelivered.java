package io.gatehouse.session;

import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Repeats;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a session did not get for one reason was told, and when: for a while the next ones are only counted. A session
 * to which nothing more is said may be sent a million messages a second. Confined to the session's loop.
 */
final class Undelivered {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Reason reason;
    private final @Nullable Undelivered next; // for another reason
    private Repeats repeats;
    private long toldNanos;

    Undelivered(Reason reason, Repeats repeats, long nowNanos, @Nullable Undelivered next) {
        this.reason = reason;
        this.repeats = repeats;
        this.toldNanos = nowNanos;
        this.next = next;
    }

    /** That of the reason, in the chain that begins with {@code first}. */
    static @Nullable Undelivered of(Reason reason, @Nullable Undelivered first) {
        Undelivered each = first;
        while (each != null && each.reason != reason) {
            each = each.next;
        }
        return each;
    }

    boolean isQuiet(long nowNanos) {
        return nowNanos - toldNanos < QUIET_NANOS;
    }

    void again(int times, long nowMillis) {
        repeats.again(times, nowMillis);
    }

    void told(Repeats counted, long nowNanos) {
        repeats = counted;
        toldNanos = nowNanos;
    }
}
