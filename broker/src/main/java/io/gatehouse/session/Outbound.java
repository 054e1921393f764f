package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import io.gatehouse.retain.RetainedCursor;
import io.gatehouse.routing.SubscriptionOptions;
import io.gatehouse.session.OutboundWindow.Slot;
import io.gatehouse.session.OutboundWindow.State;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client receives. Confined to the session's loop.
 *
 * <p><b>One gate.</b> {@link Session#mayReceive} is asked for every delivery, wherever the message comes from: live,
 * from the backlog, repeated after a reconnect, retained, a will, a shared subscription. A right that was withdrawn
 * since a message was queued is a message not delivered.
 *
 * <p><b>What bounds it.</b> QoS 0 is written only while the peer reads ({@link Link#isWritable}), else it is dropped
 * and counted. QoS 1 and 2 are written within the window, which is the lower of the client's receive maximum and ours;
 * beyond, they wait in the {@link Backlog}, which is bounded too. Retained messages are read in slices, as far as
 * there is room, and not listed beforehand.
 */
final class Outbound {
    private final Session session;
    private final SessionContext context;
    private final OutboundWindow window;
    private final Backlog backlog;
    private int windowLimit;
    private long delivered;
    private @Nullable ArrayDeque<RetainedReplay> replays;

    /** Retained messages of one new subscription that were not sent yet. */
    private record RetainedReplay(TopicFilter filter, RetainedCursor cursor, Consumer<Message> into) {}

    /** Steps of retained cursors in one go: what one session's subscription may take of a loop's turn. */
    private static final int MAX_REPLAY_STEPS = 512;

    Outbound(Session session) {
        this.session = session;
        this.context = session.context();
        SessionRules rules = context.rules();
        this.window = new OutboundWindow(rules.maxInflight());
        this.windowLimit = rules.maxInflight();
        this.backlog = new Backlog(rules.maxQueuedMessages(), rules.maxQueuedBytes());
    }

    int inflight() {
        return window.open();
    }

    int queued() {
        return backlog.size();
    }

    /** Messages written so far. */
    long delivered() {
        return delivered;
    }

    void connectionBegins(int clientReceiveMaximum) {
        windowLimit = Math.min(clientReceiveMaximum, context.rules().maxInflight()); // [MQTT-3.3.4-9]
        window.connectionChanged();
    }

    // ---- deliveries

    void deliver(Message message, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
        if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(message.topic());
            return;
        }
        Qos qos = message.qos().min(granted); // [MQTT-3.8.4-8]
        boolean retain = retainAsPublished && message.retain(); // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        Link link = session.link();
        if (qos == Qos.AT_MOST_ONCE) {
            deliverAtMostOnce(link, message, retain, ids);
        } else if (link == null || !backlog.isEmpty() || !hasRoom(link)) {
            enqueue(message, qos, retain, ids);
        } else {
            transmit(link, message.share(), qos, retain, ids);
        }
    }

    private void deliverAtMostOnce(@Nullable Link link, Message message, boolean retain, SubscriptionIds ids) {
        if (link == null) {
            return; // a QoS 0 message is for those who are here [MQTT-3.1.2-5]
        }
        if (!link.isWritable()) {
            context.counters().dropped(Reason.SLOW_CONSUMER);
        } else if (link.publish(message, Qos.AT_MOST_ONCE, retain, ids, 0, false)) {
            delivered(Qos.AT_MOST_ONCE);
        } else {
            context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT);
        }
    }

    private void enqueue(Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        if (session.link() == null && !session.isPersistent()) {
            return;
        }
        if (!backlog.add(message, qos, retain, ids)) {
            context.counters().dropped(Reason.QUEUE_FULL);
        }
        session.busy(true);
    }

    /** Takes over the ownership of {@code message}. */
    private void transmit(Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        Slot slot = window.add(message, qos, retain, ids);
        if (link.publish(message, qos, retain, ids, slot.packetId(), false)) {
            delivered(qos);
        } else {
            context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT); // as if it had been delivered [MQTT-3.1.2-25]
            window.finish(slot);
        }
    }

    private void delivered(Qos qos) {
        delivered++;
        context.counters().publishDelivered(qos.value());
    }

    private boolean hasRoom(Link link) {
        return window.sent() < windowLimit && window.open() < context.rules().maxInflight() && link.isWritable();
    }

    // ---- what waits

    /**
     * Sends what waits, as far as there is room: on a new connection, on acknowledgements, when the peer reads again.
     */
    void pump() {
        Link link = session.link();
        if (link == null) {
            return;
        }
        if (window.hasUnsent()) {
            repeat(link);
        }
        while (!backlog.isEmpty() && !window.hasUnsent() && hasRoom(link)) {
            Backlog.Waiting waiting = backlog.poll();
            if (waiting != null) {
                release(link, waiting);
            }
        }
        if (replays != null && backlog.isEmpty()) {
            replay(link);
        }
        session.busy(!backlog.isEmpty() || !link.isWritable());
    }

    /** Sends open messages again after a reconnect, in their first order. [MQTT-4.4.0-1] */
    private void repeat(Link link) {
        for (Slot slot : window.takeUnsent(windowLimit - window.sent())) {
            Message message = slot.message();
            if (message == null) {
                link.send(new Pubrel(slot.packetId(), ReasonCode.SUCCESS));
            } else if (!session.mayReceive(message.topic())) {
                session.refusals().notDelivered(message.topic());
                window.finish(slot);
            } else if (!link.publish(
                    message, slot.qos(), slot.retain(), slot.subscriptionIds(), slot.packetId(), true)) {
                context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT);
                window.finish(slot);
            }
        }
    }

    private void release(Link link, Backlog.Waiting waiting) {
        Message message = waiting.message();
        if (message.isExpired(context.nowMillis())) {
            context.counters().dropped(Reason.MESSAGE_EXPIRED); // [MQTT-3.3.2-5]
            message.close();
        } else if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(message.topic());
            message.close();
        } else {
            transmit(link, message, waiting.qos(), waiting.retain(), waiting.subscriptionIds());
        }
    }

    // ---- retained messages

    /** A new subscription gets what is retained under its filter, as far as there is room now, the rest later. */
    void replayRetained(TopicFilter filter, SubscriptionOptions options) {
        if (replays == null) {
            replays = new ArrayDeque<>(1);
        }
        replays.add(new RetainedReplay(
                filter, context.retained().cursor(filter), message -> sendRetained(message, options)));
    }

    /** The filter was unsubscribed: nothing more of it is sent. */
    void cancelReplay(TopicFilter filter) {
        if (replays != null) {
            replays.removeIf(replay -> replay.filter().equals(filter));
        }
    }

    private void replay(Link link) {
        ArrayDeque<RetainedReplay> queue = replays;
        for (int steps = 0; queue != null && hasRoom(link); steps++) {
            RetainedReplay replay = queue.peek();
            if (replay == null) {
                replays = null;
                return;
            }
            if (steps == MAX_REPLAY_STEPS) {
                context.loop().post(this::pump); // others first
                return;
            }
            if (!replay.cursor().advance(1, context.nowMillis(), replay.into())) {
                queue.remove();
            }
        }
    }

    private void sendRetained(Message retained, SubscriptionOptions options) {
        Link link = session.link();
        if (link == null) {
            return;
        }
        if (!session.mayReceive(retained.topic())) {
            session.refusals().notDelivered(retained.topic());
            return;
        }
        Qos qos = retained.qos().min(options.qos());
        if (qos == Qos.AT_MOST_ONCE) {
            deliverAtMostOnce(link, retained, true, options.ids()); // RETAIN is set here [MQTT-3.3.1-8]
        } else {
            transmit(link, retained.share(), qos, true, options.ids());
        }
    }

    // ---- acknowledgements

    void on(Puback puback) {
        Slot slot = window.find(puback.packetId());
        if (slot != null && slot.state() == State.AWAITS_PUBACK) {
            window.finish(slot); // whatever the code says [MQTT-4.3.2-3]
            pump();
        }
    }

    void on(Pubrec pubrec) {
        Slot slot = window.find(pubrec.packetId());
        Link link = session.link();
        if (slot == null || slot.state() == State.AWAITS_PUBACK) {
            if (link != null) {
                // The client will not get further without an answer, whatever became of the message (section 3.6.2.1).
                link.send(new Pubrel(pubrec.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            }
        } else if (pubrec.reasonCode().isError()) {
            window.finish(slot); // refused: the exchange is over [MQTT-4.3.3-4]
            pump();
        } else {
            window.received(slot);
            if (link != null) {
                link.send(new Pubrel(pubrec.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
            }
        }
    }

    void on(Pubcomp pubcomp) {
        Slot slot = window.find(pubcomp.packetId());
        if (slot != null && slot.state() == State.AWAITS_PUBCOMP) {
            window.finish(slot);
            pump();
        }
    }

    void clear() {
        window.clear();
        backlog.clear();
        replays = null;
    }
}
