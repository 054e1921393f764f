package io.gatehouse.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one loop at one node. Confined to that loop; no order. */
final class SubscriberList {
    private @Nullable Subscription[] items = new Subscription[1]; // one subscriber is by far the most frequent number
    private int size;
    private int persistent;
    private int full;

    int size() {
        return size;
    }

    /** True when one of them, at least, belongs to a persistent session. */
    boolean hasPersistent() {
        return persistent > 0;
    }

    /** True when one of them, at least, belongs to a session that takes no more for now. */
    boolean hasFull() {
        return full > 0;
    }

    Subscription get(int index) {
        Subscription item = items[index];
        assert item != null : index;
        return item;
    }

    void add(Subscription subscription) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        subscription.position(size);
        items[size++] = subscription;
        persistent += subscription.isPersistent() ? 1 : 0;
        full += subscription.isFull() ? 1 : 0;
    }

    /** The last one takes the place of the one that leaves. */
    void remove(Subscription subscription) {
        size--;
        Subscription last = get(size);
        items[subscription.position()] = last;
        last.position(subscription.position());
        items[size] = null;
        persistent -= subscription.isPersistent() ? 1 : 0;
        full -= subscription.isFull() ? 1 : 0;
        if (size < items.length / 4) {
            items = Arrays.copyOf(items, items.length / 2);
        }
    }

    void persistent(Subscription subscription, boolean now) {
        persistent += (now ? 1 : 0) - (subscription.isPersistent() ? 1 : 0);
        subscription.persistent(now);
    }

    void full(Subscription subscription, boolean now) {
        full += (now ? 1 : 0) - (subscription.isFull() ? 1 : 0);
        subscription.full(now);
    }

    void copyTo(@Nullable Subscription[] copy) {
        System.arraycopy(items, 0, copy, 0, size);
    }
}
