package io.gatehouse.retain;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A resumable walk over the retained messages that match one filter. Confined to whoever uses it; holds one iterator
 * for each level and no messages, so that 100,000 matches for a slow receiver cost what one costs.
 *
 * <p>Depth first. A frame of the stack stands for a node whose children are being visited; the filter's level that
 * judges them is the stack's depth, or its last one once that is {@code #}. A level without wildcard is a look-up and
 * not a scan.
 */
public final class RetainedCursor {
    private final RetainedMessages store;
    private final String[] levels;
    private final ArrayDeque<Iterator<RetainedNode>> stack = new ArrayDeque<>();

    RetainedCursor(RetainedMessages store, RetainedNode root, String[] levels) {
        this.store = store;
        this.levels = levels;
        enter(root);
    }

    /**
     * Goes on for at most {@code maxSteps} steps. A step visits one node and gives at most one message, so the caller
     * bounds its time and what it gets with one number. Messages are borrowed, and stay valid as long as they are held.
     *
     * @return whether there is more
     */
    public boolean advance(int maxSteps, long nowMillis, Consumer<Message> into) {
        for (int step = 0; step < maxSteps && !stack.isEmpty(); step++) {
            Message found = step(nowMillis);
            if (found != null) {
                into.accept(found);
            }
        }
        return !stack.isEmpty();
    }

    private @Nullable Message step(long nowMillis) {
        Iterator<RetainedNode> children = stack.getLast();
        if (!children.hasNext()) {
            stack.removeLast();
            return null;
        }
        int depth = stack.size() - 1;
        RetainedNode node = children.next();
        if (depth == 0 && isWildcard(levels[0]) && node.isReserved()) {
            return null; // [MQTT-4.7.2-1]
        }
        boolean matches = depth >= levels.length - 1 || endsInRest(depth + 1);
        enter(node);
        return matches ? store.live(node, nowMillis) : null;
    }

    /** {@code a/#} matches {@code a} itself (section 4.7.1.2). */
    private boolean endsInRest(int depth) {
        return depth == levels.length - 1 && levels[depth].equals(TopicFilter.ANY_REST);
    }

    /** Pushes the children of {@code node} that the next level of the filter lets through, if it has a next one. */
    private void enter(RetainedNode node) {
        int depth = stack.size();
        boolean inRest = levels[levels.length - 1].equals(TopicFilter.ANY_REST) && depth >= levels.length - 1;
        if (inRest) {
            stack.addLast(node.children());
        } else if (depth < levels.length) {
            stack.addLast(childrenBy(levels[depth], node));
        }
    }

    private static Iterator<RetainedNode> childrenBy(String level, RetainedNode node) {
        if (isWildcard(level)) {
            return node.children();
        }
        RetainedNode child = node.child(level);
        return child == null ? Collections.emptyIterator() : new One(child);
    }

    private static boolean isWildcard(String level) {
        return level.equals(TopicFilter.ANY_LEVEL) || level.equals(TopicFilter.ANY_REST);
    }

    /** An iterator over one node. */
    private static final class One implements Iterator<RetainedNode> {
        private @Nullable RetainedNode node;

        One(RetainedNode node) {
            this.node = node;
        }

        @Override
        public boolean hasNext() {
            return node != null;
        }

        @Override
        public RetainedNode next() {
            RetainedNode only = node;
            if (only == null) {
                throw new NoSuchElementException();
            }
            node = null;
            return only;
        }
    }
}
