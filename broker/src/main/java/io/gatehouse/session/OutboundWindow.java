package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The QoS 1 and 2 messages sent to a client and not finished. Confined to the session's loop. Owns the messages.
 *
 * <p><b>Packet ids without a map.</b> A window of {@code capacity} slots gives slot {@code s} the ids
 * {@code s + 1 + g × capacity} for generations {@code g = 0, 1, …} below 65,536, and each use of a slot takes the next
 * generation. The id that a client acknowledges therefore names its slot by one remainder, no two open messages share
 * an id ([MQTT-2.2.1-3]), and an id comes back as late as the window allows, so that a late duplicate acknowledgement
 * does not hit a new message. Slots are made when first needed and reused for ever: a steady stream allocates nothing.
 *
 * <p>Rejected: a linked hash map from id to entry (two allocations and a boxing for each message); a bit set of used
 * ids with a search (8 KiB for each session).
 */
final class OutboundWindow {
    enum State {
        FREE,
        /** QoS 1: PUBLISH sent. */
        AWAITS_PUBACK,
        /** QoS 2: PUBLISH sent. */
        AWAITS_PUBREC,
        /** QoS 2: PUBREC received, PUBREL sent; the message is gone. */
        AWAITS_PUBCOMP
    }

    /** One open message. Only the window makes, fills and frees slots. */
    static final class Slot {
        private final int index;
        private int generation;
        private State state = State.FREE;
        private int packetId;
        private long sequence;
        private @Nullable Message message;
        private Qos qos = Qos.AT_LEAST_ONCE;
        private boolean retain;
        private SubscriptionIds subscriptionIds = SubscriptionIds.NONE;
        private boolean sentOnThisConnection;

        private Slot(int index) {
            this.index = index;
        }

        State state() {
            return state;
        }

        int packetId() {
            return packetId;
        }

        /** {@code null} once PUBREC came. */
        @Nullable
        Message message() {
            return message;
        }

        Qos qos() {
            return qos;
        }

        boolean retain() {
            return retain;
        }

        SubscriptionIds subscriptionIds() {
            return subscriptionIds;
        }
    }

    private static final Slot[] NO_SLOTS = new Slot[0];

    private final int capacity;
    private Slot[] slots = NO_SLOTS;
    private int made; // slots[0..made) exist
    private int open;
    private int sent; // of the open ones, on this connection: what counts against the client's receive maximum
    private int hint; // where the search for a free slot begins
    private long sequence;

    OutboundWindow(int capacity) {
        this.capacity = capacity;
    }

    int open() {
        return open;
    }

    /** Takes over the caller's ownership of {@code message}. The caller has checked that there is room. */
    Slot add(Message message, Qos qos, boolean retain, SubscriptionIds subscriptionIds) {
        Slot slot = free();
        slot.packetId = slot.index + 1 + slot.generation * capacity;
        slot.generation = (slot.index + 1 + (slot.generation + 1) * capacity <= 65_535) ? slot.generation + 1 : 0;
        slot.state = qos == Qos.EXACTLY_ONCE ? State.AWAITS_PUBREC : State.AWAITS_PUBACK;
        slot.sequence = sequence++;
        slot.message = message;
        slot.qos = qos;
        slot.retain = retain;
        slot.subscriptionIds = subscriptionIds;
        slot.sentOnThisConnection = true;
        open++;
        sent++;
        return slot;
    }

    private Slot free() {
        for (int i = 0; i < made; i++) {
            Slot slot = slots[(hint + i) % made];
            if (slot.state == State.FREE) {
                hint = slot.index + 1;
                return slot;
            }
        }
        if (made == capacity) {
            throw new IllegalStateException("open messages: " + open + " (expected: below " + capacity + ")");
        }
        if (made == slots.length) {
            slots = Arrays.copyOf(slots, Math.min(capacity, Math.max(4, slots.length * 2)));
        }
        Slot slot = new Slot(made);
        slots[made++] = slot;
        hint = made;
        return slot;
    }

    /** The open message with this id, or {@code null}. */
    @Nullable
    Slot find(int packetId) {
        int index = (packetId - 1) % capacity;
        if (index >= made) {
            return null;
        }
        Slot slot = slots[index];
        return slot.state != State.FREE && slot.packetId == packetId ? slot : null;
    }

    /** PUBREC came: the message is not needed any more, its id still is. [MQTT-4.3.3-4] */
    void received(Slot slot) {
        closeMessage(slot);
        slot.state = State.AWAITS_PUBCOMP;
    }

    /** PUBACK or PUBCOMP came, or the client refused the message: the id is free again. */
    void finish(Slot slot) {
        closeMessage(slot);
        slot.state = State.FREE;
        slot.subscriptionIds = SubscriptionIds.NONE;
        open--;
        if (slot.sentOnThisConnection) {
            sent--;
        }
    }

    private static void closeMessage(Slot slot) {
        Message message = slot.message;
        if (message != null) {
            slot.message = null;
            message.close();
        }
    }

    /** A new connection begins: nothing was sent on it yet. */
    void connectionChanged() {
        for (int i = 0; i < made; i++) {
            slots[i].sentOnThisConnection = false;
        }
        sent = 0;
    }

    /**
     * Open messages that were not yet sent again on this connection, at most {@code limit} of them, oldest first
     * ([MQTT-4.4.0-1], [MQTT-4.6.0-1]). They count as sent from here on.
     */
    Slot[] takeUnsent(int limit) {
        Slot[] unsent = Arrays.stream(slots, 0, made)
                .filter(slot -> slot.state != State.FREE && !slot.sentOnThisConnection)
                .sorted(Comparator.comparingLong(slot -> slot.sequence))
                .limit(Math.max(0, limit))
                .toArray(Slot[]::new);
        for (Slot slot : unsent) {
            slot.sentOnThisConnection = true;
        }
        sent += unsent.length;
        return unsent;
    }

    /** Open messages that were sent on this connection: what counts against the client's receive maximum. */
    int sent() {
        return sent;
    }

    /** True while some open messages were not sent again since the client came back. */
    boolean hasUnsent() {
        return sent < open;
    }

    void clear() {
        for (int i = 0; i < made; i++) {
            if (slots[i].state != State.FREE) {
                finish(slots[i]);
            }
        }
    }
}
