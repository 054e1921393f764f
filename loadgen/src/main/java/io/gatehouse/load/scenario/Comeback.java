package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Devices that try until they are connected, with exponential back-off and full jitter. Any thread.
 */
final class Comeback {
    private final Fleet fleet;
    private final Session session;
    private final boolean ticket;
    private final long firstNanos;
    private final long longestNanos;
    /** All that ever began. */
    private final Set<Device> gone = ConcurrentHashMap.newKeySet();
    /** Those of them that are not back. */
    private final Set<Device> away = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("comeback").daemon().factory());
    private final AtomicLong first = new AtomicLong();
    private volatile long last;

    Comeback(Fleet fleet, Session session, boolean ticket, Duration firstWait, Duration longestWait) {
        this.fleet = fleet;
        this.session = session;
        this.ticket = ticket;
        this.firstNanos = firstWait.toNanos();
        this.longestNanos = longestWait.toNanos();
    }

    /** All at once, as they would; those that are on their way already go on. */
    void begin(List<Device> devices) {
        first.compareAndSet(0, System.nanoTime());
        for (Device device : devices) {
            if (away.add(device)) {
                gone.add(device);
                attempt(device, firstNanos);
            }
        }
    }

    private void attempt(Device device, long waitNanos) {
        fleet.connect(device, session, ticket).thenAccept(what -> {
            if (what instanceof Connected) {
                last = System.nanoTime();
                away.remove(device);
            } else {
                again(device, waitNanos);
            }
        });
    }

    private void again(Device device, long waitNanos) {
        long wait = ThreadLocalRandom.current().nextLong(waitNanos);
        try {
            timer.schedule(() -> attempt(device, Math.min(2 * waitNanos, longestNanos)), wait, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            // It stays away.
        }
    }

    /** Whether so many were gone and all of them are back. */
    boolean isOver(int devices) {
        return gone.size() >= devices && away.isEmpty();
    }

    int back() {
        return gone.size() - away.size();
    }

    /** From the beginning to the last return. */
    long nanos() {
        return last - first.get();
    }

    void stop() {
        timer.shutdownNow();
    }
}
