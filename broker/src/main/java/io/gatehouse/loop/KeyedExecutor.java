package io.gatehouse.loop;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what may block on virtual threads: tasks of one key one after the other in the order they came, tasks of
 * different keys side by side. Any thread may call it. Results go back to a loop by {@link Loop#post}.
 *
 * <p>Bounded: at most {@code maxWaiting} tasks wait in all; beyond that {@link #execute} answers false and the caller
 * refuses its own caller.
 */
public final class KeyedExecutor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyedExecutor.class);

    private final ExecutorService threads;
    private final int maxWaiting;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Queue<Runnable>> waitingByKey = new HashMap<>(); // a present key has a running thread
    private int waiting;

    public KeyedExecutor(String name, int maxWaiting) {
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
        this.maxWaiting = maxWaiting;
    }

    /** True when the task will run; false when too many wait already. */
    public boolean execute(Object key, Runnable task) {
        lock.lock();
        try {
            Queue<Runnable> queue = waitingByKey.get(key);
            if (queue != null) {
                if (waiting >= maxWaiting) {
                    return false;
                }
                waiting++;
                queue.add(task);
                return true;
            }
            waitingByKey.put(key, new ArrayDeque<>(2));
        } finally {
            lock.unlock();
        }
        threads.execute(() -> runAll(key, task));
        return true;
    }

    private void runAll(Object key, Runnable first) {
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } catch (Throwable defect) {
                log.atError().setCause(defect).log("a keyed task failed; the next one runs");
            }
            task = next(key);
        }
    }

    private @Nullable Runnable next(Object key) {
        lock.lock();
        try {
            Queue<Runnable> queue = waitingByKey.get(key);
            Runnable task = queue == null ? null : queue.poll();
            if (task == null) {
                waitingByKey.remove(key);
            } else {
                waiting--;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    /** Lets what was taken finish, for at most five seconds. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
