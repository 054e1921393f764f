package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Subscription;
import io.gatehouse.routing.SubscriptionOptions;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

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
    private final Session session;
    private final SessionContext context;
    private final Transmission transmission;
    private final Backlog backlog;
    private final @Nullable LogCursor cursor; // of a durable session
    private final @Nullable LogReading reading; // of a durable session
    private final @Nullable Progress progress; // of a durable session
    private final GroupReading groups;
    private final RetainedReplays replays;
    private boolean full; // as publishers are told

    Outbound(Session session, @Nullable Checkpoint checkpoint) {
        this.session = session;
        this.context = session.context();
        SessionRules rules = context.rules();
        this.backlog = new Backlog(rules.maxQueuedMessages(), rules.maxQueuedBytes());
        this.replays = new RetainedReplays(session);
        this.progress = session.isDurable() ? new Progress(session) : null;
        this.transmission = new Transmission(session, progress, checkpoint);
        this.groups = new GroupReading(session, transmission, this::pump, this::isClear);
        if (session.isDurable()) {
            IntConsumer lost = times -> session.refusals().notDelivered(Reason.LOG_TRIMMED, null, times);
            LogCursor place =
                    checkpoint == null ? new LogCursor(context, lost) : new LogCursor(context, lost, checkpoint);
            this.cursor = place;
            this.reading = new LogReading(session, place, transmission, this::pump, this::sendOlder);
        } else {
            this.cursor = null;
            this.reading = null;
        }
    }

    int inflight() {
        return transmission.window().open();
    }

    int queued() {
        return backlog.size() + (cursor == null ? 0 : cursor.queue().messages());
    }

    /** Of what is {@link #queued}. */
    long queuedBytes() {
        return backlog.bytes() + (cursor == null ? 0 : cursor.queue().bytes());
    }

    /** Messages written so far. */
    long delivered() {
        return transmission.delivered();
    }

    /** Where a durable session stands in the log; null for one that ends with its connection. */
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
        OutboundWindow window = transmission.window();
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
        return place == null
                ? Long.MAX_VALUE
                : Math.min(place.next(shard), transmission.window().lowest(shard));
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
            session.subscriptions().full(now);
        }
    }

    void connectionBegins(int clientReceiveMaximum) {
        transmission.connectionBegins(clientReceiveMaximum);
        if (reading != null) {
            reading.connectionBegins();
        }
    }

    void connectionEnded() {
        if (reading != null) {
            reading.connectionEnded();
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
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
            return;
        }
        if (qos == Qos.AT_MOST_ONCE) {
            transmission.atMostOnce(link, message, retain, ids);
        } else if (!backlog.isEmpty() || transmission.room(link) <= 0 || isBehind()) {
            enqueue(message, qos, retain, ids);
        } else {
            transmission.start(link, message.share(), qos, retain, ids);
        }
    }

    private void deliverLogged(
            LogCursor place, Message message, long position, Qos qos, boolean retain, SubscriptionIds ids) {
        int shard = context.log().shardOf(message.publisherId());
        if (place.isPast(shard, position)) {
            return; // read from the log already
        }
        Link link = session.link();
        boolean filling = reading != null && reading.isFilling();
        if (link == null || filling || isBehind() || !backlog.isEmpty() || transmission.room(link) <= 0) {
            int dropped = place.waits(shard, position, message.weightBytes());
            if (dropped > 0) {
                session.refusals().notDelivered(Reason.QUEUE_FULL, message, dropped);
            }
            fullness(place);
            session.busy(true);
            if (place.queue().isWorthSaving()) {
                transmission.progressed();
            }
            if (link != null) {
                readOn(link);
            }
            return;
        }
        place.taken(shard, position);
        if (session.mayReceive(message.topic())) {
            transmission.start(link, message.share(), qos, retain, ids, shard, position);
        } else {
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
        }
    }

    private boolean isBehind() {
        return cursor != null && cursor.isBehind();
    }

    private void enqueue(Message message, Qos qos, boolean retain, SubscriptionIds ids) {
        if (session.link() == null && !session.isDurable()) {
            return;
        }
        if (context.memory().heapIsTight()) {
            session.refusals().notDelivered(Reason.MEMORY_LIMIT, message);
            return;
        }
        int shard = context.log().shardOf(message.publisherId());
        long behind = cursor == null ? Append.NOWHERE : cursor.waitsUntil(shard);
        while (!backlog.add(message, qos, retain, ids, shard, behind)) {
            session.refusals().notDelivered(Reason.QUEUE_FULL, message);
            Backlog.Waiting oldest = context.rules().overflow() == Overflow.DROP_OLDEST ? backlog.poll() : null;
            if (oldest == null) {
                break; // it is the newest that was dropped
            }
            oldest.message().close();
        }
        session.busy(true);
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
        if (reading != null && !reading.fill(link)) {
            return; // messages of the window are read first: they are older than all that waits
        }
        if (transmission.window().hasUnsent()) {
            transmission.repeat(link);
        }
        var _ = sendOlder(link, 0, Append.NOWHERE);
        readOn(link);
        if (backlog.isEmpty()) {
            replays.pump(transmission.room(link));
        }
        session.busy(!backlog.isEmpty() || isBehind() || !link.isWritable());
    }

    /**
     * Sends what waits in memory and came before what is read at a position of the log; false while there is no room.
     */
    private boolean sendOlder(Link link, int shard, long position) {
        for (Backlog.Waiting next = backlog.peek(); next != null; next = backlog.peek()) {
            if (!isDue(next, shard, position)) {
                return true;
            }
            if (transmission.window().hasUnsent() || transmission.room(link) <= 0) {
                return false;
            }
            var _ = backlog.poll();
            release(link, next);
        }
        return true;
    }

    private boolean isDue(Backlog.Waiting waiting, int shard, long position) {
        return cursor == null
                || waiting.behind() <= cursor.next(waiting.shard())
                || (waiting.shard() == shard && waiting.behind() <= position);
    }

    private void release(Link link, Backlog.Waiting waiting) {
        Message message = waiting.message();
        if (message.isExpired(context.nowMillis())) {
            context.counters().dropped(Reason.MESSAGE_EXPIRED); // [MQTT-3.3.2-5]
            message.close();
        } else if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
            message.close();
        } else {
            transmission.start(link, message, waiting.qos(), waiting.retain(), waiting.subscriptionIds());
        }
    }

    private void readOn(Link link) {
        Backlog.Waiting next = backlog.peek();
        if (reading != null && (next == null || !isDue(next, 0, Append.NOWHERE))) {
            reading.readOn(link);
        }
        groups.readOn(link);
    }

    /** Nothing waits that is older than what could be read now. */
    private boolean isClear() {
        return backlog.isEmpty() && !transmission.window().hasUnsent() && (reading == null || !reading.isFilling());
    }

    // ---- shared subscriptions

    void sharesQueue(Subscription member, GroupQueue queue) {
        groups.join(member, queue);
    }

    void leaves(Subscription member) {
        groups.leave(member);
    }

    /** What becomes this session's own when its checkpoint is stored. */
    List<Lent> toBeTaken() {
        return transmission.window().toBeTaken();
    }

    void taken(List<Lent> taken, boolean stored) {
        transmission.window().taken(taken, stored);
    }

    /** Messages of a shard were stored that this loop was too busy to be told of. */
    void missed(int shard, long before) {
        LogCursor place = cursor;
        if (place != null) {
            place.missed(shard, before);
            pump();
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
        if (link == null || transmission.room(link) <= 0) {
            return false;
        }
        if (!session.mayReceive(retained.topic())) {
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, retained);
            return true;
        }
        Qos qos = retained.qos().min(options.qos());
        if (qos == Qos.AT_MOST_ONCE) {
            transmission.atMostOnce(link, retained, true, options.ids()); // RETAIN is set here [MQTT-3.3.1-8]
        } else {
            transmission.start(link, retained.share(), qos, true, options.ids());
        }
        return true;
    }

    // ---- acknowledgements

    void on(Puback puback) {
        if (transmission.on(puback)) {
            pump();
        }
    }

    void on(Pubrec pubrec) {
        if (transmission.on(pubrec)) {
            pump();
        }
    }

    void on(Pubcomp pubcomp) {
        if (transmission.on(pubcomp)) {
            pump();
        }
    }

    void clear() {
        transmission.window().clear();
        backlog.clear();
        replays.clear();
        if (cursor != null) {
            cursor.stop();
        }
    }
}
