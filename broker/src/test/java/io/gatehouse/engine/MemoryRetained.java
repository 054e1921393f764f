package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The {@link RetainedStore} of a {@link MemoryLog}. */
public final class MemoryRetained implements RetainedStore {
    private static final int MAX_STEPS = 100;

    private final MemoryLog log;
    private final RetainedLimits limits;
    private final TreeMap<String, StoredRecord> records = new TreeMap<>();
    private long lastVersion;

    MemoryRetained(MemoryLog log, RetainedLimits limits) {
        this.log = log;
        this.limits = limits;
    }

    private static long weight(@Nullable StoredRecord record) {
        return record == null ? 0 : record.topic().utf8().length + record.body().length;
    }

    synchronized boolean hasRoomFor(Topic topic, int bodyLength) {
        StoredRecord before = records.get(topic.name());
        long bytes = bytes() - weight(before) + topic.utf8().length + bodyLength;
        return (before != null || records.size() < limits.maxRecords())
                && bytes <= Math.max(limits.maxBytes(), bytes());
    }

    synchronized void replace(Topic topic, byte[] body) {
        records.put(topic.name(), new StoredRecord(++lastVersion, topic, body.clone()));
    }

    synchronized void drop(Topic topic) {
        records.remove(topic.name());
    }

    @Override
    public CompletableFuture<Long> barrier() {
        CompletableFuture<Long> answer = new CompletableFuture<>();
        var _ = log.later(() -> answer.complete(lastVersion()));
        return answer;
    }

    private synchronized long lastVersion() {
        return lastVersion;
    }

    @Override
    public synchronized @Nullable StoredRecord get(Topic topic) {
        log.checkOpen();
        StoredRecord found = records.get(topic.name());
        return found == null ? null : MemoryLog.copy(found);
    }

    @Override
    public synchronized Page read(
            TopicFilter filter, boolean hashMatchesParent, @Nullable Topic after, int maxRecords, long maxBytes) {
        log.checkOpen();
        if (maxRecords < 1) {
            throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: at least 1)");
        }
        NavigableMap<String, StoredRecord> rest = after == null ? records : records.tailMap(after.name(), false);
        List<StoredRecord> found = new ArrayList<>();
        long bytes = 0;
        int steps = 0;
        Topic last = after;
        for (StoredRecord record : rest.values()) {
            if (steps++ == MAX_STEPS || found.size() == maxRecords) {
                return new Page(found, last);
            }
            if (filter.matches(record.topic(), hashMatchesParent)) {
                bytes += record.body().length;
                if (bytes > maxBytes && !found.isEmpty()) {
                    return new Page(found, last);
                }
                found.add(MemoryLog.copy(record));
            }
            last = record.topic();
        }
        return new Page(found, null);
    }

    @Override
    public CompletableFuture<CommitResult> remove(Topic topic, long version) {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        var _ = log.later(() -> answer.complete(removeNow(topic, version)));
        return answer;
    }

    private synchronized CommitResult removeNow(Topic topic, long version) {
        StoredRecord found = records.get(topic.name());
        if (found == null || found.position() != version) {
            return new CommitResult.Conflict(Key.of(topic.name()), found == null ? 0 : found.position());
        }
        records.remove(topic.name());
        return new CommitResult.Stored(++lastVersion);
    }

    @Override
    public synchronized int count() {
        log.checkOpen();
        return records.size();
    }

    @Override
    public synchronized long bytes() {
        log.checkOpen();
        return records.values().stream().mapToLong(MemoryRetained::weight).sum();
    }
}
