package io.gatehouse.engine.local;

import io.gatehouse.engine.Bus;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What waits for one listener, and the thread that tells it. Any thread offers, without a lock.
 *
 * <p>The thread is virtual: a listener that blocks holds nobody but itself, and one that nobody talks to costs no
 * thread of the machine.
 */
final class LocalSubscription implements Bus.Subscription {
    private static final Log log = Log.of(LocalSubscription.class);

    private final TopicFilter filter;
    private final Bus.Listener listener;
    private final Consumer<LocalSubscription> leave;
    private final Queue<LocalMessage> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingMessages = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean idle; // parked, or about to look once more and park

    /** @param leave takes it from those who are told; called once */
    LocalSubscription(TopicFilter filter, Bus.Listener listener, Consumer<LocalSubscription> leave) {
        this.filter = filter;
        this.listener = listener;
        this.leave = leave;
        this.thread = Thread.ofVirtual().name("bus-listener").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean wants(Topic topic) {
        return !closed.get() && filter.matches(topic);
    }

    /** Takes a message to be told, unless too much waits. */
    boolean offer(LocalMessage message) {
        int bytes = message.body().length;
        boolean fits = waitingMessages.incrementAndGet() <= Bus.MAX_WAITING_MESSAGES;
        if (waitingBytes.addAndGet(bytes) > Bus.MAX_WAITING_BYTES || !fits) {
            taken(message);
            return false;
        }
        waiting.add(message);
        if (idle) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    private void taken(LocalMessage message) {
        waitingMessages.decrementAndGet();
        waitingBytes.addAndGet(-message.body().length);
    }

    void drop() {
        dropped.increment();
    }

    private void run() {
        while (!closed.get()) {
            LocalMessage next = waiting.poll();
            if (next == null) {
                rest();
            } else {
                taken(next);
                tell(next);
            }
        }
        waiting.clear();
        ended.complete(null);
    }

    private void rest() {
        idle = true;
        if (waiting.isEmpty() && !closed.get()) {
            LockSupport.park(this);
            var _ = Thread.interrupted(); // left by the listener, it would keep this thread awake
        }
        idle = false;
    }

    private void tell(LocalMessage message) {
        try {
            listener.heard(message);
        } catch (Throwable defect) { // of the listener: it hears the next message all the same
            log.at(Event.DEFECT).setCause(defect).addKeyValue("filter", filter).log("a listener on the bus failed");
        }
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leave.accept(this);
            LockSupport.unpark(thread);
        }
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended.copy(); // nobody outside can complete it
    }
}
