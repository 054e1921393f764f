package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.engine.GroupQueue.Place;
import io.gatehouse.engine.GroupQueues;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link GroupQueues} over a log and named values.
 *
 * <pre>
 * group       | filter                    → GroupPlace
 * group-taken | filter | shard | position → nothing: an item that is its taker's, until a place says so too
 * </pre>
 *
 * <p>The constructor reads what an earlier process left; nothing is read later. What belongs to no member is removed at
 * the start ({@link #sweep}) and not when the last member leaves: until its subscription is gone from the store, a
 * crash brings it back, and it must not find a queue that has forgotten what was done.
 */
public final class LogGroupQueues implements GroupQueues {
    private static final String PLACE = "group";
    private static final String TAKEN = "group-taken";

    private final DurableLog log;
    private final KeyValue keyValue;
    private final boolean hashMatchesParent;
    private final Map<String, LogGroupQueue> queues = new ConcurrentHashMap<>();
    private final Map<String, Left> left = new ConcurrentHashMap<>();

    /** What an earlier process left of one queue. */
    static final class Left {
        private @Nullable GroupPlace place;
        private long @Nullable [] since; // of the earliest subscription
        private final Set<Place> taken = new TreeSet<>();

        /** Where the queue goes on; null for one that begins now. */
        @Nullable
        GroupPlace start() {
            return place == null && since != null ? new GroupPlace(since, List.of()) : place;
        }

        Set<Place> taken() {
            return taken;
        }
    }

    /**
     * @param hashMatchesParent whether {@code a/#} matches {@code a}
     * @throws IllegalArgumentException something stored cannot be read: the broker must not start
     */
    public LogGroupQueues(DurableLog log, KeyValue keyValue, boolean hashMatchesParent) {
        this.log = log;
        this.keyValue = keyValue;
        this.hashMatchesParent = hashMatchesParent;
        keyValue.scan(Key.of(PLACE), entry -> leftOf(entry.key().name()).place = GroupPlace.of(entry.value()));
        keyValue.scan(Key.of(TAKEN), entry -> {
            List<String> parts = entry.key().parts();
            leftOf(parts.get(1)).taken.add(new Place(Integer.parseInt(parts.get(2)), Long.parseLong(parts.get(3))));
        });
    }

    private Left leftOf(String filter) {
        return left.computeIfAbsent(filter, text -> new Left());
    }

    static Key placeKey(String filter) {
        return Key.of(PLACE, filter);
    }

    static Key takenKey(String filter, Place place) {
        return Key.of(TAKEN, filter, Integer.toString(place.shard()), Long.toString(place.position()));
    }

    @Override
    public void beganAt(TopicFilter filter, long[] since) {
        Left known = leftOf(filter.text());
        long[] earliest = known.since == null ? since.clone() : known.since;
        for (int shard = 0; shard < Math.min(since.length, earliest.length); shard++) {
            earliest[shard] = Math.min(earliest[shard], since[shard]);
        }
        known.since = earliest;
    }

    @Override
    public GroupQueue open(TopicFilter filter) {
        return queues.computeIfAbsent(
                filter.text(), text -> new LogGroupQueue(filter, log, keyValue, hashMatchesParent, left.remove(text)));
    }

    @Override
    public void close(TopicFilter filter) {
        LogGroupQueue queue = queues.remove(filter.text());
        if (queue != null) {
            queue.close();
        }
    }

    @Override
    public long[] lowest(long[] told) {
        long[] lowest = new long[log.shards()];
        Arrays.fill(lowest, Long.MAX_VALUE);
        for (LogGroupQueue queue : queues.values()) {
            queue.lowest(told, lowest);
        }
        return lowest;
    }

    /** Stores how far each queue is, as far as that changed. Does not wait for the disk. */
    public void save() {
        queues.values().forEach(LogGroupQueue::save);
    }

    /** What an earlier process left of queues that nobody is a member of any more is removed. */
    public void sweep() {
        List<Change> changes = new ArrayList<>();
        left.forEach((filter, rest) -> {
            changes.add(new Change.Delete(placeKey(filter)));
            rest.taken().forEach(place -> changes.add(new Change.Delete(takenKey(filter, place))));
        });
        left.clear();
        for (int from = 0; from < changes.size(); from += KeyValue.MAX_CHANGES) {
            var _ = keyValue.commit(changes.subList(from, Math.min(changes.size(), from + KeyValue.MAX_CHANGES)));
        }
    }

    /** The process stops: each place is stored once more, and what members that leave now do changes nothing stored. */
    public void stop() {
        queues.values().forEach(LogGroupQueue::stop);
    }
}
