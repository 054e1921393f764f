package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which refusals are told, and which of those get a line in the log. Any thread, lock-free, memory bounded by the
 * number of slots.
 *
 * <p>Two sieves. The same client with the same reason is told once in ten seconds: a device in a retry loop says
 * nothing new. Then each reason has a bucket of 20 lines that refills with 5 a second, so that a million devices with
 * the same fault cost no more than one, and no flood of one reason hides another.
 *
 * <p>The first sieve is a table of fixed size, a slot by hash, and a slot knows exactly whom it saw: two clients that
 * meet in a slot push each other out and are told once more, never less, whatever names a peer makes up. A client is
 * its certificate and its client id together, so that nobody silences a device by using its client id. The buckets are
 * kept as the time at which they will be full again (generic cell rate algorithm): one number, one compare-and-set.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array of this run; nothing of it is stored
final class RefusalPace {
    static final int BURST = 20;
    static final long SAME_CLIENT_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long LINE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int SLOTS = 4096; // a power of two
    private static final int REASONS = Reason.values().length;

    /** A client that was told of, and since when. */
    private record Seen(RefusalKey key, long atNanos, Repeats repeats) {}

    private final LongSupplier nanoTime;
    private final long origin;
    private final AtomicReferenceArray<@Nullable Seen> recent = new AtomicReferenceArray<>(SLOTS);
    private final AtomicLongArray fullAgain = new AtomicLongArray(REASONS);
    private final AtomicLongArray suppressed = new AtomicLongArray(REASONS);

    RefusalPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    /** Where to count its repeats, for one that is to be told; {@code null} for a repeat, which is counted. */
    @Nullable
    Repeats first(RefusalKey key, long nowMillis) {
        long now = nanoTime.getAsLong() - origin;
        int slot = slotOf(key);
        Seen seen = recent.get(slot);
        if (seen != null
                && now - seen.atNanos() < SAME_CLIENT_NANOS
                && seen.key().equals(key)) {
            seen.repeats().again(nowMillis);
            var _ = suppressed.incrementAndGet(key.reason().ordinal());
            return null;
        }
        Repeats repeats = new Repeats(nowMillis);
        if (recent.compareAndSet(slot, seen, new Seen(key, now, repeats))) {
            return repeats;
        }
        // Somebody else was faster in this slot. If it was the same client, that one is told; else both are.
        Seen faster = recent.get(slot);
        if (faster != null && faster.key().equals(key)) {
            faster.repeats().again(nowMillis);
            var _ = suppressed.incrementAndGet(key.reason().ordinal());
            return null;
        }
        return repeats;
    }

    /** Where the repeats of one that was told are counted; of one that was pushed out meanwhile nobody sees them. */
    Repeats repeatsOf(RefusalKey key, long nowMillis) {
        Seen seen = recent.get(slotOf(key));
        return seen != null && seen.key().equals(key) ? seen.repeats() : new Repeats(nowMillis);
    }

    private static int slotOf(RefusalKey key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 12) ^ (hash >>> 24)) & (SLOTS - 1);
    }

    /** Not negative: write the line, that many of this reason were held back since the last. Negative: hold it back. */
    long line(Reason reason) {
        long now = nanoTime.getAsLong() - origin;
        if (!takeToken(reason.ordinal(), now)) {
            var _ = suppressed.incrementAndGet(reason.ordinal());
            return -1;
        }
        return suppressed.getAndSet(reason.ordinal(), 0);
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
}
