package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.OutboundWindow.Slot;
import io.gatehouse.session.OutboundWindow.State;
import org.jspecify.annotations.Nullable;

/**
 * The messages under way to a client: sent, sent again after a reconnect, held back until a step is stored, and
 * acknowledged. Confined to the session's loop.
 *
 * <p>What a client is told of QoS 2, a durable session has stored before: which message has which packet id, and that
 * the message was received. What comes behind such a message waits with it, so that the order stays that of the log.
 */
final class Transmission {
    /** In one step of the store, beside the checkpoint. */
    private static final int MOST_TAKEN = 512;

    private final Session session;
    private final SessionContext context;
    private final OutboundWindow window;
    private final @Nullable Progress progress; // of a durable session
    private int windowLimit;
    private long delivered;

    Transmission(Session session, @Nullable Progress progress, @Nullable Checkpoint checkpoint) {
        this.session = session;
        this.context = session.context();
        this.progress = progress;
        int maxInflight = context.rules().maxInflight();
        this.window = new OutboundWindow(checkpoint == null ? maxInflight : checkpoint.capacity());
        this.windowLimit = maxInflight;
        if (checkpoint != null) {
            checkpoint.open().forEach(window::restore);
        }
    }

    OutboundWindow window() {
        return window;
    }

    /** Messages written so far. */
    long delivered() {
        return delivered;
    }

    void connectionBegins(int clientReceiveMaximum) {
        windowLimit = Math.min(clientReceiveMaximum, mostOpen()); // [MQTT-3.3.4-9]
        window.connectionChanged();
    }

    private int mostOpen() {
        return Math.min(context.rules().maxInflight(), window.capacity());
    }

    /** How many messages of QoS 1 and 2 may be sent now. While memory is tight, one at a time. */
    int room(Link link) {
        if (!link.isWritable()) {
            return 0;
        }
        int most = context.memory().heapIsTight() ? Math.min(1, mostOpen()) : mostOpen();
        return Math.min(windowLimit - window.sent(), most - window.open());
    }

    // ---- sending

    void atMostOnce(Link link, Message message, boolean retain, SubscriptionIds ids) {
        if (!link.isWritable()) {
            session.refusals().notDelivered(Reason.SLOW_CONSUMER, message);
        } else if (link.publish(message, Qos.AT_MOST_ONCE, retain, ids, 0, false)) {
            delivered(Qos.AT_MOST_ONCE);
        } else {
            session.refusals().notDelivered(Reason.RECEIVER_PACKET_LIMIT, message);
        }
    }

    /** A message that does not lie in the log. Takes over the ownership of {@code message}; there is room. */
    void start(Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        boolean afterHeld = progress != null && window.isHolding();
        Slot slot = window.add(message, qos, retain, ids);
        if (afterHeld || (progress != null && qos == Qos.EXACTLY_ONCE)) {
            storeFirst(slot); // in the order of the log; the id must not be taken for another message after a crash
        } else {
            send(link, slot);
        }
    }

    /** A message of the log. Takes over the ownership of {@code message}; there is room. */
    void start(Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids, int shard, long position) {
        boolean afterHeld = window.isHolding();
        Slot slot = window.add(message, qos, retain, ids, shard, position);
        if (qos == Qos.EXACTLY_ONCE || afterHeld) {
            storeFirst(slot); // the id must not be taken for another message after a crash
            return;
        }
        send(link, slot);
        progressed();
    }

    /**
     * A message that the queue of a shared subscription has lent. Takes over the ownership of {@code message}; there is
     * room.
     *
     * <p>QoS 1 stays lent until PUBACK. QoS 2 becomes the session's own before it is sent, since no other client may
     * get it then [MQTT-4.8.2-5]: in one step with the checkpoint that holds it; of a session that a crash ends anyway,
     * at once.
     */
    void start(Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids, Lent lent) {
        boolean exactlyOnce = qos == Qos.EXACTLY_ONCE;
        boolean isDurable = progress != null;
        boolean afterHeld = isDurable && window.isHolding();
        GroupQueue.Place place = lent.place();
        Slot slot = isDurable
                ? window.add(message, qos, retain, ids, place.shard(), place.position())
                : window.add(message, qos, retain, ids);
        if (exactlyOnce && !isDurable) {
            lent.finished();
        } else {
            window.lend(slot, lent);
        }
        if (afterHeld || (exactlyOnce && isDurable)) {
            storeFirst(slot);
        } else {
            send(link, slot);
        }
    }

