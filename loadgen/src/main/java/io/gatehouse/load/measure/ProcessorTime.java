package io.gatehouse.load.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/** How busy this process keeps the machine. One thread. */
final class ProcessorTime {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private Map<Long, Long> before = nanos();
    private long looked = System.nanoTime();

    Generator since() {
        long now = System.nanoTime();
        double wall = Math.max(1, now - looked);
        Map<Long, Long> after = nanos();
        long sum = 0;
        long most = 0;
        for (Map.Entry<Long, Long> thread : after.entrySet()) {
            long spent = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            sum += spent;
            most = Math.max(most, spent);
        }
        before = after;
        looked = now;
        return new Generator(sum / wall / Runtime.getRuntime().availableProcessors(), most / wall);
    }

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
