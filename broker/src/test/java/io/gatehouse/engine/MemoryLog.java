package io.gatehouse.engine;

import io.gatehouse.engine.Append.Retention;
import io.gatehouse.mqtt.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link DurableLog} for tests: in memory, with its {@link MemoryRetained}. Stores, tells and settles on an executor
 * that takes tasks one after the other: its own thread, or one a test steps through.
 */
public final class MemoryLog implements DurableLog, AutoCloseable {
    private static final int MAX_STEPS = 100;
    private static final Logger log = LoggerFactory.getLogger(MemoryLog.class);

    private final List<Shard> shards = new ArrayList<>();
    private final KeyValue keyValue;
    private final Executor engine;
    private final @Nullable ExecutorService own;
    private final MemoryRetained retained;
    private final List<Tail> tails = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Guarded by this. */
    private static final class Shard {
        private final TreeMap<Long, StoredRecord> records = new TreeMap<>();
        private long begin = 1;
        private long end = 1;
    }

    /** On its own thread, which {@link #close} ends. */
    public MemoryLog(int shards, KeyValue keyValue, RetainedLimits limits) {
        this(shards, keyValue, limits, Executors.newSingleThreadExecutor());
    }

    /** @param engine runs what it is given in that order, one at a time */
    public MemoryLog(int shards, KeyValue keyValue, RetainedLimits limits, Executor engine) {
        for (int i = 0; i < shards; i++) {
            this.shards.add(new Shard());
        }
        this.keyValue = keyValue;
        this.engine = engine;
        this.own = engine instanceof ExecutorService service ? service : null;
        this.retained = new MemoryRetained(this, limits);
    }

    public MemoryRetained retained() {
        return retained;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("log: closed (expected: no use after close)");
        }
    }

    /** Completes behind everything that was appended. */
    CompletableFuture<Void> later(Runnable task) {
        checkOpen();
        return CompletableFuture.runAsync(task, engine);
    }

    private Shard shard(int shard) {
        checkOpen();
        return shards.get(Objects.checkIndex(shard, shards.size()));
    }

    @Override
    public int shards() {
        checkOpen();
        return shards.size();
    }

    @Override
    public int shardOf(String publisherId) {
        checkOpen();
        return Math.floorMod(publisherId.hashCode(), shards.size());
    }

    @Override
    public synchronized long begin(int shard) {
        return shard(shard).begin;
    }

    @Override
    public synchronized long end(int shard) {
        return shard(shard).end;
    }

    @Override
    public void append(int shard, Append append) {
        Shard to = shard(shard);
        engine.execute(() -> {
            AppendResult result = store(to, append);
            if (result instanceof AppendResult.Stored(long position)) {
                tell(shard, new Appended(position, append.record()));
            }
            try {
                append.settled(result);
            } catch (RuntimeException defect) {
                log.atError().setCause(defect).log("an append failed to hear its answer; the others are told");
            }
        });
    }

    private synchronized AppendResult store(Shard to, Append append) {
        Key once = append.onlyOnce();
        if (once != null && keyValue.get(once) != null) {
            return new AppendResult.Duplicate();
        }
        Topic topic = append.record().topic();
        boolean replaces = append.retention() == Retention.REPLACE;
        byte[] body = append.isKept() || replaces ? append.record().body() : new byte[0];
        if (replaces && !retained.hasRoomFor(topic, body.length)) {
            return new AppendResult.RetainedFull();
        }
        if (once != null && keyValue.create(once, new byte[0]).join() instanceof CommitResult.Failed(String problem)) {
            return new AppendResult.Failed(problem);
        }
        switch (append.retention()) {
            case NONE -> {}
            case REPLACE -> retained.replace(topic, body);
            case REMOVE -> retained.drop(topic);
        }
        if (!append.isKept()) {
            return new AppendResult.Stored(Append.NOWHERE);
        }
        long position = to.end++;
        to.records.put(position, new StoredRecord(position, topic, body.clone()));
        return new AppendResult.Stored(position);
    }

    private void tell(int shard, Appended appended) {
        for (Tail tail : tails) {
            try {
                tail.stored(shard, List.of(appended));
            } catch (RuntimeException defect) {
                log.atError().setCause(defect).log("a tail of the log failed; the others are told");
            }
        }
    }

    @Override
    public void tail(Tail tail) {
        checkOpen();
        tails.add(tail);
    }

    @Override
    public synchronized @Nullable StoredRecord get(int shard, long position) {
        StoredRecord found = shard(shard).records.get(position);
        return found == null ? null : copy(found);
    }

    static StoredRecord copy(StoredRecord record) {
        return new StoredRecord(record.position(), record.topic(), record.body().clone());
    }

    @Override
    public LogReader reader(int shard, long from, TopicSelection selection) {
        return new Reader(shard(shard), from, selection);
    }

    @Override
    public synchronized void trim(int shard, long position) {
        Shard of = shard(shard);
        of.begin = Math.max(of.begin, Math.min(position, of.end));
        of.records.headMap(of.begin).clear();
    }

    @Override
    public synchronized long positionAfter(int shard, long bytes) {
        Shard of = shard(shard);
        long before = 0;
        for (StoredRecord record : of.records.values()) {
            before += weight(record);
            if (before >= bytes) {
                return record.position() + 1;
            }
        }
        return of.end;
    }

    private static long weight(StoredRecord record) {
        return record.topic().utf8().length + record.body().length;
    }

    @Override
    public synchronized long bytes() {
        checkOpen();
        return shards.stream()
                .flatMap(shard -> shard.records.values().stream())
                .mapToLong(MemoryLog::weight)
                .sum();
    }

    /** Tells what waits, then ends its thread. */
    @Override
    public void close() {
        closed = true;
        if (own != null) {
            own.close();
        }
    }

    private final class Reader implements LogReader {
        private final Shard shard;
        private final TopicSelection selection;
        private long next;

        Reader(Shard shard, long from, TopicSelection selection) {
            this.shard = shard;
            this.selection = selection;
            this.next = from;
        }

        @Override
        public Slice read(int maxRecords, long maxBytes) {
            if (maxRecords < 1) {
                throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: at least 1)");
            }
            synchronized (MemoryLog.this) {
                checkOpen();
                next = Math.max(next, shard.begin);
                List<StoredRecord> records = new ArrayList<>();
                long bytes = 0;
                int steps = 0;
                for (Map.Entry<Long, StoredRecord> each :
                        shard.records.tailMap(next).entrySet()) {
                    if (steps++ == MAX_STEPS || records.size() == maxRecords) {
                        return new Slice(records, next, false);
                    }
                    StoredRecord record = each.getValue();
                    if (selection.matches(record.topic())) {
                        bytes += record.body().length;
                        if (bytes > maxBytes && !records.isEmpty()) {
                            return new Slice(records, next, false);
                        }
                        records.add(copy(record));
                    }
                    next = record.position() + 1;
                }
                next = shard.end;
                return new Slice(records, next, true);
            }
        }
    }
}
