package io.gatehouse.routing;

import io.gatehouse.engine.GroupQueues;
import io.gatehouse.mqtt.TopicFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One level of one or more filters. Written under the trie's lock, read by any loop without it: every field that
 * changes is volatile and holds an immutable or concurrent value.
 */
final class Node implements Children, Target {
    private static final SharedGroup[] NO_GROUPS = {};

    private final @Nullable Node parent; // null: the root
    private final String level;

    private volatile @Nullable Children children;
    private volatile @Nullable Node anyLevel;
    private volatile @Nullable Node anyRest;
    private volatile Audience audience = Audience.NONE;
    private volatile SharedGroup[] groups = NO_GROUPS;

    Node(@Nullable Node parent, String level) {
        this.parent = parent;
        this.level = level;
    }

    @Nullable
    Node parent() {
        return parent;
    }

    /** The child that stands for {@code +}. */
    @Nullable
    Node anyLevel() {
        return anyLevel;
    }

    /** The child that stands for {@code #}. */
    @Nullable
    Node anyRest() {
        return anyRest;
    }

    /** The child of that very name. */
    @Nullable
    Node literal(String name) {
        Children known = children;
        if (known instanceof Node only) {
            return only.level.equals(name) ? only : null;
        }
        return known instanceof Many many ? many.get(name) : null;
    }

    /** The child for one level of a filter, wildcard or not. */
    @Nullable
    Node child(String filterLevel) {
        return switch (filterLevel) {
            case TopicFilter.ANY_LEVEL -> anyLevel;
            case TopicFilter.ANY_REST -> anyRest;
            default -> literal(filterLevel);
        };
    }

    Audience audience() {
        return audience;
    }

    void audience(Audience now) {
        this.audience = now;
    }

    /** Borrowed: never written to. */
    SharedGroup[] groups() {
        return groups;
    }

    /** Under the lock: a new child for one level of a filter. */
    Node link(String filterLevel) {
        Node child = new Node(this, filterLevel);
        switch (filterLevel) {
            case TopicFilter.ANY_LEVEL -> anyLevel = child;
            case TopicFilter.ANY_REST -> anyRest = child;
            default -> linkLiteral(child);
        }
        return child;
    }

    private void linkLiteral(Node child) {
        Children known = children;
        if (known instanceof Many many) {
            many.put(child.level, child);
        } else if (known instanceof Node only) {
            Many many = new Many();
            many.put(only.level, only);
            many.put(child.level, child);
            children = many; // complete before it is seen
        } else {
            children = child;
        }
    }

    /** Under the lock: forgets an empty child. */
    void unlink(Node child) {
        if (child == anyLevel) {
            anyLevel = null;
        } else if (child == anyRest) {
            anyRest = null;
        } else if (child == children) {
            children = null;
        } else if (children instanceof Many many) {
            many.remove(child.level, child);
            if (many.isEmpty()) {
                children = null;
            }
        }
    }

    /** Under the lock: nobody subscribes here or below. */
    boolean isEmpty() {
        return audience == Audience.NONE
                && groups.length == 0
                && children == null
                && anyLevel == null
                && anyRest == null;
    }

    /** The group of a shared subscription, or null when there is none. */
    @Nullable
    SharedGroup groupOf(TopicFilter filter) {
        for (SharedGroup group : groups) {
            if (group.name().equals(filter.group())) {
                return group;
            }
        }
        return null;
    }

    /** Under the lock: the group of a shared subscription, made if it is new. */
    SharedGroup group(TopicFilter filter, @Nullable GroupQueues queues) {
        SharedGroup there = groupOf(filter);
        if (there != null) {
            return there;
        }
        SharedGroup[] known = groups;
        SharedGroup group = new SharedGroup(filter, queues);
        SharedGroup[] longer = Arrays.copyOf(known, known.length + 1);
        longer[known.length] = group;
        groups = longer;
        return group;
    }

    /** Under the lock: forgets a group without members. */
    void forget(SharedGroup group) {
        SharedGroup[] left =
                Arrays.stream(groups).filter(other -> other != group).toArray(SharedGroup[]::new);
        groups = left.length == 0 ? NO_GROUPS : left;
    }
}
