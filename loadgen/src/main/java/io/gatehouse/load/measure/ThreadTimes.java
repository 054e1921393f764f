package io.gatehouse.load.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor time of the threads of Java in this process, so that what JIT compilers and collectors take is not in it. A
 * thread that ends between two looks is left out of the second. One thread.
 */
public final class ThreadTimes {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Map<Long, Long> before = nanos();

    /**
     * Between two looks, in nanoseconds.
     *
     * @param all threads together
     * @param busiest of them
     */
    public record Spent(long all, long busiest) {}

    /** Since the last look, or since this was made. */
    public Spent look() {
        Map<Long, Long> after = nanos();
        long all = 0;
        long busiest = 0;
        for (Map.Entry<Long, Long> thread : after.entrySet()) {
            long spent = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            all += spent;
            busiest = Math.max(busiest, spent);
        }
        before = after;
        return new Spent(all, busiest);
    }

    /** Of each thread that lives, by its id. */
    private Map<Long, Long> nanos() {
        Map<Long, Long> each = new HashMap<>();
        for (long id : threads.getAllThreadIds()) {
            long nanos = threads.getThreadCpuTime(id);
            if (nanos >= 0) { // -1 of one that has just ended
                each.put(id, nanos);
            }
        }
        return each;
    }
}
