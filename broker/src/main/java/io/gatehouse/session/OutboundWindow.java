package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
        private int shard;
        private long position = Append.NOWHERE;
        private @Nullable Lent lent; // of a shared subscription, and not taken from its queue for good
        private boolean taking; // a write is under way that takes it
        private boolean held;
        private long stamp; // of the last change that must be stored before the client is told

        private Slot(int index) {
            this.index = index;
        }

        State state() {
            return state;
        }

        int packetId() {
            return packetId;
        }

        /** {@code null} once PUBREC came, and for a message of the log that is not in memory. */
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

        int shard() {
            return shard;
        }

        /** Where the message lies in the log, or {@link Append#NOWHERE}. */
        long position() {
            return position;
        }

        @Nullable
        Lent lent() {
            return lent;
        }

        /** True while the client must not be told of the state it is in, because that is not stored yet. */
        boolean isHeld() {
            return held;
        }

        private boolean awaitsMessage() {
            return position != Append.NOWHERE
                    && message == null
                    && (state == State.AWAITS_PUBACK || state == State.AWAITS_PUBREC);
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
    private long stamps;

    OutboundWindow(int capacity) {
        this.capacity = capacity;
    }

    int open() {
        return open;
    }

    int capacity() {
        return capacity;
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
        slot.position = Append.NOWHERE;
        slot.lent = null;
        slot.taking = false;
        slot.held = false;
        open++;
        sent++;
        return slot;
    }

    /** As {@link #add}, for a message of the log. */
    Slot add(Message message, Qos qos, boolean retain, SubscriptionIds subscriptionIds, int shard, long position) {
        Slot slot = add(message, qos, retain, subscriptionIds);
        slot.shard = shard;
        slot.position = position;
        return slot;
    }

    /**
     * The slot's message is lent by the queue of a shared subscription. It is given back if the session ends first.
     */
    void lend(Slot slot, Lent lent) {
        slot.lent = lent;
    }

    /** How many lent messages of QoS 2 are still to be taken. */
    int notTaken() {
        int count = 0;
        for (int i = 0; i < made; i++) {
            count += slots[i].lent != null && slots[i].qos == Qos.EXACTLY_ONCE ? 1 : 0;
        }
        return count;
    }

    /**
     * What is to be taken from queues in the same step as {@link #written} is stored: lent messages of QoS 2. They are
     * not given back from here on, until {@link #taken} says what became of the write.
     */
    List<Lent> toBeTaken() {
        List<Lent> lent = new ArrayList<>(0);
        for (int i = 0; i < made; i++) {
            Lent one = slots[i].lent;
            if (one != null && slots[i].qos == Qos.EXACTLY_ONCE) {
                slots[i].taking = true;
                lent.add(one);
            }
        }
        return lent;
    }

    /** They are stored as this session's own, or they are not and are lent as before. */
    @SuppressWarnings("ReferenceEquality") // a slot may have another one by now
    void taken(List<Lent> taken, boolean stored) {
        for (Lent one : taken) {
            if (stored) {
                one.taken();
            }
            for (int i = 0; i < made; i++) {
                if (slots[i].lent == one) {
                    slots[i].taking = false;
                    slots[i].lent = stored ? null : one;
                }
            }
        }
    }

    /** The client must not be told of the slot's state before {@link #release} says that it is stored. */
    void hold(Slot slot) {
        slot.held = true;
        slot.stamp = stamps++;
    }

    /** True while a message waits to be sent until it is stored: what comes later is sent later. */
    boolean isHolding() {
        for (int i = 0; open > 0 && i < made; i++) {
            if (slots[i].held && slots[i].state != State.AWAITS_PUBCOMP && slots[i].state != State.FREE) {
                return true;
            }
        }
        return false;
    }

    /** What {@link #release} takes once everything up to now is stored. */
    long stamp() {
        return stamps;
    }

    /** What was held before {@code stamp} is stored: the slots the client may be told of now, oldest first. */
    List<Slot> release(long stamp) {
        List<Slot> released = new ArrayList<>();
        for (int i = 0; i < made; i++) {
            Slot slot = slots[i];
            if (slot.state != State.FREE && slot.held && slot.stamp < stamp) {
                slot.held = false;
                if (slot.sentOnThisConnection) {
                    released.add(slot);
                }
            }
        }
        released.sort(Comparator.comparingLong(slot -> slot.sequence));
        return released;
    }

    /**
     * What is open and must be known after a crash, oldest first: messages of the log, except those that a queue has
     * lent and lends again then, and of the others the ids of QoS 2. Their messages are gone then, but the client may
     * wait for PUBREL, and would take another message with such an id for a repetition. [MQTT-4.3.3-10]
     */
    List<Checkpoint.Open> written() {
        return Arrays.stream(slots, 0, made)
                .filter(slot -> slot.state != State.FREE
                        && (slot.qos == Qos.EXACTLY_ONCE || (slot.position != Append.NOWHERE && slot.lent == null)))
                .sorted(Comparator.comparingLong(slot -> slot.sequence))
                .map(slot -> new Checkpoint.Open(
                        slot.packetId,
                        slot.shard,
                        slot.position,
                        slot.qos,
                        slot.state == State.AWAITS_PUBCOMP || slot.position == Append.NOWHERE,
                        slot.retain,
                        slot.subscriptionIds))
                .toList();
    }

    /** The lowest position of a shard among the open messages. */
    long lowest(int shard) {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < made; i++) {
            Slot slot = slots[i];
            if (slot.state != State.FREE && slot.position != Append.NOWHERE && slot.shard == shard) {
                lowest = Math.min(lowest, slot.position);
            }
        }
        return lowest;
    }

    /** Takes in what a checkpoint says is open; its message is not in memory. Only before anything else is added. */
    void restore(Checkpoint.Open message) {
        int index = (message.packetId() - 1) % capacity;
        while (made <= index) {
            if (made == slots.length) {
                slots = Arrays.copyOf(slots, Math.min(capacity, Math.max(4, slots.length * 2)));
            }
            slots[made] = new Slot(made);
            made++;
        }
        Slot slot = slots[index];
        int generation = (message.packetId() - 1) / capacity;
        slot.generation = index + 1 + (generation + 1) * capacity <= 65_535 ? generation + 1 : 0;
        slot.packetId = message.packetId();
        slot.state = message.received()
                ? State.AWAITS_PUBCOMP
                : message.qos() == Qos.EXACTLY_ONCE ? State.AWAITS_PUBREC : State.AWAITS_PUBACK;
        slot.sequence = sequence++;
        slot.qos = message.qos();
        slot.retain = message.retain();
        slot.subscriptionIds = message.subscriptionIds();
        slot.shard = message.shard();
        slot.position = message.position();
        open++;
    }

    /** Open messages of the log that are not in memory and must be read before they can be sent again. */
    List<Slot> unread() {
        return Arrays.stream(slots, 0, made).filter(Slot::awaitsMessage).toList();
    }

    /** A message was read from the log; takes over its ownership. */
    void fill(Slot slot, Message message) {
        slot.message = message;
    }

    /** Nobody is connected: what lies in the log need not lie in memory too. */
    void unload() {
        for (int i = 0; i < made; i++) {
            if (slots[i].position != Append.NOWHERE) {
                closeMessage(slots[i]);
            }
        }
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
        Lent lent = slot.lent;
        if (lent != null) {
            slot.lent = null;
            lent.finished();
        }
        closeMessage(slot);
        slot.state = State.FREE;
        slot.position = Append.NOWHERE;
        slot.held = false;
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

    /**
     * The session ends. What a queue lent to it and it has not acknowledged is for other members (section 4.8.2), but
     * for what it made its own to send it with QoS 2. [MQTT-4.8.2-5] What becomes of that which is being stored is the
     * writer's to say.
     */
    void clear() {
        for (int i = 0; i < made; i++) {
            Lent lent = slots[i].lent;
            slots[i].lent = null;
            if (lent != null && !slots[i].taking) {
                lent.giveBack();
            }
            if (slots[i].state != State.FREE) {
                finish(slots[i]);
            }
        }
    }
}
