package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.Change;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link DurableLog} in two column families: the records by position, and where the topics are, cut in {@link Pieces}.
 * Appends go through the {@link Committer} as everything else does, and are told by the {@link LogTail}.
 */
final class RocksLog implements DurableLog {
    private final Database database;
    private final Committer committer;
    private final LogTail tail;
    private final List<LogShard> shards;
    private final RocksKeyValue keyValue;
    private final RetainedTopics retained;

    RocksLog(
            Database database,
            Committer committer,
            LogTail tail,
            List<LogShard> shards,
            RocksKeyValue keyValue,
            RetainedTopics retained) {
        this.database = database;
        this.committer = committer;
        this.tail = tail;
        this.shards = List.copyOf(shards);
        this.keyValue = keyValue;
        this.retained = retained;
    }

    private LogShard shard(int shard) {
        database.checkOpen();
        return shards.get(Objects.checkIndex(shard, shards.size()));
    }

    @Override
    public int shards() {
        database.checkOpen();
        return shards.size();
    }

    /** The hash of a string is specified, so it is the same after every restart. */
    @Override
    public int shardOf(String publisherId) {
        database.checkOpen();
        int hash = publisherId.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), shards.size());
    }

    @Override
    public long begin(int shard) {
        return shard(shard).begin();
    }

    @Override
    public long end(int shard) {
        return shard(shard).end();
    }

    @Override
    public void append(int shard, Append append) {
        Key once = append.onlyOnce();
        committer.submit(new AppendWrite(
                append,
                shard(shard),
                retained,
                once == null ? null : keyValue.partOf(new Change.Create(once, new byte[0])),
                tail));
    }

    @Override
    public void tail(Tail listener) {
        database.checkOpen();
        tail.add(listener);
    }

    private static final class Found {
        private @Nullable StoredRecord record;
    }

    @Override
    public @Nullable StoredRecord get(int shard, long position) {
        LogShard of = shard(shard);
        if (position < of.begin() || position >= of.end()) {
            return null;
        }
        Found found = new Found();
        database.walk(ColumnFamily.LOG, LogKeys.page(shard, of.end()), walk -> {
            walk.seek(LogKeys.page(shard, position));
            if (walk.isValid()) {
                LogPage page = new LogPage(walk.key(), walk.value());
                if (page.advanceTo(position) && page.position() == position) {
                    found.record = page.record(page.topic());
                }
            }
        });
        return found.record;
    }

    @Override
    public LogReader reader(int shard, long from, TopicSelection selection) {
        return new RocksLogReader(database, shard(shard), from, selection);
    }

    @Override
    public void trim(int shard, long position) {
        shard(shard).trim(position);
    }

    @Override
    public long positionAfter(int shard, long bytes) {
        return shard(shard).positionAfter(bytes);
    }

    @Override
    public long bytes() {
        database.checkOpen();
        long sum = 0;
        for (LogShard shard : shards) {
            sum += shard.bytes();
        }
        return sum;
    }
}
