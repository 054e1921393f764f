package io.gatehouse.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Tells a {@link MemoryGuard} what each collection of this JVM has left. On the JVM's thread for such news; closed
 * once.
 *
 * <p>After a young collection the old generation still has garbage in it, so that more may seem alive than is. It is
 * the safe side, and a heap that seems tight for long is collected whole, once in a while ({@link #look}): after a
 * flood is over there may be nothing that would make the JVM collect by itself.
 */
public final class HeapWatch implements AutoCloseable {
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);

    private final MemoryGuard guard;
    private final Set<String> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    private final NotificationListener listener = (news, _) -> heard(news);
    private final List<NotificationEmitter> emitters = new ArrayList<>();
    private long collectedAtNanos = System.nanoTime();

    public HeapWatch(MemoryGuard guard) {
        this.guard = guard;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
                emitters.add(emitter);
            }
        }
    }

    private void heard(Notification news) {
        if (news.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            GcInfo collection = GarbageCollectionNotificationInfo.from((CompositeData) news.getUserData())
                    .getGcInfo();
            guard.collected(collection.getMemoryUsageAfterGc().entrySet().stream()
                    .filter(pool -> pools.contains(pool.getKey()))
                    .mapToLong(pool -> pool.getValue().getUsed())
                    .sum());
        }
    }

    /** Now and then, on one thread: has the whole heap collected if it has been tight for long. Blocks meanwhile. */
    public void look() {
        long now = System.nanoTime();
        if (guard.heapIsTight() && now - collectedAtNanos > BETWEEN_COLLECTIONS.toNanos()) {
            collectedAtNanos = now;
            System.gc();
        }
    }

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException gone) {
                // then it is not told any more, which is what was wanted
            }
        }
    }
}
