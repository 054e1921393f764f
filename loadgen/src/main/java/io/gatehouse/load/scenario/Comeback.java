package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Devices that try until they are connected, each waiting twice as long after each refusal, up to ten seconds, with a
 * random part, as the AWS device SDKs do. Any thread.
 */
final class Comeback {
    private static final long FIRST_NANOS = Duration.ofMillis(250).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

    private final Function<Device, CompletableFuture<Boolean>> trial;
    /** All that ever began. */
    private final Set<Device> gone = ConcurrentHashMap.newKeySet();
    /** Those of them that are not back. */
    private final Set<Device> away = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("comeback").daemon().factory());
    private final AtomicLong first = new AtomicLong();
    private volatile long last;

    /** @param trial connects a device; true where there is no reason to try again */
    Comeback(Function<Device, CompletableFuture<Boolean>> trial) {
        this.trial = trial;
    }

    /** All at once, as they would; those that are on their way already go on. */
    void begin(List<Device> devices) {
        first.compareAndSet(0, System.nanoTime());
        for (Device device : devices) {
            if (away.add(device)) {
                gone.add(device);
                attempt(device, FIRST_NANOS);
            }
        }
    }

    private void attempt(Device device, long waitNanos) {
        trial.apply(device).thenAccept(done -> {
            if (done) {
                last = System.nanoTime();
                away.remove(device);
            } else {
                again(device, waitNanos);
            }
        });
    }

    /** Behind a trial that somebody else made and that came to nothing; one that is on its way already goes on. */
    void goOn(Device device) {
        if (away.add(device)) {
            gone.add(device);
            again(device, FIRST_NANOS);
        }
    }

    private void again(Device device, long waitNanos) {
        long wait = ThreadLocalRandom.current().nextLong(waitNanos);
        try {
            timer.schedule(() -> attempt(device, Math.min(2 * waitNanos, LONGEST_NANOS)), wait, TimeUnit.NANOSECONDS);
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
