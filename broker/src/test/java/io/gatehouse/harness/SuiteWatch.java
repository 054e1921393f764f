package io.gatehouse.harness;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test during which an unexpected ERROR was logged, and the run in which a buffer leaked or a thread stayed.
 *
 * <p>A leak shows only when the buffer's owner was collected, so at the end of the run it is provoked. Threads are
 * judged at the end as well, by what was there at the start.
 */
public final class SuiteWatch implements BeforeAllCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SuiteWatch.class);
    /** Of a wait that names no time: a machine with other work fails no test, and what never comes still does. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration THREAD_DEADLINE = Duration.ofSeconds(10);
    private static final int COLLECTIONS = 3;
    private static final long GC_PATIENCE_MILLIS = 10_000;

    /** Threads that must not outlive their owner even though they would not keep the JVM alive. */
    private static final List<String> OUR_THREADS =
            List.of("loop-", "committer", "admin", "control-plane", "gatehouse");

    @Override
    public void beforeAll(ExtensionContext context) {
        var _ = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Run.class, key -> Run.begin(), Run.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failOn("errors were logged that nobody expected", ErrorLog.take());
    }

    private static void failOn(String what, List<String> findings) {
        if (!findings.isEmpty()) {
            throw new AssertionError(what + ":\n  " + String.join("\n  ", findings));
        }
    }

    /** From the first test class to the last; JUnit closes it with its root. */
    private record Run(Set<Thread> atStart) implements AutoCloseable {
        static Run begin() {
            // Set by the build too, but a test started from an IDE is watched as well.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
            Awaitility.setDefaultTimeout(PATIENCE);
            return new Run(Thread.getAllStackTraces().keySet());
        }

        @Override
        public void close() {
            try {
                check();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while the run was checked", e);
            }
        }

        private void check() throws InterruptedException {
            List<String> findings = new ArrayList<>(threadsLeft(atStart, THREAD_DEADLINE));
            provokeLeakReports();
            findings.addAll(ErrorLog.take());
            failOn("the run left something behind", findings);
        }
    }

    static void provokeLeakReports() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            collectGarbage();
            // Netty reports what was collected when the next buffer is made.
            UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
    }

    /** Returns when references to what was garbage have been put into their queues, which happens after the GC. */
    private static void collectGarbage() throws InterruptedException {
        var queue = new ReferenceQueue<Object>();
        var canary = new WeakReference<>(new Object(), queue);
        try {
            System.gc();
            if (queue.remove(GC_PATIENCE_MILLIS) == null) {
                throw new AssertionError("System.gc(): no collection (expected: one; is -XX:+DisableExplicitGC set?)");
            }
        } finally {
            // A reference that is garbage itself is not put into its queue.
            Reference.reachabilityFence(canary);
        }
    }

    /** What is ours, was not there at the start, and does not end within {@code patience}. */
    static List<String> threadsLeft(Set<Thread> atStart, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (atStart.contains(thread) || !isOurs(thread)) {
                continue;
            }
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                left.add("thread left behind: " + thread.getName() + " at " + List.of(thread.getStackTrace()));
            }
        }
        return left;
    }

    private static boolean isOurs(Thread thread) {
        return !thread.isDaemon() || OUR_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }
}
