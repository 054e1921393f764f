package io.gatehouse.session;

import io.gatehouse.routing.SubscriptionOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A subscription that kept messages, and that one with QoS 0 has replaced, which keeps none. What it kept until then is
 * still delivered, as it asked for it: messages must not be lost due to replacing a subscription [MQTT-3.8.4-4].
 * Immutable.
 *
 * @param since for each shard: messages before it were published before this subscription
 * @param before for each shard: messages from it on were told to the session after it was replaced
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Replaced(SubscriptionOptions options, long[] since, long[] before) {
    /** More than that many of one filter are not told apart. */
    static final int MAX = 4;

    boolean kept(int shard, long position) {
        return shard < since.length && position >= since[shard] && shard < before.length && position < before[shard];
    }

    /** True while something of it may not have been taken from the log. */
    private boolean isWanted(long[] next) {
        for (int shard = 0; shard < before.length; shard++) {
            if (shard >= next.length || next[shard] < before[shard]) {
                return true;
            }
        }
        return false;
    }

    /** This one with all that lies between it and the one behind it: that may come twice, and nothing is lost. */
    private Replaced joined(Replaced later) {
        return new Replaced(later.options, since, later.before);
    }

    /**
     * Those of which the session may still have to read something.
     *
     * @param next for each shard: where it stands
     */
    static List<Replaced> wanted(List<Replaced> all, long[] next) {
        return all.stream().filter(each -> each.isWanted(next)).toList();
    }

    static List<Replaced> with(List<Replaced> all, Replaced last) {
        List<Replaced> longer = new ArrayList<>(all);
        longer.add(last);
        if (longer.size() > MAX) {
            longer.set(0, longer.get(0).joined(longer.remove(1)));
        }
        return List.copyOf(longer);
    }

    @Override
    public String toString() {
        return "Replaced[" + options + " from " + Arrays.toString(since) + " to " + Arrays.toString(before) + "]";
    }
}
