package io.gatehouse.mqtt;

import java.util.Arrays;

/** The subscription identifiers a PUBLISH to a client carries (section 3.3.2.3.8); each 1 to 268,435,455. */
public final class SubscriptionIds {
    public static final SubscriptionIds NONE = new SubscriptionIds(new int[0]);

    private final int[] ids;

    private SubscriptionIds(int[] ids) {
        this.ids = ids;
    }

    public static SubscriptionIds of(int... ids) {
        return ids.length == 0 ? NONE : new SubscriptionIds(ids.clone());
    }

    public int count() {
        return ids.length;
    }

    public int get(int index) {
        return ids[index];
    }

    public SubscriptionIds plus(int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return new SubscriptionIds(longer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubscriptionIds that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
