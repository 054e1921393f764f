package io.gatehouse.events;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.RegistryEventMetrics;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryEvent;
import io.gatehouse.registry.RegistryListener;
import io.gatehouse.routing.RouteResult;
import io.gatehouse.routing.Router;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes the events of the registry on their reserved topics: what the registry tells of a change, in its order,
 * each event once. The registry's writer only puts them into a queue; one loop takes them out, so that every receiver
 * gets them in the order of the commits, over all topics.
 *
 * <h2>Bounds</h2>
 *
 * A script may change a million things in a minute, and a document all of them at once. Of what is not published yet at
 * most {@value #MOST_WAITING} events wait; what comes while so many do is dropped, counted, and told in one line of the
 * log when the queue is empty again. The loop takes {@value #MOST_IN_A_TURN} of them in a turn, waits while it is
 * congested as a publisher does, and has at most {@value #MOST_UNDER_WAY} of them on their way to the disk. What nobody
 * has subscribed to is not even made.
 *
 * <p>Events wait in memory: those of the last moment before the broker stops may be told to nobody.
 */
public final class RegistryEvents implements RegistryListener {
    static final int MOST_WAITING = 10_000;
    private static final int MOST_IN_A_TURN = 64;
    private static final int MOST_UNDER_WAY = 256;
    private static final Log log = Log.of(RegistryEvents.class);

    private final Router router;
    private final Loop loop;
    private final RegistryEventForm form;
    private final Clock clock;
    private final RegistryEventMetrics metrics;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong droppedSince = new AtomicLong();
    private final AtomicBoolean awake = new AtomicBoolean(); // somebody will call send
    private int underWay; // to the disk; the loop's
    private boolean heldUp; // until something that is under way has arrived; the loop's

    private record Waiting(RegistryEvent event, long millis) {}

    /** @param scope of the ARNs */
    public RegistryEvents(Router router, Loops loops, PolicyScope scope, Clock clock, RegistryEventMetrics metrics) {
        this.router = router;
        this.loop = loops.homeOf("$aws/events");
        this.form = new RegistryEventForm(scope);
        this.clock = clock;
        this.metrics = metrics;
    }

    @Override
    public void changed(RegistryChange change) {}

    @Override
    public void happened(List<RegistryEvent> events) {
        long now = clock.wallMillis();
        int taken = 0;
        while (taken < events.size() && waiting.offer(new Waiting(events.get(taken), now))) {
            taken++;
        }
        drop(events.size() - taken);
        if (awake.compareAndSet(false, true)) {
            goOn();
        }
    }

    private void drop(int events) {
        if (events > 0) {
            metrics.dropped(events);
            droppedSince.addAndGet(events);
        }
    }

    private void goOn() {
        try {
            loop.post(this::send);
        } catch (RejectedExecutionException stopping) { // nobody is there any more to be told
            awake.set(false);
        }
    }

    // ---- The loop

    private void send() {
        for (int i = 0; i < MOST_IN_A_TURN; i++) {
            Waiting next = waiting.peek();
            if (next == null) {
                rest();
                return;
            }
            Topic topic = form.topic(next.event());
            if (!router.hasAudience(topic, loop)) {
                metrics.unheard();
            } else if (router.isCongested(loop)) {
                router.whenRelieved(loop, this::send);
                return;
            } else if (underWay > 0 && mustWait(topic)) {
                heldUp = true;
                return;
            } else {
                publish(topic, next);
            }
            waiting.remove();
        }
        goOn();
    }

    /** What goes straight to its receivers would be there before what is still on its way through the log. */
    private boolean mustWait(Topic topic) {
        return underWay >= MOST_UNDER_WAY || !router.foresee(topic, loop).kept();
    }

    private void publish(Topic topic, Waiting next) {
        underWay++;
        RouteResult result;
        try (Message message = ServiceEvents.message(
                clock, topic, form.body(next.event(), UUID.randomUUID().toString(), next.millis()))) {
            result = router.publish(message, loop, this::settled);
        }
        if (result.refused() || !result.kept()) {
            underWay--;
            count(!result.refused());
        }
    }

    private void settled(AppendResult result) {
        underWay--;
        count(result instanceof AppendResult.Stored);
        if (heldUp) {
            heldUp = false;
            send();
        }
    }

    private void count(boolean arrived) {
        if (arrived) {
            metrics.published();
        } else {
            drop(1);
        }
    }

    /** The queue is empty, or was a moment ago. */
    private void rest() {
        long lost = droppedSince.getAndSet(0);
        if (lost > 0) {
            log.at(Event.REGISTRY_EVENTS_DROPPED)
                    .addKeyValue("events", lost)
                    .log("events of the registry were dropped: too many waited, or a receiver or the store took none");
        }
        awake.set(false);
        if (!waiting.isEmpty() && awake.compareAndSet(false, true)) {
            goOn();
        }
    }
}
