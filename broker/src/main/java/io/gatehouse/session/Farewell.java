package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The end of all connections of a broker that stops, spread over a time. Any thread may ask how far it is.
 *
 * <p>A client that is told comes back at once, here or at another broker, with a TLS handshake that costs a thousand
 * messages: the rate of the farewells is the rate of the reconnects. The time is cut into as many steps of equal length
 * as a loop has clients; each client is told in a step of its own, at a random moment of it. So every loop keeps its
 * share of the rate in any second, which moments drawn from the whole time would not, and no two brokers that stop
 * together beat in time. Which client has which step is drawn too: neighbours in a map are often devices of one kind.
 *
 * <p>Who was not told yet is served as before.
 */
public final class Farewell {
    private final int clients;
    private final Duration takes;
    private final AtomicInteger remaining;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

    Farewell(int clients, Duration takes) {
        this.clients = clients;
        this.takes = takes;
        this.remaining = new AtomicInteger(clients);
        if (clients == 0) {
            done.complete(null);
        }
    }

    /**
     * Begins with all connections that there are. Any thread.
     *
     * @param takes in how long, for so many clients
     * @return when it is known how many there are
     */
    public static CompletableFuture<Farewell> of(Sessions sessions, LongFunction<Duration> takes) {
        Map<Loop, List<Runnable>> partings = new ConcurrentHashMap<>();
        return sessions.onEveryLoop(here -> partings.put(here.loop(), here.partings()))
                .thenApply(asked -> {
                    int clients =
                            partings.values().stream().mapToInt(List::size).sum();
                    Farewell farewell = new Farewell(clients, takes.apply(clients));
                    partings.forEach(farewell::on);
                    return farewell;
                });
    }

    /** How many were connected when it began. */
    public int clients() {
        return clients;
    }

    /** How many of them have not been told yet. */
    public int remaining() {
        return remaining.get();
    }

    /** From its begin to the last one, about. */
    public Duration takes() {
        return takes;
    }

    /** Completes when all have been told. */
    public CompletableFuture<@Nullable Void> done() {
        return done;
    }

    /**
     * Begins on one loop. Any thread.
     *
     * @param partings what tells one client each; they throw nothing
     */
    void on(Loop loop, List<Runnable> partings) {
        if (!partings.isEmpty()) {
            loop.run(new OfLoop(loop, partings));
        }
    }

    private void told() {
        if (remaining.decrementAndGet() == 0) {
            done.complete(null);
        }
    }

    /** The clients of one loop. Confined to it. */
    private final class OfLoop implements Runnable {
        private final Loop loop;
        private final List<Runnable> left;
        private final long beganNanos;
        private final long stepNanos;
        private int next;
        private long dueNanos; // of the next one, since the begin

        OfLoop(Loop loop, List<Runnable> partings) {
            this.loop = loop;
            this.left = new ArrayList<>(partings);
            Collections.shuffle(left, ThreadLocalRandom.current());
            this.beganNanos = loop.clock().monotonicNanos();
            this.stepNanos = takes.toNanos() / left.size();
            this.dueNanos = moment(0);
        }

        private long moment(int step) {
            return stepNanos * step
                    + (stepNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(stepNanos));
        }

        @Override
        public void run() {
            while (next < left.size()) {
                long wait = dueNanos - (loop.clock().monotonicNanos() - beganNanos);
                if (wait > 0) {
                    var _ = loop.schedule(wait, TimeUnit.NANOSECONDS, this);
                    return;
                }
                left.get(next).run();
                next++;
                dueNanos = moment(next);
                told();
            }
        }
    }
}
