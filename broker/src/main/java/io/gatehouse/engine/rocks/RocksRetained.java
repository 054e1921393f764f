package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.RETAINED;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.DurableLog.Appended;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.RetainedStore;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** {@link RetainedStore} in one column family, sorted by topic. Written through {@link RetainedTopics}. */
final class RocksRetained implements RetainedStore {
    /** Bytes that sort behind every topic: no UTF-8 begins with it. */
    private static final byte[] END = {(byte) 0xff};

    private final Database database;
    private final Committer committer;
    private final LogTail tail;
    private final RetainedTopics topics;

    RocksRetained(Database database, Committer committer, LogTail tail, RetainedTopics topics) {
        this.database = database;
        this.committer = committer;
        this.tail = tail;
        this.topics = topics;
    }

    @Override
    public CompletableFuture<Long> barrier() {
        Barrier barrier = new Barrier();
        committer.submit(barrier);
        return barrier.future;
    }

    @Override
    public @Nullable StoredRecord get(Topic topic) {
        byte[] stored = database.get(RETAINED, topic.utf8());
        return stored == null ? null : RetainedWalk.record(topic, stored);
    }

    @Override
    public Page read(
            TopicFilter filter, boolean hashMatchesParent, @Nullable Topic after, int maxRecords, long maxBytes) {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: at least 1)");
        }
        RetainedWalk portion = new RetainedWalk(filter, hashMatchesParent, after, maxRecords, maxBytes);
        database.walk(RETAINED, END, portion);
        return portion.page();
    }

    @Override
    public CompletableFuture<CommitResult> remove(Topic topic, long version) {
        Removal removal = new Removal(topic, version);
        committer.submit(removal);
        return removal.future;
    }

    @Override
    public int count() {
        database.checkOpen();
        return topics.count();
    }

    @Override
    public long bytes() {
        database.checkOpen();
        return topics.bytes();
    }

    /** Takes its place behind what was appended, and is told there. Whatever became of that, it is settled by then. */
    private final class Barrier implements Write, LogTail.Outcome {
        private final CompletableFuture<Long> future = new CompletableFuture<>();
        private long version = Long.MAX_VALUE; // of a store that fails: all that can be read

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public boolean keepsItsPlace() {
            return true;
        }

        @Override
        public void stage(Database.Batch batch) {
            version = topics.lastVersion(); // nothing is stored
        }

        @Override
        public void answer() {
            tail.gather(this);
        }

        @Override
        public void failed(String problem) {
            tail.gather(this);
        }

        @Override
        public int shard() {
            return 0;
        }

        @Override
        public @Nullable Appended appended() {
            return null;
        }

        @Override
        public void settle() {
            future.complete(version);
        }
    }

    /** Removes one record, if it is still the one that was meant. */
    private final class Removal implements Write {
        private final Topic topic;
        private final long version;
        private final CompletableFuture<CommitResult> future = new CompletableFuture<>();
        private @Nullable CommitResult result;

        Removal(Topic topic, long version) {
            this.topic = topic;
            this.version = version;
        }

        @Override
        public int bytes() {
            return topic.utf8().length + Long.BYTES;
        }

        @Override
        public void stage(Database.Batch batch) throws RocksDBException {
            long found = topics.version(topic);
            result = found == version && found != 0
                    ? new CommitResult.Stored(topics.remove(batch, topic))
                    : new CommitResult.Conflict(Key.of(topic.name()), found);
        }

        @Override
        public void answer() {
            future.complete(result);
        }

        @Override
        public void failed(String problem) {
            future.complete(new CommitResult.Failed(problem));
        }
    }
}