    /** False while so many messages of queues wait to be stored that no more would fit into one step. */
    boolean mayBorrow() {
        return window.open() < MOST_TAKEN || window.notTaken() < MOST_TAKEN;
    }

    private void send(Link link, Slot slot) {
        Message message = slot.message();
        if (message == null) {
            return;
        }
        if (link.publish(message, slot.qos(), slot.retain(), slot.subscriptionIds(), slot.packetId(), false)) {
            delivered(slot.qos());
        } else {
            session.refusals().notDelivered(Reason.RECEIVER_PACKET_LIMIT, message);
            finish(slot); // as if it had been delivered [MQTT-3.1.2-25]
        }
    }

    private void delivered(Qos qos) {
        delivered++;
        context.counters().publishDelivered(qos.value());
    }

    /** Sends open messages again after a reconnect, in their first order. [MQTT-4.4.0-1] */
    void repeat(Link link) {
        for (Slot slot : window.takeUnsent(windowLimit - window.sent())) {
            if (slot.isHeld()) {
                continue; // sent when it is stored
            }
            Message message = slot.message();
            if (message == null) {
                link.send(new Pubrel(slot.packetId(), ReasonCode.SUCCESS));
            } else if (!session.mayReceive(message.topic())) {
                session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
                finish(slot);
            } else if (!link.publish(
                    message, slot.qos(), slot.retain(), slot.subscriptionIds(), slot.packetId(), true)) {
                session.refusals().notDelivered(Reason.RECEIVER_PACKET_LIMIT, message);
                finish(slot);
            }
        }
    }

    // ---- what is stored of it

    void progressed() {
        if (progress != null) {
            progress.changed();
        }
    }

    /** The exchange of a message is over. */
    void finish(Slot slot) {
        boolean written = slot.qos() == Qos.EXACTLY_ONCE || (slot.position() != Append.NOWHERE && slot.lent() == null);
        window.finish(slot);
        if (written) {
            progressed();
        }
    }

    /** The client is told of the slot's state once it is stored: {@link #tell}. */
    private void storeFirst(Slot slot) {
        Progress writer = progress;
        if (writer == null) {
            throw new IllegalStateException("session: " + session + " (expected: a durable one)");
        }
        window.hold(slot);
        long stamp = window.stamp();
        writer.storeFirst(() -> tell(stamp));
    }

    private void tell(long stamp) {
        Link link = session.link();
        for (Slot slot : window.release(stamp)) {
            if (link == null) {
                return; // told when somebody is there again
            }
            if (slot.state() == State.AWAITS_PUBCOMP) {
                link.send(new Pubrel(slot.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
            } else {
                send(link, slot);
            }
        }
    }

    // ---- acknowledgements; each answers whether there may be room for more

    boolean on(Puback puback) {
        Slot slot = window.find(puback.packetId());
        if (slot == null || slot.state() != State.AWAITS_PUBACK) {
            return false;
        }
        finish(slot); // whatever the code says [MQTT-4.3.2-3]
        return true;
    }

    boolean on(Pubrec pubrec) {
        Slot slot = window.find(pubrec.packetId());
        Link link = session.link();
        if (slot == null || slot.state() == State.AWAITS_PUBACK) {
            if (link != null) {
                // The client will not get further without an answer, whatever became of the message (section 3.6.2.1).
                link.send(new Pubrel(pubrec.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            }
            return false;
        }
        if (pubrec.reasonCode().isError()) {
            finish(slot); // refused: the exchange is over [MQTT-4.3.3-4]
            return true;
        }
        boolean repeated = slot.state() == State.AWAITS_PUBCOMP;
        window.received(slot);
        if (slot.position() == Append.NOWHERE || (repeated && !slot.isHeld())) {
            if (link != null) {
                link.send(new Pubrel(pubrec.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
            }
        } else if (!repeated) {
            storeFirst(slot); // after PUBREL the client forgets the id: we must not
        }
        return false;
    }

    boolean on(Pubcomp pubcomp) {
        Slot slot = window.find(pubcomp.packetId());
        if (slot == null || slot.state() != State.AWAITS_PUBCOMP) {
            return false;
        }
        finish(slot);
        return true;
    }
}
