package io.gatehouse.loop;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One event loop: the thread that owns the connections and sessions homed on it. {@link #post} may be called from any
 * thread; everything else that an object homed here offers is called on this loop only, and {@link #check()} says so.
 *
 * <p>A task that throws is our defect: it is logged and the loop goes on, so that one session's fault is never
 * another's (CVE-2026-95842 is the counter-example).
 */
public final class Loop {
    private static final Log log = Log.of(Loop.class);

    private final int index;
    private final EventLoop eventLoop;
    private final Clock clock;

    Loop(int index, EventLoop eventLoop, Clock clock) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.clock = clock;
    }

    /** A loop around an event loop somebody else runs: for tests and benchmarks. */
    public static Loop around(int index, EventLoop eventLoop, Clock clock) {
        return new Loop(index, eventLoop, clock);
    }

    /** 0 to the number of loops, exclusive; fixed for the life of the process. */
    public int index() {
        return index;
    }

    public Clock clock() {
        return clock;
    }

    /** Netty's view of this loop: for registering channels. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    /**
     * Guards a confined object's public entries, in production too: a broken confinement is silent corruption, and the
     * test costs one comparison.
     *
     * @throws IllegalStateException on another thread
     */
    public void check() {
        if (!eventLoop.inEventLoop()) {
            throw new IllegalStateException(
                    "thread: " + Thread.currentThread().getName() + " (expected: loop " + index + ")");
        }
    }

    /** The one way to cross loops. Runs {@code task} on this loop, later; never inline, so that order is by post. */
    public void post(Runnable task) {
        eventLoop.execute(new Guarded(task));
    }

    /** Runs {@code task} here and now if this is its loop, else posts it. */
    public void run(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            post(task);
        }
    }

    /**
     * Runs {@code task} when this loop has done everything it found in its current turn: the reads, and the tasks they
     * caused, and the tasks those caused. On this loop.
     */
    public void atEndOfTurn(Runnable task) {
        if (eventLoop instanceof SingleThreadEventLoop turns) {
            turns.executeAfterEventLoopIteration(task);
        } else {
            eventLoop.execute(task); // an embedded loop of a test: its queue is its turn
        }
    }

    /** Runs {@code task} on this loop after {@code delay}; the answer can cancel it. */
    public Timer schedule(long delay, TimeUnit unit, Runnable task) {
        var future = eventLoop.schedule(new Guarded(task), delay, unit);
        return () -> future.cancel(false);
    }

    /** A scheduled task that has not run yet. */
    public interface Timer {
        /** No effect on a task that ran or was cancelled before. */
        void cancel();
    }

    private final class Guarded implements Runnable {
        private final Runnable task;

        Guarded(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (RejectedExecutionException refused) {
                // one of the last tasks of a loop that ends has more to do, which nobody waits for any more
                LoggingEventBuilder line = eventLoop.isShuttingDown() ? log.atDebug() : log.at(Event.DEFECT);
                line.setCause(refused).log("a task of an event loop found no thread for another one");
            } catch (Throwable defect) {
                log.at(Event.DEFECT).setCause(defect).log("a task of an event loop failed; the loop goes on");
            }
        }
    }
}
