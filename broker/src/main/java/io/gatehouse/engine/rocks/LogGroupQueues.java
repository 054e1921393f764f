package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.engine.GroupQueues;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@link GroupQueues} over a log and named values.
 *
 * <pre>
 * group       | filter                    → GroupPlace
 * group-taken | filter | shard | position → nothing: an item that is its taker's, until a place says so too
 * </pre>
 *
 * <p>The constructor reads what an earlier process left; nothing is read later.
 */
public final class LogGroupQueues implements GroupQueues {
    private static final String PLACE = "group";
    private static final String TAKEN = "group-taken";

    private final DurableLog log;
    private final KeyValue keyValue;
    private final boolean hashMatchesParent;
    private final Map<String, LogGroupQueue> queues = new ConcurrentHashMap<>();
    private final Map<String, Left> left = new ConcurrentHashMap<>();

    /** What an earlier process left of one queue; empty where only items were taken and no place was stored. */
    record Left(GroupPlace place, boolean isPlaced, Set<LogPosition> taken) {}

    /**
     * @param hashMatchesParent whether {@code a/#} matches {@code a}
     * @throws IllegalArgumentException something stored cannot be read: the broker must not start
     */
    public LogGroupQueues(DurableLog log, KeyValue keyValue, boolean hashMatchesParent) {
        this.log = log;
        this.keyValue = keyValue;
        this.hashMatchesParent = hashMatchesParent;
        Map<String, GroupPlace> places = new HashMap<>();
        keyValue.scan(Key.of(PLACE), entry -> places.put(entry.key().name(), GroupPlace.of(entry.value())));
        Map<String, Set<LogPosition>> taken = new HashMap<>();
        keyValue.scan(Key.of(TAKEN), entry -> {
            List<String> parts = entry.key().parts();
            taken.computeIfAbsent(parts.get(1), filter -> new TreeSet<>())
                    .add(new LogPosition(Integer.parseInt(parts.get(2)), Long.parseLong(parts.get(3))));
        });
        places.forEach((filter, place) -> left.put(filter, new Left(place, true, new TreeSet<>())));
        taken.forEach((filter, positions) -> left.merge(
                filter,
                new Left(GroupPlace.at(new long[log.shards()]), false, positions),
                (known, more) -> new Left(known.place(), known.isPlaced(), more.taken())));
    }

    static Key placeKey(String filter) {
        return Key.of(PLACE, filter);
    }

    static Key takenKey(String filter, LogPosition position) {
        return Key.of(TAKEN, filter, Integer.toString(position.shard()), Long.toString(position.position()));
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
            queue.durable(false);
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
            if (rest.isPlaced()) {
                changes.add(new Change.Delete(placeKey(filter)));
            }
            rest.taken().forEach(position -> changes.add(new Change.Delete(takenKey(filter, position))));
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
