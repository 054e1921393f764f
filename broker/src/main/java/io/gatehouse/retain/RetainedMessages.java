package io.gatehouse.retain;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The retained message of each topic. One for all loops: readers never lock.
 *
 * <h2>Model</h2>
 * A trie of topic levels, so that a filter with wildcards visits what can match and not everything. Writers take one
 * lock for structure and accounts; the copy of the payload is made before it. A node that is empty is unlinked in the
 * section that emptied it and never used again, so no writer can store into a cut-off branch.
 *
 * <h2>Who owns the bytes</h2>
 * What is stored is a detached message: an unpooled heap buffer. Its reference count starts at one and the store
 * never takes that one back; a message that was replaced is simply forgotten, and the garbage collector frees it when
 * the last reader has. So a reader may hold a message that is replaced under its hands, share and close it, on any
 * thread, without a protocol between them. Rejected: pooled buffers that are closed on replacement. A reader that has
 * found a message and not shared it yet would race with the close, and the way out is a lock or a hazard pointer in
 * every read, to save one allocation in a write.
 *
 * <h2>Bounds</h2>
 * Messages, and bytes, which are payload, properties and topic together ({@link Message#weightBytes}).
 */
public final class RetainedMessages {
    private static final int STEPS_PER_SWEEP = 1024;

    private final int maxMessages;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final RetainedNode root = new RetainedNode(null, "");
    private final AtomicInteger size = new AtomicInteger(); // this and bytes are written under the lock
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param maxMessages topics with a retained message, at most
     * @param maxBytes of payloads, properties and topics together, at most
     */
    public RetainedMessages(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * Makes {@code message} the retained message of its topic, or removes the topic's if it has no payload. The last
     * call wins.
     *
     * @param message borrowed; it has the RETAIN flag
     */
    public Update update(Message message) {
        if (message.payload().isEmpty()) {
            remove(message.topic());
            return Update.REMOVED; // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
        }
        Message stored = message.detached();
        lock.lock();
        try {
            return store(stored) ? Update.STORED : Update.REFUSED;
        } finally {
            lock.unlock();
        }
    }

    private boolean store(Message stored) {
        RetainedNode known = find(stored.topic());
        Message former = known == null ? null : known.message();
        int more = former == null ? 1 : 0;
        long moreBytes = stored.weightBytes() - (former == null ? 0 : former.weightBytes());
        if ((more > 0 && size.get() >= maxMessages) || (moreBytes > 0 && bytes.get() + moreBytes > maxBytes)) {
            return false;
        }
        RetainedNode node = root;
        for (String level : stored.topic().levels()) {
            node = node.reach(level);
        }
        node.message(stored);
        size.addAndGet(more);
        bytes.addAndGet(moreBytes);
        return true;
    }

    private void remove(Topic topic) {
        if (find(topic) == null) {
            return;
        }
        lock.lock();
        try {
            RetainedNode node = find(topic);
            if (node != null) {
                remove(node);
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(RetainedNode from) {
        Message former = from.message();
        if (former == null) {
            return;
        }
        from.message(null);
        size.decrementAndGet();
        bytes.addAndGet(-former.weightBytes());
        RetainedNode node = from;
        for (RetainedNode parent = node.parent(); parent != null && node.isEmpty(); parent = node.parent()) {
            parent.unlink(node);
            node = parent;
        }
    }

    /** Removes {@code expired} if it is still the one at {@code node}; leaves it for later if a writer is busy. */
    @SuppressWarnings("ReferenceEquality") // An equal message stored since is another one.
    private void removeExpired(RetainedNode node, Message expired) {
        if (lock.tryLock()) {
            try {
                if (node.message() == expired) {
                    remove(node);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The retained message of a topic, borrowed and never freed under the caller, or null; never an expired one. */
    public @Nullable Message find(Topic topic, long nowMillis) {
        RetainedNode node = find(topic);
        return node == null ? null : live(node, nowMillis);
    }

    private @Nullable RetainedNode find(Topic topic) {
        RetainedNode node = root;
        for (String level : topic.levels()) {
            node = node.child(level);
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    /** What a node retains now; an expired message is removed instead. [MQTT-3.3.2-5] */
    @Nullable
    Message live(RetainedNode node, long nowMillis) {
        Message message = node.message();
        if (message != null && message.isExpired(nowMillis)) {
            removeExpired(node, message);
            return null;
        }
        return message;
    }

    /**
     * A walk over all that matches {@code filter}, to be taken in slices. A message that is retained the whole time is
     * met exactly once; one that is stored or removed meanwhile, at most once. Expired messages that it meets are
     * removed, so that walking {@code #} from time to time keeps the store clean.
     *
     * @param filter not a shared one: no retained message is sent for those (section 4.8.2)
     */
    public RetainedCursor cursor(TopicFilter filter) {
        return new RetainedCursor(this, root, filter.levels());
    }

    /** Gives every match to {@code into} at once; for few matches, and tests. */
    public void forEachMatch(TopicFilter filter, long nowMillis, Consumer<Message> into) {
        RetainedCursor cursor = cursor(filter);
        while (cursor.advance(STEPS_PER_SWEEP, nowMillis, into)) {
            // the next slice
        }
    }

    /** Topics that have a retained message, expired ones that nobody has met yet included. */
    public int size() {
        return size.get();
    }

    /** Bytes of payloads, properties and topics. */
    public long bytes() {
        return bytes.get();
    }

    /** True when not even the root has a child: for tests of the structure. */
    boolean isPruned() {
        return root.isEmpty();
    }
}
