package io.gatehouse.loop;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads for work that may block: the tasks of one key one after the other, in the order they came; those of
 * different keys side by side. Any thread; nobody waits for room, and the lock is held for a few instructions.
 *
 * <p>Everything under way, what waits and what runs, is bounded by {@link Bounds}. A key has a thread only while it has
 * work.
 */
public final class KeyedExecutor implements AutoCloseable {
    private static final Log log = Log.of(KeyedExecutor.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Map<Object, Deque<Work>> lines = new HashMap<>(); // the first of a line is at work
    private int tasks;
    private long bytes;
    private boolean closed;

    /**
     * How much may be under way.
     *
     * @param tasks of all keys
     * @param bytes of all tasks, as whoever brings them counts them
     * @param tasksOfKey of one key, so that one client does not take the room of all
     */
    public record Bounds(int tasks, long bytes, int tasksOfKey) {}

    private record Work(int bytes, Runnable task) {}

    /** @param name of its threads */
    public KeyedExecutor(String name, Bounds bounds) {
        this.name = name;
        this.bounds = bounds;
    }

    /**
     * Runs {@code task} when all that its key brought before is done.
     *
     * @param weightBytes what it holds in memory until then
     * @return false where there is no room, or behind {@link #close}: it will not run
     */
    public boolean execute(Object key, int weightBytes, Runnable task) {
        lock.lock();
        try {
            Deque<Work> line = lines.get(key);
            if (closed
                    || tasks >= bounds.tasks()
                    || bytes + weightBytes > bounds.bytes()
                    || (line != null && line.size() >= bounds.tasksOfKey())) {
                return false;
            }
            tasks++;
            bytes += weightBytes;
            if (line == null) {
                Deque<Work> fresh = new ArrayDeque<>(2);
                lines.put(key, fresh);
                fresh.add(new Work(weightBytes, task));
                Thread.ofVirtual().name(name).start(() -> work(key, fresh));
            } else {
                line.add(new Work(weightBytes, task));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void work(Object key, Deque<Work> line) {
        for (@Nullable Work next = first(line); next != null; next = finished(key, line, next)) {
            try {
                next.task().run();
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT).setCause(defect).log("a task that may block failed; the others go on");
            }
        }
    }

    private Work first(Deque<Work> line) {
        lock.lock();
        try {
            return line.element();
        } finally {
            lock.unlock();
        }
    }

    /** The next of the line, or {@code null} where it has come to its end. */
    private @Nullable Work finished(Object key, Deque<Work> line, Work done) {
        lock.lock();
        try {
            line.remove();
            tasks--;
            bytes -= done.bytes();
            if (line.isEmpty()) {
                lines.remove(key);
            }
            if (tasks == 0) {
                idle.signalAll();
            }
            return line.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Tasks under way, those that wait included. */
    public int underWay() {
        lock.lock();
        try {
            return tasks;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more, and returns when what is under way is done, or after five seconds. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            long patience = PATIENCE.toNanos();
            while (tasks > 0 && patience > 0) {
                patience = idle.awaitNanos(patience);
            }
            if (tasks > 0) {
                log.at(Event.STOP_SLOW)
                        .addKeyValue("waited", PATIENCE)
                        .log("{} tasks of {} took longer; going on", tasks, name);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
