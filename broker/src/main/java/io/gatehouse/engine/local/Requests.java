package io.gatehouse.engine.local;

import io.gatehouse.engine.Bus;
import io.gatehouse.engine.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** The requests that wait for a reply. Any thread. */
final class Requests {
    /** Who waits may do with the answer what it likes: neither the one who replies nor the timer waits for it. */
    private static final Executor OWN_THREAD = Thread::startVirtualThread;

    private static final Reply CLOSED = new Reply.Failed("the bus is closed");

    private final Map<Long, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private final AtomicInteger places = new AtomicInteger(Bus.MAX_REQUESTS);
    private volatile boolean closed;

    /** @param send publishes what completes the future, and answers whether anybody listens */
    CompletableFuture<Reply> ask(Duration patience, Predicate<CompletableFuture<Reply>> send) {
        if (places.decrementAndGet() < 0) {
            places.incrementAndGet();
            return CompletableFuture.completedFuture(new Reply.Failed(
                    "requests on the bus: too many wait (expected: at most " + Bus.MAX_REQUESTS + ")"));
        }
        CompletableFuture<Reply> asked = new CompletableFuture<>();
        CompletableFuture<Reply> answer = asked.thenApplyAsync(Function.identity(), OWN_THREAD);
        long number = lastNumber.incrementAndGet();
        waiting.put(number, asked);
        var _ = asked.whenComplete((_, _) -> {
            waiting.remove(number);
            places.incrementAndGet();
        });
        var _ = asked.completeOnTimeout(new Reply.TimedOut(), patience.toNanos(), TimeUnit.NANOSECONDS);
        if (closed) { // close won the race, and may not have seen it
            asked.complete(CLOSED);
        } else if (!send.test(asked)) {
            asked.complete(new Reply.Unheard());
        }
        return answer;
    }

    void close() {
        closed = true;
        waiting.values().forEach(asked -> asked.complete(CLOSED));
    }
}
