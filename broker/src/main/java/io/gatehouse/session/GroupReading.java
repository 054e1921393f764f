package io.gatehouse.session;

import io.gatehouse.engine.GroupQueue;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Subscription;
import io.gatehouse.routing.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a session takes from the queues of its shared subscriptions: as much as it has room for, one read at a time, the
 * queues in turn. Confined to the session's loop; the reading itself happens on a disk reader.
 *
 * <p>A session that found a queue empty waits in the queue's line; the one in front is called by the next message. So
 * members that keep up get one after the other, and those that do not get what they have room for. Who was called, or
 * knows that there is more, and does not pull, owes it to the others to pass the call on.
 */
final class GroupReading {
    /** What one read brings at most, so that the members of a group share a burst. */
    private static final int MOST_AT_ONCE = 32;

    private static final long MOST_BYTES_AT_ONCE = 256 * 1024;

    private static final Log log = Log.of(GroupReading.class);

    private final Session session;
    private final SessionContext context;
    private final Transmission transmission;
    private final Runnable pump;
    private final BooleanSupplier mayTake;
    private final List<Membership> memberships = new ArrayList<>(0);
    private int turn;
    private boolean reading;

    private static final class Membership {
        private final Subscription subscription;
        private final GroupQueue queue;
        private final Runnable called;
        private boolean waits; // in the queue's line
        private boolean owes; // a pull, or that it passes the call on

        Membership(Subscription subscription, GroupQueue queue, Consumer<Membership> called) {
            this.subscription = subscription;
            this.queue = queue;
            this.called = () -> called.accept(this);
        }

        void passOn() {
            if (owes) {
                owes = false;
                queue.pass();
            }
        }
    }

    /**
     * @param pump sends what waits, as far as there is room
     * @param mayTake false while something older waits to be sent
     */
    GroupReading(Session session, Transmission transmission, Runnable pump, BooleanSupplier mayTake) {
        this.session = session;
        this.context = session.context();
        this.transmission = transmission;
        this.pump = pump;
        this.mayTake = mayTake;
    }

    void join(Subscription subscription, GroupQueue queue) {
        for (Membership known : memberships) {
            if (known.subscription == subscription && known.queue == queue) {
                return;
            }
        }
        memberships.add(new Membership(subscription, queue, this::called));
        pump.run();
    }

    /** What was lent already is still delivered. */
    void leave(Subscription subscription) {
        for (Membership left : List.copyOf(memberships)) {
            if (left.subscription == subscription) {
                memberships.remove(left);
                left.queue.forget(left.called);
                left.passOn();
            }
        }
    }

    /** Takes from one of the queues, if there is room and no read is under way. */
    void readOn(Link link) {
        int room = Math.min(transmission.room(link), MOST_AT_ONCE);
        for (int i = 0; i < memberships.size() && room > 0 && !reading && mayTake.getAsBoolean(); i++) {
            turn = (turn + 1) % memberships.size();
            Membership next = memberships.get(turn);
            if (!next.waits && transmission.mayBorrow()) {
                read(link, next, room);
            }
        }
    }

    private void read(Link link, Membership from, int room) {
        reading = true;
        from.owes = false;
        context.readers()
                .read(
                        () -> from.queue.pull(room, MOST_BYTES_AT_ONCE),
                        context.loop(),
                        pulled -> arrived(from, pulled),
                        failure -> unreadable(link, from, failure));
    }

    private void arrived(Membership from, GroupQueue.Pulled pulled) {
        reading = false;
        if (pulled.lost() > 0) {
            session.refusals().notDelivered(Reason.LOG_TRIMMED, null, pulled.lost());
        }
        for (GroupQueue.Item item : pulled.items()) {
            Link link = session.link();
            Lent lent = new Lent(from.queue, item.place());
            if (link == null
                    || transmission.room(link) <= 0
                    || !mayTake.getAsBoolean()
                    || !memberships.contains(from)) {
                lent.giveBack();
            } else {
                take(link, from.subscription.options(), item.record(), lent);
            }
        }
        from.owes = pulled.more();
        if (pulled.items().isEmpty() && !pulled.more() && memberships.contains(from)) {
            from.waits = true;
            from.queue.whenMore(from.called);
        }
        context.loop().post(() -> {
            pump.run();
            from.passOn();
        });
    }

    private void take(Link link, SubscriptionOptions options, StoredRecord stored, Lent lent) {
        Message message;
        try {
            message = StoredForm.message(stored.topic(), stored.body());
        } catch (RuntimeException unreadable) { // no member could
            log.at(Event.MESSAGE_GIVEN_UP)
                    .setCause(unreadable)
                    .addKeyValue("position", lent.place().position())
                    .log("a message of a shared subscription cannot be read; it is given up");
            lent.finished();
            return;
        }
        Qos qos = message.qos().min(options.qos());
        boolean retain = options.retainAsPublished() && message.retain();
        if (message.isExpired(context.nowMillis())) {
            context.counters().dropped(Reason.MESSAGE_EXPIRED); // [MQTT-3.3.2-5]
            lent.finished();
        } else if (!session.mayReceive(message.topic())) {
            session.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, message);
            lent.finished();
        } else if (qos == Qos.AT_MOST_ONCE) {
            transmission.atMostOnce(link, message, retain, options.ids());
            lent.finished();
        } else {
            transmission.start(link, message, qos, retain, options.ids(), lent);
        }
    }

    /** By any thread: a pull may bring something now. */
    private void called(Membership membership) {
        try {
            context.loop().post(() -> {
                membership.waits = false;
                membership.owes = true;
                pump.run();
                membership.passOn();
            });
        } catch (RejectedExecutionException stopping) {
            log.atDebug().log("called as the loop ended: the broker stops");
        }
    }

    /** The log cannot be read: the connection ends, nothing is skipped, and the client may come back. */
    @SuppressWarnings("ReferenceEquality") // this very connection
    private void unreadable(Link asked, Membership from, RuntimeException failure) {
        reading = false;
        log.at(Event.MESSAGES_UNREADABLE)
                .setCause(failure)
                .addKeyValue("clientId", session.clientId())
                .addKeyValue("filter", from.subscription.filter())
                .log("messages of a shared subscription cannot be read");
        if (session.link() == asked) {
            session.close(new CloseReason.StoreFailed("messages of a shared subscription cannot be read"));
        } else {
            context.loop().post(pump);
        }
        from.queue.pass();
    }
}
