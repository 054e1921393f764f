package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * QoS 1 and 2 messages that wait for room in a session's window, or for the client to come back. Confined to the
 * session's loop. Owns what it holds.
 *
 * <p>Bounded in messages and in bytes ({@link Message#weightBytes}). When it is full the newest message is refused, as
 * AWS IoT Core does: what a device was promised first it gets first.
 */
final class Backlog {
    /**
     * One message for this receiver, as it will be sent.
     *
     * @param shard of its publisher
     * @param behind what waits before that position of the log came before it
     */
    record Waiting(Message message, Qos qos, boolean retain, SubscriptionIds subscriptionIds, int shard, long behind) {}

    private final int maxMessages;
    private final long maxBytes;
    private @Nullable ArrayDeque<Waiting> queue; // most sessions never need one
    private long bytes;

    Backlog(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Shares the message and keeps it; false when there is no room. */
    boolean add(Message message, Qos qos, boolean retain, SubscriptionIds subscriptionIds, int shard, long behind) {
        int size = size();
        if (size >= maxMessages || bytes + message.weightBytes() > maxBytes) {
            return false;
        }
        if (queue == null) {
            queue = new ArrayDeque<>();
        }
        queue.add(new Waiting(message.share(), qos, retain, subscriptionIds, shard, behind));
        bytes += message.weightBytes();
        return true;
    }

    /** The oldest, which stays. */
    @Nullable
    Waiting peek() {
        return queue == null ? null : queue.peek();
    }

    /** The oldest; the caller owns its message now. */
    @Nullable
    Waiting poll() {
        if (queue == null) {
            return null;
        }
        Waiting oldest = queue.poll();
        if (oldest != null) {
            bytes -= oldest.message().weightBytes();
        }
        if (queue.isEmpty()) {
            queue = null;
        }
        return oldest;
    }

    boolean isEmpty() {
        return queue == null;
    }

    int size() {
        return queue == null ? 0 : queue.size();
    }

    long bytes() {
        return bytes;
    }

    void clear() {
        for (Waiting waiting = poll(); waiting != null; waiting = poll()) {
            waiting.message().close();
        }
    }
}
