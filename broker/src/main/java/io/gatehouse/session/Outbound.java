package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.LogReader.Slice;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.SubscriptionOptions;
import io.gatehouse.session.OutboundWindow.Slot;
import io.gatehouse.session.OutboundWindow.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client receives. Confined to the session's loop.
 *
 * <p><b>One gate.</b> {@link Session#mayReceive} is asked for every delivery, wherever the message comes from: live,
 * from the log, from the backlog, repeated after a reconnect, retained, a will, a shared subscription. A right that was
 * withdrawn since a message was kept is a message not delivered.
 *
 * <p><b>What bounds it.</b> QoS 0 is written only while the peer reads ({@link Link#isWritable}), else it is dropped
 * and counted. QoS 1 and 2 are written within the window, which is the lower of the client's receive maximum and ours.
 * Beyond, what lies in the log waits there ({@link LogCursor}), and what does not, for a session that ends with its
 * connection or for one that a shared subscription chose, in the bounded {@link Backlog}. Retained messages are read in
 * slices, as far as there is room.
 */
final class Outbound {
    private static final Logger log = LoggerFactory.getLogger(Outbound.class);

    private final Session session;
    private final SessionContext context;
    private final OutboundWindow window;
    private final Backlog backlog;
    private final @Nullable LogCursor cursor; // of a durable session
    private final @Nullable Progress progress; // of a durable session
    private final RetainedReplays replays;
    private int windowLimit;
    private long delivered;
    private final DrainPace pace;
    private boolean paced; // a timer runs
    private boolean full; // as publishers are told
    private boolean filling; // messages of the window are being read from the log

    Outbound(Session session, @Nullable Checkpoint checkpoint) {
        this.session = session;
        this.context = session.context();
        SessionRules rules = context.rules();
        this.window = new OutboundWindow(checkpoint == null ? rules.maxInflight() : checkpoint.capacity());
        this.windowLimit = rules.maxInflight();
        this.backlog = new Backlog(rules.maxQueuedMessages(), rules.maxQueuedBytes());
        this.replays = new RetainedReplays(session);
        this.pace = new DrainPace(rules.backlogRate(), context.loop().clock());
        if (session.isDurable()) {
            this.cursor = checkpoint == null ? new LogCursor(context) : new LogCursor(context, checkpoint);
            this.progress = new Progress(session);
        } else {
            this.cursor = null;
            this.progress = null;
        }
        if (checkpoint != null) {
            checkpoint.open().forEach(window::restore);
        }
    }

    int inflight() {
        return window.open();
    }

    int queued() {
        return backlog.size() + (cursor == null ? 0 : cursor.queue().messages());
    }

    /** Messages written so far. */
    long delivered() {
        return delivered;
    }

    @Nullable
    LogCursor cursor() {
        return cursor;
    }

    @Nullable
    Progress progress() {
        return progress;
    }

    /** How far it is now. Of a durable session only. */
    Checkpoint checkpoint() {
        LogCursor place = cursor;
        if (place == null) {
            throw new IllegalStateException("session: " + session + " (expected: a durable one)");
        }
        return new Checkpoint(place.next(), window.capacity(), window.written(), place.saved());
    }

    /** Brings to the store how far it is, and how much waits. Of a durable session only. */
    void save() {
        if (progress != null) {
            progress.storeFirst(() -> {});
        }
    }

    /** The lowest position of a shard that is still needed. */
    long lowest(int shard) {
        LogCursor place = cursor;
        return place == null ? Long.MAX_VALUE : Math.min(place.next(shard), window.lowest(shard));
    }

    /** What the log keeps and tells has moved on: what lies before either is not waited for. */
    void logMoved(int shard, long begin, long told) {
        LogCursor place = cursor;
        if (place != null) {
            place.passed(shard, told);
            place.trimmed(shard, begin);
            fullness(place);
        }
    }

    /** True while publishers are to be told that this session takes no more. */
    boolean isFull() {
        return full;
    }

    /** All subscriptions are there again. */
    void restored() {
        if (cursor != null) {
            fullness(cursor);
        }
    }

    private void fullness(LogCursor place) {
        boolean now = place.queue().full();
        if (now != full) {
            full = now;
            session.full(now);
        }
    }

    void connectionBegins(int clientReceiveMaximum) {
        windowLimit = Math.min(clientReceiveMaximum, Math.min(context.rules().maxInflight(), window.capacity()));
        window.connectionChanged(); // [MQTT-3.3.4-9]
        filling = false;
        if (cursor != null) {
            cursor.connectionBegins();
            pace.begin();
        }
    }

    /** Nobody is connected: what lies in the log is not held in memory beside it. */
    void connectionEnded() {
        LogCursor place = cursor;
        if (place != null) {
            place.stop();
            window.unload();
        }
    }

    // ---- deliveries

    void deliver(Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
        Qos qos = message.qos().min(granted); // [MQTT-3.8.4-8]
        boolean retain = retainAsPublished && message.retain(); // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        LogCursor place = cursor;
        if (place != null && position != Append.NOWHERE && qos != Qos.AT_MOST_ONCE) {
            deliverLogged(place, message, position, qos, retain, ids);
            return;
        }
        Link link = session.link();
        if (link == null) {
            if (qos != Qos.AT_MOST_ONCE) { // a QoS 0 message is for those who are here [MQTT-3.1.2-5]
                enqueue(message, qos, retain, ids); // its rights count when it is sent
            }
            return;
        }
        if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(message.topic());
            return;
        }
        if (qos == Qos.AT_MOST_ONCE) {
            deliverAtMostOnce(link, message, retain, ids);
        } else if (!backlog.isEmpty() || !hasRoom(link) || isBehind()) {
            enqueue(message, qos, retain, ids);
        } else {
            transmit(link, message.share(), qos, retain, ids);
        }
    }

    private void deliverLogged(
            LogCursor place, Message message, long position, Qos qos, boolean retain, SubscriptionIds ids) {
        int shard = context.log().shardOf(message.publisherId());
        if (place.isPast(shard, position)) {
            return; // read from the log already
        }
        Link link = session.link();
        if (link == null || filling || isBehind() || !backlog.isEmpty() || !hasRoom(link)) {
            place.waits(shard, position, message.weightBytes());
            fullness(place);
            session.busy(true);
            if (place.queue().isWorthSaving()) {
                progressed();
            }
            if (link != null) {
                readOn(link);
            }
            return;
        }
        place.taken(shard, position);
        if (session.mayReceive(message.topic())) {
            transmit(link, message.share(), qos, retain, ids, shard, position);
        } else {
            session.refusals().notDelivered(message.topic());
        }
    }

    private boolean isBehind() {
        return cursor != null && cursor.isBehind();
    }

    private void deliverAtMostOnce(Link link, Message message, boolean retain, SubscriptionIds ids) {
        if (!link.isWritable()) {
            context.counters().dropped(Reason.SLOW_CONSUMER);
        } else if (link.publish(message, Qos.AT_MOST_ONCE, retain, ids, 0, false)) {
            delivered(Qos.AT_MOST_ONCE);
        } else {
            context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT);
        }
    }

    private void enqueue(Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        if (session.link() == null && !session.isDurable()) {
            return;
        }
        while (!backlog.add(message, qos, retain, ids)) {
            context.counters().dropped(Reason.QUEUE_FULL);
            Backlog.Waiting oldest = context.rules().overflow() == Overflow.DROP_OLDEST ? backlog.poll() : null;
            if (oldest == null) {
                break; // it is the newest that was dropped
            }
            oldest.message().close();
        }
        session.busy(true);
    }

    /** Takes over the ownership of {@code message}. */
    private void transmit(Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        boolean afterHeld = progress != null && window.isHolding();
        Slot slot = window.add(message, qos, retain, ids);
        if (afterHeld || (progress != null && qos == Qos.EXACTLY_ONCE)) {
            storeFirst(slot); // in the order of the log; the id must not be taken for another message after a crash
        } else {
            send(link, slot);
        }
    }

    /** As above, for a message of the log. */
    private void transmit(
            Link link, Message message, Qos qos, boolean retain, SubscriptionIds ids, int shard, long position) {
        boolean afterHeld = window.isHolding();
        Slot slot = window.add(message, qos, retain, ids, shard, position);
        if (qos == Qos.EXACTLY_ONCE || afterHeld) {
            storeFirst(slot); // the id must not be taken for another message after a crash
            return;
        }
        send(link, slot);
        progressed();
    }

    private void send(Link link, Slot slot) {
        Message message = slot.message();
        if (message == null) {
            return;
        }
        if (link.publish(message, slot.qos(), slot.retain(), slot.subscriptionIds(), slot.packetId(), false)) {
            delivered(slot.qos());
        } else {
            context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT); // as if it had been delivered [MQTT-3.1.2-25]
            finish(slot);
        }
    }

    private void delivered(Qos qos) {
        delivered++;
        context.counters().publishDelivered(qos.value());
    }

    private boolean hasRoom(Link link) {
        return room(link) > 0;
    }

    private int room(Link link) {
        return link.isWritable()
                ? Math.min(
                        windowLimit - window.sent(),
                        Math.min(context.rules().maxInflight(), window.capacity()) - window.open())
                : 0;
    }

    // ---- progress of a durable session

    private void progressed() {
        if (progress != null) {
            progress.changed();
        }
    }

    private void finish(Slot slot) {
        boolean written = slot.position() != Append.NOWHERE || slot.qos() == Qos.EXACTLY_ONCE;
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

    // ---- what waits

    /**
     * Sends what waits, as far as there is room: on a new connection, on acknowledgements, when the peer reads again.
     */
    void pump() {
        Link link = session.link();
        if (link == null) {
            return;
        }
        if (cursor != null) {
            fullness(cursor);
        }
        if (!fill(link)) {
            return; // messages of the window are read first: they are older than all that waits
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
        readOn(link);
        if (backlog.isEmpty()) {
            replays.pump(room(link));
        }
        session.busy(!backlog.isEmpty() || isBehind() || !link.isWritable());
    }

    /** Sends open messages again after a reconnect, in their first order. [MQTT-4.4.0-1] */
    private void repeat(Link link) {
        for (Slot slot : window.takeUnsent(windowLimit - window.sent())) {
            if (slot.isHeld()) {
                continue; // sent when it is stored
            }
            Message message = slot.message();
            if (message == null) {
                link.send(new Pubrel(slot.packetId(), ReasonCode.SUCCESS));
            } else if (!session.mayReceive(message.topic())) {
                session.refusals().notDelivered(message.topic());
                finish(slot);
            } else if (!link.publish(
                    message, slot.qos(), slot.retain(), slot.subscriptionIds(), slot.packetId(), true)) {
                context.counters().dropped(Reason.RECEIVER_PACKET_LIMIT);
                finish(slot);
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

    // ---- from the log

    /** Reads the messages of the window that are not in memory; false while that takes time. */
    private boolean fill(Link link) {
        if (filling) {
            return false;
        }
        List<Slot> unread = window.unread();
        if (unread.isEmpty()) {
            return true;
        }
        filling = true;
        int[] shards = unread.stream().mapToInt(Slot::shard).toArray();
        long[] positions = unread.stream().mapToLong(Slot::position).toArray();
        context.readers()
                .read(
                        () -> {
                            List<@Nullable Message> messages = new ArrayList<>(positions.length);
                            for (int i = 0; i < positions.length; i++) {
                                StoredRecord found = context.log().get(shards[i], positions[i]);
                                messages.add(found == null ? null : StoredForm.message(found.topic(), found.body()));
                            }
                            return messages;
                        },
                        context.loop(),
                        messages -> filled(link, unread, positions, messages),
                        failure -> unreadable(link, failure));
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // this very connection
    private void filled(Link asked, List<Slot> slots, long[] positions, List<@Nullable Message> messages) {
        if (session.link() != asked) {
            return; // a later connection reads for itself
        }
        filling = false;
        for (int i = 0; i < positions.length; i++) {
            Slot slot = slots.get(i);
            Message message = messages.get(i);
            if (slot.position() != positions[i]) {
                continue; // acknowledged meanwhile, by a client that remembers more than we had read
            }
            if (message == null) {
                context.counters().dropped(Reason.LOG_TRIMMED);
                finish(slot);
            } else {
                window.fill(slot, message);
            }
        }
        pump();
    }

    private void readOn(Link link) {
        LogCursor place = cursor;
        if (place == null || filling || window.hasUnsent() || !backlog.isEmpty()) {
            return;
        }
        int room = room(link);
        if (room > 0 && place.hasBacklog()) {
            room = Math.min(room, pace.allowed());
            if (room == 0) {
                pumpLater();
                return;
            }
        }
        if (room > 0) {
            place.read(
                    room,
                    session.selection(),
                    (shard, slice) -> take(place, shard, slice),
                    failure -> unreadable(link, failure));
        }
    }

    /** When the pace at which it gets its backlog allows for more. */
    private void pumpLater() {
        if (!paced) {
            paced = true;
            var _ = context.loop().schedule(pace.waitMillis(), TimeUnit.MILLISECONDS, () -> {
                paced = false;
                pump();
            });
        }
    }

    private int take(LogCursor place, int shard, Slice slice) {
        int taken = 0;
        for (StoredRecord stored : slice.records()) {
            Link link = session.link();
            if (link == null || !hasRoom(link)) {
                return taken;
            }
            take(link, place, shard, stored);
            taken++;
        }
        if (taken > 0) {
            progressed();
        }
        context.loop().post(this::pump); // when the cursor has moved
        return taken;
    }

    private void take(Link link, LogCursor place, int shard, StoredRecord stored) {
        Message message = StoredForm.message(stored.topic(), stored.body());
        Joined joined = session.joined(message, shard, stored.position());
        if (joined == null) {
            return;
        }
        Qos qos = message.qos().min(joined.qos());
        if (qos == Qos.AT_MOST_ONCE) {
            return; // was for those who were here
        }
        if (place.passesOver(shard, stored.position())) {
            return;
        }
        place.queue().taken(message.weightBytes());
        if (message.isExpired(context.nowMillis())) {
            context.counters().dropped(Reason.MESSAGE_EXPIRED); // [MQTT-3.3.2-5]
        } else if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(message.topic());
        } else {
            boolean retain = joined.retainAsPublished() && message.retain();
            if (place.isBacklog(shard, stored.position())) {
                pace.sent();
            }
            transmit(link, message, qos, retain, joined.ids(), shard, stored.position());
        }
    }

    /** What all matching subscriptions of the session ask for together. */
    record Joined(Qos qos, boolean retainAsPublished, SubscriptionIds ids) {
        static Joined of(SubscriptionOptions options) {
            return new Joined(options.qos(), options.retainAsPublished(), options.ids());
        }

        Joined with(SubscriptionOptions more) {
            SubscriptionIds all = ids;
            for (int i = 0; i < more.ids().count(); i++) {
                all = all.plus(more.ids().get(i)); // [MQTT-3.3.4-3], [MQTT-3.3.4-4]
            }
            return new Joined(
                    more.qos().compareTo(qos) > 0 ? more.qos() : qos, // [MQTT-3.3.4-2]
                    retainAsPublished || more.retainAsPublished(),
                    all);
        }
    }

    /** Messages of a shard were stored that this loop was too busy to be told of. */
    void missed(int shard, long before) {
        LogCursor place = cursor;
        if (place != null) {
            place.missed(shard, before);
            pump();
        }
    }

    /** The log cannot be read: the connection ends, nothing is skipped, and the client may come back. */
    @SuppressWarnings("ReferenceEquality") // this very connection
    private void unreadable(Link asked, RuntimeException failure) {
        filling = false;
        log.atError()
                .setCause(failure)
                .addKeyValue("clientId", session.clientId())
                .log("messages of this session cannot be read");
        if (session.link() == asked) {
            session.close(new CloseReason.StoreFailed("its messages cannot be read"));
        }
    }

    /** The filters changed. */
    void selectionChanged() {
        LogCursor place = cursor;
        if (place != null) {
            place.selectionChanged();
            if (session.link() != null) {
                context.loop().post(this::pump); // what a read under way still brings is not taken: another one begins
            }
        }
    }

    // ---- retained messages

    /** A new subscription gets what is retained under its filter, as far as there is room now, the rest later. */
    void replayRetained(TopicFilter filter, SubscriptionOptions options) {
        replays.add(filter, options);
    }

    /** The filter was unsubscribed: nothing more of it is sent. */
    void cancelReplay(TopicFilter filter) {
        replays.cancel(filter);
    }

    /** One retained message; false when there is no room for it now. */
    boolean sendRetained(Message retained, SubscriptionOptions options) {
        Link link = session.link();
        if (link == null || !hasRoom(link)) {
            return false;
        }
        if (!session.mayReceive(retained.topic())) {
            session.refusals().notDelivered(retained.topic());
            return true;
        }
        Qos qos = retained.qos().min(options.qos());
        if (qos == Qos.AT_MOST_ONCE) {
            deliverAtMostOnce(link, retained, true, options.ids()); // RETAIN is set here [MQTT-3.3.1-8]
        } else {
            transmit(link, retained.share(), qos, true, options.ids());
        }
        return true;
    }

    // ---- acknowledgements

    void on(Puback puback) {
        Slot slot = window.find(puback.packetId());
        if (slot != null && slot.state() == State.AWAITS_PUBACK) {
            finish(slot); // whatever the code says [MQTT-4.3.2-3]
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
            finish(slot); // refused: the exchange is over [MQTT-4.3.3-4]
            pump();
        } else {
            boolean repeated = slot.state() == State.AWAITS_PUBCOMP;
            window.received(slot);
            if (slot.position() == Append.NOWHERE || (repeated && !slot.isHeld())) {
                if (link != null) {
                    link.send(new Pubrel(pubrec.packetId(), ReasonCode.SUCCESS)); // [MQTT-4.3.3-4]
                }
            } else if (!repeated) {
                storeFirst(slot); // after PUBREL the client forgets the id: we must not
            }
        }
    }

    void on(Pubcomp pubcomp) {
        Slot slot = window.find(pubcomp.packetId());
        if (slot != null && slot.state() == State.AWAITS_PUBCOMP) {
            finish(slot);
            pump();
        }
    }

    void clear() {
        window.clear();
        backlog.clear();
        replays.clear();
        if (cursor != null) {
            cursor.stop();
        }
    }
}
