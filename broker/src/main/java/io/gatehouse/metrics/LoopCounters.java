package io.gatehouse.metrics;

import io.gatehouse.reason.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The counters of one event loop. Written by that loop only; read by any thread, usually a scrape.
 *
 * <p>A message passes several of these, so that a counter must cost what a field costs. With one writer no
 * read-modify-write has to be atomic: the owner reads its slot plainly and writes it back opaquely, which is a plain
 * 64-bit store that the compiler may neither tear nor keep in a register. A scrape adds up the loops and may be a few
 * events behind. Rejected: {@code LongAdder}, whose compare-and-set is paid for contention that cannot happen here;
 * Micrometer's own counters, which also look a meter up by its tags.
 */
@SuppressWarnings("EnumOrdinal") // an index into an array of this run; nothing of it is stored
public final class LoopCounters {
    /** Names of the MQTT control packet types 1 to 15, as label values; index 0 is reserved by the specification. */
    public static final List<String> PACKET_TYPES = List.of(
            "reserved",
            "connect",
            "connack",
            "publish",
            "puback",
            "pubrec",
            "pubrel",
            "pubcomp",
            "subscribe",
            "suback",
            "unsubscribe",
            "unsuback",
            "pingreq",
            "pingresp",
            "disconnect",
            "auth");

    /** What a client may send; the decoder refuses the others at their first byte. */
    static final Set<String> RECEIVED = Set.of(
            "connect",
            "publish",
            "puback",
            "pubrec",
            "pubrel",
            "pubcomp",
            "subscribe",
            "unsubscribe",
            "pingreq",
            "disconnect",
            "auth");

    /** What this broker sends. */
    static final Set<String> SENT = Set.of(
            "connack",
            "publish",
            "puback",
            "pubrec",
            "pubrel",
            "pubcomp",
            "suback",
            "unsuback",
            "pingresp",
            "disconnect");

    /** Label values of the actions a policy decides, by the number {@link #authorization} takes. */
    static final List<String> ACTIONS = List.of("connect", "publish", "receive", "subscribe", "retain");

    public static final int ACTION_CONNECT = 0;
    public static final int ACTION_PUBLISH = 1;
    public static final int ACTION_RECEIVE = 2;
    public static final int ACTION_SUBSCRIBE = 3;
    public static final int ACTION_RETAIN = 4;

    /** Why a message to one receiver was dropped, in the order of their slots. */
    static final List<Reason> DROP_REASONS = Arrays.stream(Reason.values())
            .filter(reason -> reason.stage() == Reason.Stage.DELIVERY)
            .toList();

    static final int QOS_LEVELS = 3;

    // A cache line before and behind the slots, so that neighbouring loops do not write to one line.
    private static final int PADDING = 16;
    static final int PACKETS_RECEIVED = PADDING;
    static final int PACKETS_SENT = PACKETS_RECEIVED + PACKET_TYPES.size();
    static final int BYTES_RECEIVED = PACKETS_SENT + PACKET_TYPES.size();
    static final int BYTES_SENT = BYTES_RECEIVED + 1;
    static final int PUBLISH_RECEIVED = BYTES_SENT + 1;
    static final int PUBLISH_DELIVERED = PUBLISH_RECEIVED + QOS_LEVELS;
    static final int DROPPED = PUBLISH_DELIVERED + QOS_LEVELS;
    static final int ALLOWED = DROPPED + DROP_REASONS.size();
    static final int DENIED = ALLOWED + ACTIONS.size();
    static final int DENIED_EXPLICITLY = DENIED + ACTIONS.size();
    static final int TAKEOVERS = DENIED_EXPLICITLY + ACTIONS.size();
    static final int FLUSHES = TAKEOVERS + 1;
    private static final int LENGTH = FLUSHES + 1 + PADDING;

    private static final int[] DROP_SLOTS = dropSlots();
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[LENGTH];

    LoopCounters() {}

    /**
     * A complete packet read.
     *
     * @param type MQTT control packet type, 1 (CONNECT) to 15 (AUTH)
     */
    public void packetReceived(int type) {
        add(PACKETS_RECEIVED + type, 1);
    }

    /**
     * A packet written.
     *
     * @param type MQTT control packet type, 1 (CONNECT) to 15 (AUTH)
     */
    public void packetSent(int type) {
        add(PACKETS_SENT + type, 1);
    }

    /** Bytes of MQTT read, after TLS. */
    public void bytesReceived(long bytes) {
        add(BYTES_RECEIVED, bytes);
    }

    /** Bytes of MQTT written, before TLS. */
    public void bytesSent(long bytes) {
        add(BYTES_SENT, bytes);
    }

    /** A PUBLISH of a client, before any check. */
    public void publishReceived(int qos) {
        add(PUBLISH_RECEIVED + qos, 1);
    }

    /** A message written to one receiver, with the QoS of the delivery. */
    public void publishDelivered(int qos) {
        add(PUBLISH_DELIVERED + qos, 1);
    }

    /**
     * A message not written to one receiver.
     *
     * @throws IllegalArgumentException for a reason of another stage than delivery: a defect of the caller
     */
    public void dropped(Reason reason) {
        dropped(reason, 1);
    }

    /** As above, for several messages at once. */
    public void dropped(Reason reason, long count) {
        int slot = DROP_SLOTS[reason.ordinal()];
        if (slot == 0) {
            throw new IllegalArgumentException("reason: " + reason + " (expected: one of " + DROP_REASONS + ")");
        }
        add(slot, count);
    }

    /**
     * A policy decision.
     *
     * @param action one of {@code ACTION_CONNECT} to {@code ACTION_RETAIN}
     * @param explicit for a denial: a Deny statement matched, else no statement did
     */
    public void authorization(int action, boolean allowed, boolean explicit) {
        add((allowed ? ALLOWED : explicit ? DENIED_EXPLICITLY : DENIED) + action, 1);
    }

    /** A connection that lost its session to a newer one with the same client id. */
    public void sessionTakenOver() {
        add(TAKEOVERS, 1);
    }

    /** One flush of one connection: packets sent by flush is how well a turn of the loop is used. */
    public void flushed() {
        add(FLUSHES, 1);
    }

    private void add(int slot, long amount) {
        SLOT.setOpaque(slots, slot, slots[slot] + amount);
    }

    /** Any thread. */
    long read(int slot) {
        return (long) SLOT.getOpaque(slots, slot);
    }

    private static int[] dropSlots() {
        var slots = new int[Reason.values().length];
        for (int i = 0; i < DROP_REASONS.size(); i++) {
            slots[DROP_REASONS.get(i).ordinal()] = DROPPED + i;
        }
        return slots;
    }
}
