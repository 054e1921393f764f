package io.gatehouse.session;

import io.gatehouse.engine.LogReader.Slice;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.OutboundWindow.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a durable session gets from the log what it did not get from memory: the messages of its window after a
 * reconnect, and what waits behind {@link LogCursor}. Confined to the session's loop; the reading itself happens on a
 * disk reader.
 */
final class LogReading {
    private static final Log log = Log.of(LogReading.class);

    private final Session session;
    private final SessionContext context;
    private final LogCursor cursor;
    private final Transmission transmission;
    private final Runnable pump;
    private final Older older;
    private final DrainPace pace;
    private boolean paced; // a timer runs
    private boolean filling; // messages of the window are being read

    /** What waits in memory and came before a message of the log. */
    @FunctionalInterface
    interface Older {
        /** Sends it; false when there is no room for it now. */
        boolean send(Link link, int shard, long position);
    }

    /** @param pump sends what waits, as far as there is room */
    LogReading(Session session, LogCursor cursor, Transmission transmission, Runnable pump, Older older) {
        this.session = session;
        this.context = session.context();
        this.cursor = cursor;
        this.transmission = transmission;
        this.pump = pump;
        this.older = older;
        this.pace = new DrainPace(context.rules().backlogRate(), context.loop().clock());
    }

    void connectionBegins() {
        filling = false;
        cursor.connectionBegins();
        pace.begin();
    }

    /** Nobody is connected: what lies in the log is not held in memory beside it. */
    void connectionEnded() {
        cursor.stop();
        transmission.window().unload();
    }

    /** True while messages of the window are being read: they are older than all that waits. */
    boolean isFilling() {
        return filling;
    }

    /** Reads the messages of the window that are not in memory; false while that takes time. */
    boolean fill(Link link) {
        if (filling) {
            return false;
        }
        List<Slot> unread = transmission.window().unread();
        if (unread.isEmpty()) {
            return true;
        }
        filling = true;
        int[] shards = unread.stream().mapToInt(Slot::shard).toArray();
        long[] positions = unread.stream().mapToLong(Slot::position).toArray();
        context.readers()
                .read(
                        () -> messages(shards, positions),
                        context.loop(),
                        messages -> filled(link, unread, positions, messages),
                        failure -> unreadable(link, failure));
        return false;
    }

    /** On a disk reader. */
    private List<@Nullable Message> messages(int[] shards, long[] positions) {
        List<@Nullable Message> messages = new ArrayList<>(positions.length);
        for (int i = 0; i < positions.length; i++) {
            StoredRecord found = context.log().get(shards[i], positions[i]);
            messages.add(found == null ? null : StoredForm.message(found.topic(), found.body()));
        }
        return messages;
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
                session.refusals().notDelivered(Reason.LOG_TRIMMED, null, 1);
                transmission.finish(slot);
            } else {
                transmission.window().fill(slot, message);
            }
        }
        pump.run();
    }

    /** Reads on where the cursor stands, if the session is behind and there is room. */
    void readOn(Link link) {
        if (filling || transmission.window().hasUnsent()) {
            return;
        }
        int room = transmission.room(link);
        if (room > 0 && cursor.hasBacklog()) {
            room = Math.min(room, pace.allowed());
            if (room == 0) {
                pumpLater();
                return;
            }
        }
        if (room > 0) {
            cursor.read(room, session.subscriptions().selection(), this::take, failure -> unreadable(link, failure));
        }
    }

    /** When the pace at which it gets its backlog allows for more. */
    private void pumpLater() {
        if (!paced) {
            paced = true;
            var _ = context.loop().schedule(pace.waitMillis(), TimeUnit.MILLISECONDS, () -> {
                paced = false;
                pump.run();
            });
        }
    }

    private int take(int shard, Slice slice) {
        int taken = 0;
        for (StoredRecord stored : slice.records()) {
            Link link = session.link();
            if (link == null || !older.send(link, shard, stored.position()) || transmission.room(link) <= 0) {
                return taken;
            }
            take(link, shard, stored);
            taken++;
        }
        if (taken > 0) {
            transmission.progressed();
        }
        context.loop().post(pump); // when the cursor has moved
        return taken;
    }

    private void take(Link link, int shard, StoredRecord stored) {
        Message message = StoredForm.message(stored.topic(), stored.body());
        Joined joined = session.subscriptions().joined(message, shard, stored.position());
        if (joined == null) {
            return;
        }
        Qos qos = message.qos().min(joined.qos());
        if (qos == Qos.AT_MOST_ONCE) {
            return; // was for those who were here
        }
        if (cursor.passesOver(shard, stored.position())) {
            return;
        }
        cursor.queue().taken(message.weightBytes());
        if (message.isExpired(context.nowMillis())) {
            context.counters().dropped(Reason.MESSAGE_EXPIRED); // [MQTT-3.3.2-5]
        } else if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
        } else {
            boolean retain = joined.retainAsPublished() && message.retain();
            if (cursor.isBacklog(shard, stored.position())) {
                pace.sent();
            }
            transmission.start(link, message, qos, retain, joined.ids(), shard, stored.position());
        }
    }

    /** The log cannot be read: the connection ends, nothing is skipped, and the client may come back. */
    @SuppressWarnings("ReferenceEquality") // this very connection
    private void unreadable(Link asked, RuntimeException failure) {
        filling = false;
        log.at(Event.MESSAGES_UNREADABLE)
                .setCause(failure)
                .addKeyValue("clientId", session.clientId())
                .log("messages of this session cannot be read");
        if (session.link() == asked) {
            session.close(new CloseReason.StoreFailed("its messages cannot be read"));
        }
    }
}
