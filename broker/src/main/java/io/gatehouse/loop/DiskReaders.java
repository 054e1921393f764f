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
     * Runs {@code read} on one of the threads and then one of the two others on {@code home}. Neither runs when the
     * loop has ended, or behind {@link #close}.
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

    /** Reads under way are finished, others are not begun. */
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
