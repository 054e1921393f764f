package io.gatehouse.routing;

import io.gatehouse.engine.Append.Retention;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages from publishers to subscribers.
 *
 * <h2>Model</h2>
 * {@link #route} matches on the publisher's loop and puts the message, with the nodes that matched, into one outbox for
 * each loop that has subscribers there. At the end of the turn every outbox that has something is posted once, whatever
 * the number of messages; the receiving loop looks its own subscribers up at those nodes and delivers.
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>Order: a publisher has one loop, its messages for another loop share one outbox, a batch is delivered from
 *       front to back, and a loop's tasks run in the order of their posts. So each receiver sees the messages of a
 *       publisher in the order they came, over all topics. (A message of a share group that is handed on may be
 *       overtaken by the next one.)
 *   <li>Ownership: one share is taken for each loop, not for each receiver, and closed once, when that loop has done
 *       the batch or could not be reached.
 *   <li>Once: a session gets a message once for all its ordinary subscriptions, and once more for each of its shared
 *       groups that chose it.
 *   <li>Stored first: what a persistent session matches goes through {@link MessageLog}, which tells it after it is
 *       stored and in the order of the log. Whether a publisher's next message may go the short way is its session's to
 *       know: not while an earlier one is under way there.
 *   <li>Bounds: what waits for a loop is counted in messages and bytes; see {@link OutboxLimits}.
 * </ol>
 */
public final class Router {
    private static final Log log = Log.of(Router.class);

    private final Loops loops;
    private final Lane[] lanes;
    private final MessageLog messageLog;
    private final Tap[] taps;
    private final OutboxLimits servicesLimits;
    private final AtomicInteger fromServices = new AtomicInteger();
    private final AtomicLong bytesFromServices = new AtomicLong();
    private final AtomicInteger uncounted = new AtomicInteger();

    /**
     * @param durableLog where messages go that must be stored first
     * @param taps told of every message, in this order
     * @param drops the counter of each loop, by its index
     */
    public Router(
            Loops loops,
            TopicTrie trie,
            DurableLog durableLog,
            OutboxLimits limits,
            List<Tap> taps,
            IntFunction<Drops> drops) {
        this.loops = loops;
        this.servicesLimits = limits;
        this.taps = taps.toArray(Tap[]::new);
        this.lanes = loops.all().stream()
                .map(loop -> new Lane(loop, loops.count(), trie, drops.apply(loop.index())))
                .toArray(Lane[]::new);
        OutboxLimits share = limits.shareOf(loops.count());
        for (Lane from : lanes) {
            for (Lane to : lanes) {
                from.connect(to, share);
            }
        }
        this.messageLog = new MessageLog(durableLog, trie, loops, lanes, limits, this::tell);
    }

    /**
     * Sends {@code message} to all whose subscriptions match, on the publisher's loop. Returns before anybody has it:
     * deliveries begin at the end of the loop's turn, on the own loop too.
     *
     * <p>A message of QoS 1 or 2 that a persistent session matches is not sent: the answer says so
     * ({@link RouteResult#kept}), and the caller gives it to {@link #log()}.
     *
     * @param message borrowed
     */
    public RouteResult route(Message message, Loop publisherLoop) {
        publisherLoop.check();
        RouteResult result = lanes[publisherLoop.index()].route(message);
        if (!result.refused() && !result.kept()) {
            tell(message);
        }
        return result;
    }

    /**
     * What would become of a QoS 1 or 2 message for {@code topic} now: whether anybody matches, and whether it is kept
     * for a persistent session, or refused because one that matches is full.
     */
    public RouteResult foresee(Topic topic, Loop loop) {
        loop.check();
        return lanes[loop.index()].foresee(topic);
    }

    /** The way of messages that must be stored before anybody gets them. */
    public MessageLog log() {
        return messageLog;
    }

    /**
     * Publishes what no client waits for an acknowledgement of, wills and events, whichever way it has to go.
     *
     * @param message borrowed; its payload is detached
     * @param settled told, on {@code loop}, what became of a message that went through the log; {@code null} when
     *     nobody asks
     */
    public RouteResult publish(Message message, Loop loop, @Nullable Consumer<AppendResult> settled) {
        if (!message.retain()) {
            RouteResult result = route(message, loop);
            if (result.kept() && !result.refused()) {
                messageLog.append(message, true, Retention.NONE, null, loop, settled);
            }
            return result;
        }
        RouteResult ahead = foresee(message.topic(), loop);
        if (message.qos() != Qos.AT_MOST_ONCE && ahead.refused()) {
            return ahead;
        }
        boolean kept = message.qos() != Qos.AT_MOST_ONCE && ahead.kept();
        Retention retention = message.payload().isEmpty() ? Retention.REMOVE : Retention.REPLACE;
        messageLog.append(message, kept, retention, null, loop, settled);
        return RouteResult.of(true, kept, false, false);
    }

    private void tell(Message message) {
        for (Tap tap : taps) {
            try {
                tap.published(message);
            } catch (Throwable defect) {
                log.at(Event.DEFECT).setCause(defect).log("a tap failed; the message is delivered");
            }
        }
    }

    /**
     * Sends a message of the broker's own: events, shadow answers, wills that fire late. Any thread; messages for one
     * topic stay in the order of the calls of one thread.
     *
     * @param message borrowed
     * @return false when too many wait already: it was dropped and counted; or the broker is stopping
     */
    public boolean publishFromService(Message message) {
        boolean room = fromServices.incrementAndGet() <= servicesLimits.messages();
        if (bytesFromServices.addAndGet(message.weightBytes()) > servicesLimits.bytes() || !room) {
            leave(message);
            uncounted.incrementAndGet();
            return false;
        }
        Loop loop = loops.homeOf(message.topic().name());
        message.share();
        try {
            loop.post(() -> routeFromService(message, loop));
            return true;
        } catch (RejectedExecutionException stopping) {
            leave(message);
            message.close();
            return false;
        }
    }

    private void leave(Message message) {
        fromServices.decrementAndGet();
        bytesFromServices.addAndGet(-message.weightBytes());
    }

    private void routeFromService(Message message, Loop loop) {
        leave(message);
        Lane lane = lanes[loop.index()];
        for (int i = uncounted.getAndSet(0); i > 0; i--) {
            lane.dropped(); // counters have one writer, their loop
        }
        try (message) {
            RouteResult result = publish(message, loop, null);
            if (result.refused()) {
                lane.dropped(result);
            }
        }
    }

    /**
     * Whether anybody subscribes to {@code topic} now; on {@code loop}. Spares a service the making of a message that
     * nobody would get.
     */
    public boolean hasAudience(Topic topic, Loop loop) {
        loop.check();
        return lanes[loop.index()].hasAudience(topic);
    }

    /** True while a loop that this one sends to is falling behind; on {@code loop}. */
    public boolean isCongested(Loop loop) {
        loop.check();
        return lanes[loop.index()].isCongested();
    }

    /**
     * Posts {@code task} to {@code loop} as soon as nothing it sends to is behind, which may be now; on {@code loop}.
     * For publishers whose {@link RouteResult#congested()} made them stop reading.
     */
    public void whenRelieved(Loop loop, Runnable task) {
        loop.check();
        lanes[loop.index()].whenRelieved(task);
    }
}
