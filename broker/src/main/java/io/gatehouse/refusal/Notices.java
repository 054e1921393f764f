package io.gatehouse.refusal;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes what is told from the event loops to the listeners. {@link #tell} is for any thread and never waits; the
 * listeners are called one notice after the other, on a thread of this class. Beyond {@link #MOST} that wait, a notice
 * is dropped.
 *
 * <p>The thread gathers for a moment before it begins: to wake it costs more than to tell it, and a flood of refusals
 * wakes it once in {@link #GATHER_NANOS} and not once for each. A virtual thread would be woken by three others.
 */
final class Notices implements AutoCloseable {
    static final int MOST = 4096;

    private static final Log log = Log.of(Notices.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** So many are not kept waiting, so that none is dropped for want of haste. */
    private static final int ENOUGH = MOST / 4;

    private record Notice(Refusal refusal, Repeats repeats) {}

    private final List<RefusalListener> listeners;
    private final Queue<Notice> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Thread teller = Thread.ofPlatform().name("gatehouse-refusals").unstarted(this::run);
    private volatile boolean closed;

    Notices(List<RefusalListener> listeners) {
        this.listeners = List.copyOf(listeners);
        if (!listeners.isEmpty()) {
            teller.start();
        }
    }

    boolean hasRoom() {
        return !listeners.isEmpty() && !closed && size.get() < MOST;
    }

    /** False when too many wait. */
    boolean tell(Refusal refusal, Repeats repeats) {
        if (listeners.isEmpty() || closed) {
            return true;
        }
        int waitingNow = size.incrementAndGet();
        if (waitingNow > MOST) {
            var _ = size.decrementAndGet();
            return false;
        }
        waiting.add(new Notice(refusal, repeats));
        if (waitingNow == ENOUGH || (asleep.get() && asleep.compareAndSet(true, false))) {
            LockSupport.unpark(teller);
        }
        return true;
    }

    private void run() {
        while (!closed) {
            asleep.set(true); // before the look: who adds after it finds it so
            if (waiting.isEmpty()) {
                LockSupport.park(this);
            }
            asleep.set(false);
            if (!closed && size.get() < ENOUGH) {
                LockSupport.parkNanos(this, GATHER_NANOS);
            }
            tellWaiting();
        }
        tellWaiting();
    }

    private void tellWaiting() {
        for (Notice notice = waiting.poll(); notice != null; notice = waiting.poll()) {
            var _ = size.decrementAndGet();
            tellAll(notice);
        }
    }

    private void tellAll(Notice notice) {
        for (RefusalListener listener : listeners) {
            try {
                listener.refused(notice.refusal(), notice.repeats());
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT).setCause(defect).log("a listener of refusals failed; the others are told");
            }
        }
    }

    /** Takes no more, and returns when what waited is told, or after five seconds. */
    @Override
    public void close() {
        closed = true;
        if (listeners.isEmpty()) {
            return; // nobody to tell, and no thread that would
        }
        LockSupport.unpark(teller);
        try {
            var _ = teller.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
