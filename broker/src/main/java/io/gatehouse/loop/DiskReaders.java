package io.gatehouse.loop;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The few threads that wait for the disk, so that event loops need not. Any thread.
 *
 * <p>Platform threads: a read is a native call, which pins the carrier of a virtual thread, so that virtual ones would
 * be bounded by the number of cores without saying so. What waits here is bounded by who asks: a session has one read
 * under way at a time.
 */
public final class DiskReaders implements AutoCloseable {
    private static final Log log = Log.of(DiskReaders.class);

    private final ExecutorService threads;

    public DiskReaders(int count) {
        threads = Executors.newFixedThreadPool(
                count, Thread.ofPlatform().name("disk-reader-", 0).factory());
    }

    /**
     * Runs {@code read} on one of the threads and then one of the two others on {@code home}. Neither of these runs
     * when the loop has ended, and none of the three where {@code read} has not begun when {@link #close} is called.
     */
    public <T> void read(Supplier<T> read, Loop home, Consumer<T> then, Consumer<RuntimeException> failed) {
        try {
            threads.execute(() -> {
                try {
                    T found = read.get();
                    home.post(() -> then.accept(found));
                } catch (RejectedExecutionException stopping) {
                    // the loop has ended; so has who asked
                } catch (RuntimeException failure) {
                    tell(home, () -> failed.accept(failure));
                }
            });
        } catch (RejectedExecutionException closed) {
            log.atDebug().log("a read was asked for while the broker stops"); // like those that had not begun
        }
    }

    private static void tell(Loop home, Runnable task) {
        try {
            home.post(task);
        } catch (RejectedExecutionException stopping) {
            log.atDebug().log("a reader's loop has ended");
        }
    }

    /**
     * Begins no read any more, and waits for those under way, five seconds at most: one that takes longer goes on
     * after the return, and its answer is still posted if its loop runs then.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                log.at(Event.STOP_SLOW).log("a read took longer than 5 s; going on");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
