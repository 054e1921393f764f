package io.gatehouse.metrics;

import io.gatehouse.reason.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which refusals get a log line. Any thread, lock-free, memory fixed at construction.
 *
 * <p>Two sieves. The same client with the same reason gets one line in ten seconds: a device in a retry loop says
 * nothing new. Then each reason has a bucket of 20 lines that refills with 5 a second, so that a million devices with
 * the same fault cost no more than one, and no flood of one reason hides another.
 *
 * <p>The first sieve is a table of fixed size, a slot by hash; two clients that meet in a slot push each other out and
 * get a line more, never less. The buckets are kept as the time at which they will be full again (generic cell rate
 * algorithm): one number, one compare-and-set.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array of this run; nothing of it is stored
final class RefusalPace {
    static final int BURST = 20;
    static final long SAME_CLIENT_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long LINE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int SLOTS = 4096;
    private static final int REASONS = Reason.values().length;

    private final LongSupplier nanoTime;
    private final long origin;
    // A fingerprint of reason and client in the upper half, milliseconds since the origin in the lower.
    private final AtomicLongArray recent = new AtomicLongArray(SLOTS);
    private final AtomicLongArray fullAgain = new AtomicLongArray(REASONS);
    private final AtomicLongArray suppressed = new AtomicLongArray(REASONS);

    RefusalPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        // One period back, so that an empty slot (all zero) is never taken for a line just written.
        this.origin = nanoTime.getAsLong() - 2 * SAME_CLIENT_NANOS;
    }

    /** Not negative: write the line, that many of this reason were held back since the last. Negative: hold it back. */
    long permit(Reason reason, Refusal refusal) {
        long now = nanoTime.getAsLong() - origin;
        if (!firstInAWhile(reason, client(refusal), now) || !takeToken(reason.ordinal(), now)) {
            suppressed.incrementAndGet(reason.ordinal());
            return -1;
        }
        return suppressed.getAndSet(reason.ordinal(), 0);
    }

    private boolean firstInAWhile(Reason reason, @Nullable String client, long now) {
        if (client == null) {
            return true;
        }
        int fingerprint = (31 * client.hashCode() + reason.ordinal()) * 0x9E3779B9;
        int slot = fingerprint >>> 20;
        int millis = (int) TimeUnit.NANOSECONDS.toMillis(now);
        long seen = recent.get(slot);
        boolean same = (int) (seen >>> 32) == fingerprint;
        if (same && millis - (int) seen < TimeUnit.NANOSECONDS.toMillis(SAME_CLIENT_NANOS)) {
            return false;
        }
        // Whoever loses this race is another line within the same instant.
        return recent.compareAndSet(slot, seen, ((long) fingerprint << 32) | Integer.toUnsignedLong(millis));
    }

    private boolean takeToken(int reason, long now) {
        while (true) {
            long full = fullAgain.get(reason);
            long next = Math.max(full, now) + LINE_NANOS;
            if (next - now > BURST * LINE_NANOS) {
                return false;
            }
            if (fullAgain.compareAndSet(reason, full, next)) {
                return true;
            }
        }
    }

    /** Who it is, as far as known; an address without its port, which changes with every attempt. */
    private static @Nullable String client(Refusal refusal) {
        if (refusal.clientId() != null) {
            return refusal.clientId();
        }
        if (refusal.certificateId() != null) {
            return refusal.certificateId();
        }
        String peer = refusal.peer();
        return peer == null || peer.lastIndexOf(':') < 0 ? peer : peer.substring(0, peer.lastIndexOf(':'));
    }
}
