package io.gatehouse.history;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where event loops put what happened: no lock, no waiting, bounded in bytes. Any thread adds, one at a time takes.
 *
 * <p>Beyond the bound an event is dropped and counted. History is for finding out, not for deciding: it must never slow
 * down what it tells of.
 */
final class Intake {
    /** One event of one client, on its way. */
    record Waiting(String clientId, ClientEvent event) {
        int weight() {
            return event.weight() + 2 * clientId.length();
        }
    }

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final long maxBytes;
    private volatile @Nullable Thread taker;

    /** @param maxBytes about what the waiting ones take on the heap */
    Intake(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Who is woken when a quarter of the room is used. */
    void wakes(Thread taker) {
        this.taker = taker;
    }

    /** False when there was no room. */
    boolean add(String clientId, ClientEvent event) {
        Waiting next = new Waiting(clientId, event);
        long after = waitingBytes.addAndGet(next.weight());
        if (after > maxBytes) {
            waitingBytes.addAndGet(-next.weight());
            dropped.increment();
            return false;
        }
        waiting.add(next);
        long quarter = maxBytes / 4;
        if (after >= quarter && after - next.weight() < quarter) {
            LockSupport.unpark(taker); // once for each time it fills: the loops pay nothing for the rest
        }
        return true;
    }

    @Nullable
    Waiting poll() {
        Waiting next = waiting.poll();
        if (next != null) {
            waitingBytes.addAndGet(-next.weight());
        }
        return next;
    }

    long dropped() {
        return dropped.sum();
    }
}
