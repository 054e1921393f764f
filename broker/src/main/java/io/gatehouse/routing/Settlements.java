package io.gatehouse.routing;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What became of one loop's messages in the log, on its way back to the loop: many that were stored together are one
 * post. Filled by the engine's tail thread, emptied on the loop. Bounded by what the engine takes at once.
 */
final class Settlements {
    private static final Log log = Log.of(Settlements.class);

    private final Loop loop;
    private final Consumer<Message> taps;
    private final Queue<Settled> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean posted = new AtomicBoolean();

    private record Settled(Publication publication, AppendResult result) {}

    Settlements(Loop loop, Consumer<Message> taps) {
        this.loop = loop;
        this.taps = taps;
    }

    void add(Publication publication, AppendResult result) {
        waiting.add(new Settled(publication, result));
        if (posted.compareAndSet(false, true)) {
            try {
                loop.post(this::tell);
            } catch (RejectedExecutionException stopping) { // nobody waits there any more
                for (Settled next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.publication().message().close();
                }
                posted.set(false);
            }
        }
    }

    /** On the loop. */
    private void tell() {
        posted.set(false); // before the queue is read: what is added from here on is posted again
        for (Settled next = waiting.poll(); next != null; next = waiting.poll()) {
            try (Message message = next.publication().message()) {
                if (next.result() instanceof AppendResult.Stored) {
                    taps.accept(message);
                }
                Consumer<AppendResult> publisher = next.publication().publisher();
                if (publisher != null) {
                    publisher.accept(next.result());
                }
            } catch (Throwable defect) {
                log.at(Event.DEFECT).setCause(defect).log("a publisher failed to hear what became of its message");
            }
        }
    }
}
