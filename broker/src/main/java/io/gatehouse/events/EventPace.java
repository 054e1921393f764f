package io.gatehouse.events;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * How many events of one kind there may be where a client can cause as many as it likes: of one certificate
 * {@value #BURST} at once and then one a second, of all together {@value #BURST_OF_ALL} and then fifty a second. Each
 * is a message to everybody who listens, made by whoever has a certificate and, say, no right to connect: that must not
 * be a way to fill queues. Any thread, lock-free, memory bounded by the number of slots.
 *
 * <p>Not by client id: who is refused makes up as many as he likes. A slot knows exactly whose it is: two certificates
 * that meet in one push each other out and are told more often, never less, within the bound of all.
 *
 * <p>Buckets are kept as the time at which they will be full again (generic cell rate algorithm).
 */
final class EventPace {
    static final int BURST = 10;
    static final int BURST_OF_ALL = 200;
    static final long NANOS_OF_ONE = 1_000_000_000;
    static final long NANOS_OF_ALL = 20_000_000;

    private static final int SLOTS = 1024; // a power of two

    private record Bucket(String principalId, long fullAgain) {}

    private final AtomicReferenceArray<@Nullable Bucket> buckets = new AtomicReferenceArray<>(SLOTS);
    private final AtomicLong fullAgain = new AtomicLong();
    private final long origin;

    /** @param nowNanos monotonic */
    EventPace(long nowNanos) {
        this.origin = nowNanos;
    }

    /** Whether one more may be told. */
    boolean permits(String principalId, long nowNanos) {
        long now = nowNanos - origin;
        return permitsOne(principalId, now) && permitsAll(now);
    }

    private boolean permitsOne(String principalId, long now) {
        int hash = principalId.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        while (true) {
            Bucket bucket = buckets.get(slot);
            boolean own = bucket != null && bucket.principalId().equals(principalId);
            long next = (own ? Math.max(bucket.fullAgain(), now) : now) + NANOS_OF_ONE;
            if (next - now > BURST * NANOS_OF_ONE) {
                return false;
            }
            if (buckets.compareAndSet(slot, bucket, new Bucket(principalId, next))) {
                return true;
            }
        }
    }

    private boolean permitsAll(long now) {
        while (true) {
            long full = fullAgain.get();
            long next = Math.max(full, now) + NANOS_OF_ALL;
            if (next - now > BURST_OF_ALL * NANOS_OF_ALL) {
                return false;
            }
            if (fullAgain.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
