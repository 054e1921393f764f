package io.gatehouse.memory;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Says when the memory of this process is nearly used up. Any thread; readers pay one volatile read.
 *
 * <p>Every queue has a bound of its own, but a thousand queues below their bounds can be more than there is. So those
 * that would take more ask here first. Two kinds, because they are two pools that do not help each other:
 *
 * <ul>
 *   <li><b>the heap</b>: sessions, and payloads that wait. What is alive is known after a collection and at no other
 *       time, so that is when it is looked at ({@link HeapWatch}): tight above {@value #TIGHT_PERCENT} %, until it is
 *       below {@value #RELIEVED_PERCENT} % again.
 *   <li><b>the buffers</b> outside of the heap: what is on its way to and from the sockets. Their number is known at
 *       any time.
 * </ul>
 *
 * Rejected: one budget of bytes for all queues. A message that a thousand sessions wait for lies in memory once and
 * would be counted a thousand times; and it would say nothing of sessions, subscriptions and certificates.
 */
public final class MemoryGuard {
    private static final Log log = Log.of(MemoryGuard.class);

    static final int TIGHT_PERCENT = 85;
    static final int RELIEVED_PERCENT = 75;
    /** A quarter is kept back for what comes in: it cannot be refused before it is read. */
    private static final int BUFFERS_TIGHT_PERCENT = 75;

    /** Where memory is nobody's concern. */
    public static final MemoryGuard UNLIMITED = of(Long.MAX_VALUE, Long.MAX_VALUE, () -> 0);

    private final long maxHeap;
    private final long tightBuffers;
    private final LongSupplier usedBuffers;
    private final List<Runnable> relieved = new CopyOnWriteArrayList<>();
    private volatile boolean heapTight;
    private volatile long liveHeap;

    private MemoryGuard(long maxHeap, long maxBuffers, LongSupplier usedBuffers) {
        this.maxHeap = maxHeap;
        this.tightBuffers = maxBuffers / 100 * BUFFERS_TIGHT_PERCENT;
        this.usedBuffers = usedBuffers;
    }

    /** Of this JVM; to be told of its collections by a {@link HeapWatch}. */
    public static MemoryGuard ofThisJvm() {
        return new MemoryGuard(Runtime.getRuntime().maxMemory(), maxBuffers(), PlatformDependent::usedDirectMemory);
    }

    /** One that a test fills. */
    public static MemoryGuard of(long maxHeap, long maxBuffers, LongSupplier usedBuffers) {
        return new MemoryGuard(maxHeap, maxBuffers, usedBuffers);
    }

    /** The most that Netty takes for buffers outside of the heap. */
    public static long maxBuffers() {
        return PlatformDependent.maxDirectMemory();
    }

    /** Hardly any heap is left: nothing that can be refused is to be kept. */
    public boolean heapIsTight() {
        return heapTight;
    }

    /** Hardly any buffers are left: nothing more for a peer that has not taken what it was sent before. */
    public boolean buffersAreTight() {
        return usedBuffers.getAsLong() > tightBuffers;
    }

    /** Runs {@code task} whenever the heap stops being tight, on the thread that saw it. */
    public void whenHeapIsRelieved(Runnable task) {
        relieved.add(task);
    }

    /** Bytes of the heap that were alive after the last collection. */
    public long liveHeap() {
        return liveHeap;
    }

    /** A collection has left so much. One thread at a time. */
    public void collected(long liveBytes) {
        liveHeap = liveBytes;
        boolean before = heapTight;
        heapTight = liveBytes > maxHeap / 100 * (before ? RELIEVED_PERCENT : TIGHT_PERCENT);
        if (before && !heapTight) {
            relieved.forEach(Runnable::run);
            log.at(Event.MEMORY_RELIEVED)
                    .addKeyValue("liveBytes", liveBytes)
                    .log("there is heap again: all is as before");
        } else if (!before && heapTight) {
            log.at(Event.MEMORY_TIGHT)
                    .addKeyValue("liveBytes", liveBytes)
                    .addKeyValue("maxBytes", maxHeap)
                    .log("hardly any heap is left: what would wait in it is dropped, and nobody is accepted");
        }
    }
}
