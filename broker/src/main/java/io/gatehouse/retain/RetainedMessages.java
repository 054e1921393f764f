package io.gatehouse.retain;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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
 * Messages, and bytes, which are payload, properties and topic together ({@link Message#weightBytes}), and what the
 * levels cost that the topics are kept by: a message of one byte at {@code a/b/c/…} with 32 levels of its own costs
 * kilobytes. Expired messages make room: whoever reads meets and removes them, and every store looks at a few more.
 */
public final class RetainedMessages {
    /** Node, name, and the map that holds the next level: about that on a 64-bit JVM. */
    static final int LEVEL_BYTES = 200;

    private static final int STEPS_PER_STORE = 16; // eight nodes: more than a store adds, most of the time

    private static final TopicFilter EVERYTHING = TopicFilter.of(TopicFilter.ANY_REST);

    private final int maxMessages;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final RetainedNode root = new RetainedNode(null, "");
    private final AtomicInteger size = new AtomicInteger(); // this and bytes are written under the lock
    private final AtomicLong bytes = new AtomicLong();
    private RetainedCursor sweep = cursor(EVERYTHING); // under the lock

    /**
     * @param maxMessages topics with a retained message, at most
     * @param maxBytes of payloads, properties, topics and their levels together, at most
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
            sweep(message.receivedAtMillis());
            return store(stored) ? Update.STORED : Update.REFUSED;
        } finally {
            lock.unlock();
        }
    }

    /** The walk that meets what nobody asks for any more: a few steps with every store, for ever round and round. */
    private void sweep(long nowMillis) {
        if (!sweep.advance(STEPS_PER_STORE, nowMillis, live -> {})) {
            sweep = cursor(EVERYTHING);
            var _ = sweep.advance(STEPS_PER_STORE, nowMillis, live -> {});
        }
    }

    private boolean store(Message stored) {
        RetainedNode known = find(stored.topic());
        Message former = known == null ? null : known.message();
        int more = former == null ? 1 : 0;
        long moreBytes = stored.weightBytes()
                - (former == null ? 0 : former.weightBytes())
                + (long) missingLevels(stored.topic()) * LEVEL_BYTES;
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

    private int missingLevels(Topic topic) {
        String[] levels = topic.levels();
        RetainedNode node = root;
        for (int there = 0; there < levels.length; there++) {
            node = node.child(levels[there]);
            if (node == null) {
                return levels.length - there;
            }
        }
        return 0;
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
            bytes.addAndGet(-LEVEL_BYTES);
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
     * removed.
     *
     * @param filter not a shared one: no retained message is sent for those (section 4.8.2)
     */
    public RetainedCursor cursor(TopicFilter filter) {
        return new RetainedCursor(this, root, filter.levels());
    }

    /** Topics that have a retained message, expired ones that nobody has met yet included. */
    public int size() {
        return size.get();
    }

    /** Bytes of payloads, properties and topics, and of the levels they are kept by. */
    public long bytes() {
        return bytes.get();
    }

    /** True when not even the root has a child: for tests of the structure. */
    boolean isPruned() {
        return root.isEmpty();
    }
}
