package io.gatehouse.refusal;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what is told from the event loops to the listeners. {@link #tell} is for any thread and never waits; the
 * listeners are called one notice after the other, on a virtual thread that begins with the first notice and ends when
 * none is left. Beyond {@link #MOST} that wait, a notice is dropped.
 *
 * <p>The thread gathers for a moment before it begins: to be woken costs the loops more than to be told, and a flood of
 * refusals wakes it once in {@link #GATHER_NANOS} and not once for each.
 */
final class Notices implements AutoCloseable {
    static final int MOST = 4096;

    private static final Logger log = LoggerFactory.getLogger(Notices.class);
    private static final int PATIENCE_SECONDS = 5;
    private static final long RETRY_NANOS = 100_000;
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** So many are not kept waiting, so that none is dropped for want of haste. */
    private static final int ENOUGH = MOST / 4;

    private record Notice(Refusal refusal, Repeats repeats) {}

    private final List<RefusalListener> listeners;
    private final Queue<Notice> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable Thread gathering;
    private volatile boolean closed;

    Notices(List<RefusalListener> listeners) {
        this.listeners = List.copyOf(listeners);
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
        if (running.compareAndSet(false, true)) {
            start(this::gather);
        } else if (waitingNow == ENOUGH) {
            LockSupport.unpark(gathering);
        }
        return true;
    }

    private void gather() {
        gathering = Thread.currentThread();
        if (size.get() < ENOUGH) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
        gathering = null;
        drain();
    }

    private static void start(Runnable task) {
        var _ = Thread.ofVirtual().name("refusals").start(task);
    }

    private void drain() {
        do {
            for (Notice notice = waiting.poll(); notice != null; notice = waiting.poll()) {
                var _ = size.decrementAndGet();
                tellAll(notice);
            }
            running.set(false);
            // What came between the last look and here found it running; somebody has to take it.
        } while (!waiting.isEmpty() && running.compareAndSet(false, true));
    }

    private void tellAll(Notice notice) {
        for (RefusalListener listener : listeners) {
            try {
                listener.refused(notice.refusal(), notice.repeats());
            } catch (RuntimeException defect) {
                log.atError().setCause(defect).log("a listener of refusals failed; the others are told");
            }
        }
    }

    /** Takes no more, and returns when what waited is told, or after five seconds. */
    @Override
    public void close() {
        closed = true;
        CountDownLatch told = new CountDownLatch(1);
        start(() -> {
            while (!waiting.isEmpty() || running.get()) {
                if (running.compareAndSet(false, true)) {
                    drain();
                } else {
                    LockSupport.parkNanos(RETRY_NANOS); // another thread tells what there is
                }
            }
            told.countDown();
        });
        try {
            var _ = told.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
