package io.gatehouse.retain;

import io.gatehouse.mqtt.Message;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One level of one or more topics. Written under the store's lock, read by any thread without it. */
final class RetainedNode {
    private final @Nullable RetainedNode parent; // null: the root
    private final String level;
    private volatile @Nullable Message message;
    private volatile @Nullable ConcurrentHashMap<String, RetainedNode> children;

    RetainedNode(@Nullable RetainedNode parent, String level) {
        this.parent = parent;
        this.level = level;
    }

    @Nullable
    RetainedNode parent() {
        return parent;
    }

    /** True below the root for {@code $…}, which no wildcard at the first level matches. [MQTT-4.7.2-1] */
    boolean isReserved() {
        return level.startsWith("$");
    }

    @Nullable
    Message message() {
        return message;
    }

    @Nullable
    RetainedNode child(String name) {
        ConcurrentHashMap<String, RetainedNode> known = children;
        return known == null ? null : known.get(name);
    }

    /** Weakly consistent: a child that is there the whole time is met exactly once. */
    Iterator<RetainedNode> children() {
        ConcurrentHashMap<String, RetainedNode> known = children;
        return known == null ? Collections.emptyIterator() : known.values().iterator();
    }

    /** Under the lock. */
    void message(@Nullable Message now) {
        this.message = now;
    }

    /** Under the lock: the child of that name, made if it is new. */
    RetainedNode reach(String name) {
        ConcurrentHashMap<String, RetainedNode> known = children;
        if (known == null) {
            known = new ConcurrentHashMap<>(1);
            children = known;
        }
        return known.computeIfAbsent(name, made -> new RetainedNode(this, made));
    }

    /** Under the lock. */
    void unlink(RetainedNode child) {
        ConcurrentHashMap<String, RetainedNode> known = children;
        if (known != null && known.remove(child.level, child) && known.isEmpty()) {
            children = null;
        }
    }

    /** Under the lock: nothing is retained here or below. */
    boolean isEmpty() {
        return message == null && children == null;
    }
}
