package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Key;
import io.gatehouse.engine.Lease;
import io.gatehouse.engine.Lease.End;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are leased. Read on any thread, changed on the committer thread.
 *
 * <h2>Model</h2>
 *
 * A lease ends with its process at the latest, and this process is the only one that has the store: the lock on the
 * data folder says so. So leased keys are held in memory, beside the database and never in it. Nothing is left of them
 * for the next start, for a backup, or for a disk that cannot be written when one runs out; and a renewal costs no
 * disk. What is stored is the count of revisions, with every lease that is granted: a number that fences must not come
 * again after a crash.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>A key is leased, or it is in the database, or neither. (Both, for the moment between the batch that stores a
 *       value and its answers, which end the lease: readers then see the lease.)
 *   <li>Leases are granted, changed and ended by the answers of writes, in their order, and by {@link #expire} between
 *       batches. So while a batch is staged and answered, time ends none.
 *   <li>A batch takes no write once {@link #isOneDue}, asked after that write was there, and {@link #expire} comes
 *       before the next batch. So a write that is asked for after the holder has seen its time run out finds the key
 *       without the lease.
 * </ul>
 */
final class Leases {
    private final Watchers watchers;
    private final LongSupplier nanoTime;
    private final Map<Key, RocksLease> held = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger(Lease.MAX_HELD);

    // The committer thread's own.
    private long earliest; // while any is held no term ends before; renewals leave it, so it may be too early

    /** @param nanoTime monotonic */
    Leases(Watchers watchers, LongSupplier nanoTime) {
        this.watchers = watchers;
        this.nanoTime = nanoTime;
    }

    @Nullable
    RocksLease of(Key key) {
        return held.isEmpty() ? null : held.get(key);
    }

    Collection<RocksLease> all() {
        return held.values();
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }

    /** Takes one of the places; false when there is none. Any thread. */
    boolean enter() {
        if (places.decrementAndGet() >= 0) {
            return true;
        }
        places.incrementAndGet();
        return false;
    }

    /** Gives a place back that no lease came to. Any thread. */
    void leave() {
        places.incrementAndGet();
    }

    /** Its term begins now. It has a place. */
    void grant(RocksLease lease) {
        long ends = nanoTime.getAsLong() + lease.term().nanos();
        if (held.isEmpty() || ends - earliest < 0) {
            earliest = ends;
        }
        lease.term().begin();
        held.put(lease.key(), lease);
        lease.tell(watchers);
    }

    /** Ends a lease, if it is held: the key is gone, and those who watch it hear so. */
    void remove(RocksLease lease, End why) {
        if (held.remove(lease.key(), lease)) {
            leave();
            watchers.gone(lease.key());
            lease.over(why);
        }
    }

    /** Leaves the key of a lease to a write that takes it; the lease is yet to be told. */
    void give(RocksLease lease) {
        held.remove(lease.key());
        leave();
    }

    /** Ends those whose time has run out. */
    void expire() {
        if (held.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - earliest < 0) {
            return;
        }
        long least = Long.MAX_VALUE;
        for (RocksLease lease : held.values()) {
            if (lease.isHeld()) {
                least = Math.min(least, lease.term().nanosLeft());
            } else {
                remove(lease, End.EXPIRED);
            }
        }
        earliest = now + least; // counted from before the terms were asked, so never too late
    }

    /** Whether the time of one may have run out. */
    boolean isOneDue() {
        return nanosToNext() == 0;
    }

    /** For how long nothing expires. */
    long nanosToNext() {
        return held.isEmpty() ? Long.MAX_VALUE : Math.max(0, earliest - nanoTime.getAsLong());
    }

    /** The store is closed: ends all, and tells their holders alone. */
    void close() {
        List<RocksLease> all = List.copyOf(held.values());
        held.clear();
        all.forEach(lease -> lease.over(End.CLOSED));
    }
}
