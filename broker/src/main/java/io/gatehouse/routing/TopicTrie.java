package io.gatehouse.routing;

import io.gatehouse.engine.GroupQueues;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of the broker, by the levels of their filters. One for all loops: readers never lock.
 *
 * <h2>Model</h2>
 * A path from the root spells a filter; {@code +} and {@code #} have fields of their own. A node names two kinds of
 * subscribers. Ordinary ones stand in one list for each loop, which that loop alone reads and writes; what other loops
 * see of them is a mask with one bit for each loop that has any. A publisher therefore learns <i>where</i> a message
 * goes, never <i>to whom</i>: 10,000 subscribers cost it as much as one, and the list of a loop needs neither lock nor
 * fence. Shared groups are chosen from by the publisher's loop, so their members are copy-on-write arrays.
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>A node that is empty (no subscriber, group or child) is unlinked in the critical section that emptied it, and
 *       an unlinked node is never linked or subscribed to again. Both happen under {@link #lock}, and so does the walk
 *       of a subscription that links nodes or sets the bit of a loop: no subscription can end up on a node that has
 *       just been cut off.
 *   <li>A bit is set after the list behind it is complete, and cleared by the loop it stands for, in the section that
 *       emptied the list. While a loop sees its own bit set, the node is not empty, so it cannot be unlinked by another
 *       loop; that is why a loop with a list at the node joins and leaves it without the lock.
 *   <li>A subscription that is there the whole time keeps every node of its path linked and its bit set the whole time:
 *       a walk that passes meanwhile meets it exactly once, whatever else changes.
 *   <li>A walk may stand on a node while it is unlinked. It then reads no bits, or bits of subscribers that left after
 *       the message came; their loop finds its list gone and delivers nothing.
 * </ol>
 *
 * <h2>Bounds</h2>
 * Walks go level by level with two arrays of nodes: no recursion, so 32,767 levels cost nothing but their number, and a
 * walk ends with the deepest filter that still matches. The arrays hold at most as many nodes as there are distinct
 * filter prefixes that match the topic.
 *
 * <h2>Rejected</h2>
 * One trie for each loop: a message to all would be matched once per loop, and every loop would hold every level.
 * Immutable nodes replaced by path copying: readers become simple, but a fleet that reconnects rewrites the root's
 * million children for each subscription. Compare-and-set with tombstones for pruning, as lock-free tries do:
 * subscribing is a thousand times rarer than publishing and the section is a microsecond long.
 */
public final class TopicTrie {
    private final boolean hashMatchesParent;
    private final @Nullable GroupQueues queues;
    private final ReentrantLock lock = new ReentrantLock();
    private final Node root = new Node(null, "");
    private final LongAdder subscriptions = new LongAdder();
    private final AtomicInteger nodes = new AtomicInteger();
    private volatile long told;

    /**
     * @param hashMatchesParent whether {@code a/#} matches {@code a}: true is section 4.7.1.2, false what AWS IoT Core
     *     does
     */
    public TopicTrie(boolean hashMatchesParent) {
        this(hashMatchesParent, null);
    }

    /** @param queues where messages wait for shared subscriptions with a durable member; {@code null} for nowhere */
    public TopicTrie(boolean hashMatchesParent, @Nullable GroupQueues queues) {
        this.hashMatchesParent = hashMatchesParent;
        this.queues = queues;
    }

    /**
     * For each shard the lowest position of the log that a queue of a shared subscription may still read.
     *
     * @param told for each shard: what lies before it was told before this call
     */
    public long[] lowestOfQueues(long[] told) {
        if (queues != null) {
            return queues.lowest(told);
        }
        long[] all = new long[told.length];
        Arrays.fill(all, Long.MAX_VALUE);
        return all;
    }

    /** At the start: a shared subscription that was stored began there. Before any of the group is restored. */
    public void groupBeganAt(TopicFilter filter, long[] since) {
        if (queues != null) {
            queues.beganAt(filter, since);
        }
    }

    /**
     * The log has posted so many batches to the loops. On its tail thread, before a publisher of the last one hears of
     * it: a subscription made from here on is not for them, even where a loop has yet to deliver them.
     */
    void told(long batches) {
        told = batches;
    }

    /**
     * Starts a subscription, on the subscriber's home loop: every message routed after this returns is delivered. A
     * session has at most one subscription for a filter; for another with the same it calls
     * {@link Subscription#change}.
     *
     * @param persistent whether messages are kept for it: the session outlives its connection, and the QoS is not 0
     */
    public Subscription subscribe(
            TopicFilter filter, SubscriptionOptions options, Subscriber subscriber, boolean persistent) {
        subscriber.home().check();
        assert subscriber.home().index() < Loops.MAX_LOOPS;
        Subscription subscription = new Subscription(filter, options, subscriber, persistent, told);
        if (filter.isShared() || !joined(subscription)) {
            lock.lock();
            try {
                link(subscription);
            } finally {
                lock.unlock();
            }
        }
        subscriptions.increment();
        return subscription;
    }

    /** Ends a subscription, on its subscriber's home loop: nothing is delivered after this returns. Idempotent. */
    public void unsubscribe(Subscription subscription) {
        subscription.subscriber().home().check();
        Node node = subscription.node();
        if (node == null) {
            return;
        }
        subscription.detach();
        if (subscription.filter().isShared() || !left(subscription, node)) {
            lock.lock();
            try {
                unlink(subscription, node);
            } finally {
                lock.unlock();
            }
        }
        subscriptions.decrement();
    }

    /** Messages are to be kept for this subscription from now on, or not any more; on its home loop. */
    public void persistent(Subscription subscription, boolean persistent) {
        subscription.subscriber().home().check();
        Node node = subscription.node();
        if (node == null || subscription.isPersistent() == persistent) {
            return;
        }
        if (subscription.filter().isShared()) {
            lock.lock();
            try {
                subscription.persistent(persistent);
                node.group(subscription.filter(), queues).persistenceChanged();
            } finally {
                lock.unlock();
            }
            return;
        }
        SubscriberList list = listOf(subscription, node);
        list.persistent(subscription, persistent);
        mark(subscription, node, list);
    }

    /**
     * The session takes no more messages from now on, or takes some again; on its home loop. While it is full, messages
     * of QoS 1 and 2 for this subscription are refused ({@link RouteResult#queueFull}). Not for shared subscriptions,
     * whose messages have other members to go to.
     */
    public void full(Subscription subscription, boolean full) {
        subscription.subscriber().home().check();
        Node node = subscription.node();
        if (node == null
                || subscription.isFull() == full
                || subscription.filter().isShared()) {
            return;
        }
        SubscriberList list = listOf(subscription, node);
        boolean before = list.hasFull();
        list.full(subscription, full);
        if (list.hasFull() != before) {
            mark(subscription, node, list);
        }
    }

    private void mark(Subscription subscription, Node node, SubscriberList list) {
        lock.lock();
        try {
            node.audience(node.audience().marked(subscription.loopIndex(), list));
        } finally {
            lock.unlock();
        }
    }

    /** Subscriptions there are, shared ones included. Any thread. */
    public long size() {
        return subscriptions.sum();
    }

    /** Nodes below the root: 0 when nobody subscribes. Any thread. */
    public int nodeCount() {
        return nodes.get();
    }

    /** Without the lock: joins the list its loop has at the node already, if that changes no mask. */
    private boolean joined(Subscription subscription) {
        Node node = find(subscription.filter());
        SubscriberList list = node == null ? null : node.audience().of(subscription.loopIndex());
        if (node == null || list == null || (subscription.isPersistent() && !list.hasPersistent())) {
            return false;
        }
        list.add(subscription);
        subscription.attach(node);
        return true;
    }

    private void link(Subscription subscription) {
        Node node = reach(subscription.filter().levels());
        subscription.attach(node);
        if (subscription.filter().isShared()) {
            node.group(subscription.filter(), queues).join(subscription);
            return;
        }
        int loop = subscription.loopIndex();
        SubscriberList known = node.audience().of(loop);
        if (known == null) {
            SubscriberList list = new SubscriberList();
            list.add(subscription);
            node.audience(node.audience().with(loop, list));
        } else {
            known.add(subscription);
            node.audience(node.audience().marked(loop, known));
        }
    }

    private Node reach(String[] levels) {
        Node node = root;
        int made = 0;
        for (String level : levels) {
            Node child = node.child(level);
            if (child == null) {
                child = node.link(level);
                made++;
            }
            node = child;
        }
        nodes.addAndGet(made);
        return node;
    }

    /** Without the lock: leaves the list if that changes no mask. */
    private boolean left(Subscription subscription, Node node) {
        SubscriberList list = listOf(subscription, node);
        boolean persistentBefore = list.hasPersistent();
        boolean fullBefore = list.hasFull();
        list.remove(subscription);
        return list.size() > 0 && list.hasPersistent() == persistentBefore && list.hasFull() == fullBefore;
    }

    private void unlink(Subscription subscription, Node node) {
        if (subscription.filter().isShared()) {
            SharedGroup group = node.group(subscription.filter(), queues);
            if (group.leave(subscription)) {
                node.forget(group);
            }
        } else {
            int loop = subscription.loopIndex();
            SubscriberList list = listOf(subscription, node);
            node.audience(
                    list.size() == 0
                            ? node.audience().without(loop)
                            : node.audience().marked(loop, list));
        }
        prune(node);
    }

    private void prune(Node from) {
        Node node = from;
        int cut = 0;
        for (Node parent = node.parent(); parent != null && node.isEmpty(); parent = node.parent()) {
            parent.unlink(node);
            cut++;
            node = parent;
        }
        nodes.addAndGet(-cut);
    }

    private static SubscriberList listOf(Subscription subscription, Node node) {
        SubscriberList list = node.audience().of(subscription.loopIndex());
        if (list == null) {
            throw new IllegalStateException("list of " + subscription + ": none (expected: one, it is subscribed)");
        }
        return list;
    }

    /** Fills {@code matches} with the nodes whose filters match. Any thread with a {@code Matches} of its own. */
    void match(Topic topic, Matches matches) {
        matches.find(root, topic, hashMatchesParent);
    }

    /** Another member of a shared subscription, or null when it has ended. Any thread. */
    @Nullable
    Subscription choose(TopicFilter shared) {
        SharedGroup group = groupOf(shared);
        return group == null ? null : group.choose();
    }

    /** A member that is ready on the loop that asks, or null. */
    @Nullable
    Subscription chooseReady(TopicFilter shared, int loop) {
        SharedGroup group = groupOf(shared);
        return group == null ? null : group.chooseReady(loop);
    }

    private @Nullable SharedGroup groupOf(TopicFilter shared) {
        Node node = find(shared);
        return node == null ? null : node.groupOf(shared);
    }

    /** The node a filter ends at, without the lock. */
    @Nullable
    Node find(TopicFilter filter) {
        Node node = root;
        for (String level : filter.levels()) {
            node = node.child(level);
            if (node == null) {
                return null;
            }
        }
        return node;
    }
}
