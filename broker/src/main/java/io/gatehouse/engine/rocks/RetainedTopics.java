package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.META;
import static io.gatehouse.engine.rocks.ColumnFamily.RETAINED;

import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.mqtt.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Writes the retained records and counts them. Committer thread only, but for what was kept of the counts.
 *
 * <p>Key: the topic. Value: eight bytes of version, and the body. Versions are one count for all topics, so a topic
 * that lost its record and gets another one never sees a version again.
 */
final class RetainedTopics implements Ledger {
    private static final byte[] COUNTS = "retained".getBytes(StandardCharsets.US_ASCII);
    private static final Known NOTHING = new Known(0, 0);

    private final Database database;
    private final RetainedLimits limits;
    private volatile Counts kept;
    private Counts staged;
    private final Map<Topic, Known> inBatch = new HashMap<>();

    private record Counts(long topics, long bytes, long lastVersion) {
        byte[] toBytes() {
            return ByteBuffer.allocate(3 * Long.BYTES)
                    .putLong(topics)
                    .putLong(bytes)
                    .putLong(lastVersion)
                    .array();
        }
    }

    /** What is known of a topic's record without reading it; version 0: it has none. */
    private record Known(long version, long bytes) {}

    RetainedTopics(Database database, RetainedLimits limits) {
        this.database = database;
        this.limits = limits;
        byte @Nullable [] stored = database.get(META, COUNTS);
        if (stored == null) {
            kept = new Counts(0, 0, 0);
        } else {
            ByteBuffer read = ByteBuffer.wrap(stored);
            kept = new Counts(read.getLong(), read.getLong(), read.getLong());
        }
        staged = kept;
    }

    /** Topics that have a record. Any thread. */
    int count() {
        return (int) Math.min(Integer.MAX_VALUE, kept.topics());
    }

    /** Of topics and bodies. Any thread. */
    long bytes() {
        return kept.bytes();
    }

    /** Whether the topic's record may be replaced by one with so long a body. */
    boolean hasRoomFor(Topic topic, int bodyLength) {
        Known before = known(topic);
        long topics = staged.topics() + (before.version() == 0 ? 1 : 0);
        long bytes = staged.bytes() - before.bytes() + topic.utf8().length + bodyLength;
        return topics <= Math.max(limits.maxRecords(), staged.topics())
                && bytes <= Math.max(limits.maxBytes(), staged.bytes());
    }

    /** The version of the topic's record after what the batch has so far; 0: it has none. */
    long version(Topic topic) {
        return known(topic).version();
    }

    /** The version of the last change, after what the batch has so far. */
    long lastVersion() {
        return staged.lastVersion();
    }

    private Known known(Topic topic) {
        Known changed = inBatch.get(topic);
        if (changed != null) {
            return changed;
        }
        byte[] version = new byte[Long.BYTES];
        int length = database.peek(RETAINED, topic.utf8(), version);
        return length < 0
                ? NOTHING
                : new Known(ByteBuffer.wrap(version).getLong(), length - Long.BYTES + topic.utf8().length);
    }

    void replace(Database.Batch batch, Topic topic, byte[] body) throws RocksDBException {
        Known before = known(topic);
        Known after = new Known(staged.lastVersion() + 1, (long) topic.utf8().length + body.length);
        batch.put(
                RETAINED,
                topic.utf8(),
                ByteBuffer.allocate(Long.BYTES + body.length)
                        .putLong(after.version())
                        .put(body)
                        .array());
        change(topic, before, after);
    }

    /** Removes the topic's record, if it has one. Answers the version of the change, 0 when there was nothing. */
    long remove(Database.Batch batch, Topic topic) throws RocksDBException {
        Known before = known(topic);
        if (before.version() == 0) {
            return 0;
        }
        batch.delete(RETAINED, topic.utf8());
        change(topic, before, NOTHING);
        return staged.lastVersion();
    }

    private void change(Topic topic, Known before, Known after) {
        int topics = (after.version() == 0 ? 0 : 1) - (before.version() == 0 ? 0 : 1);
        staged = new Counts(
                staged.topics() + topics, staged.bytes() - before.bytes() + after.bytes(), staged.lastVersion() + 1);
        inBatch.put(topic, after);
    }

    @Override
    public void enter(Database.Batch batch) throws RocksDBException {
        if (!inBatch.isEmpty()) {
            batch.put(META, COUNTS, staged.toBytes());
        }
    }

    @Override
    public void keep() {
        kept = staged;
        inBatch.clear();
    }

    /** The versions of the batch are spent: whether it is on the disk is open. */
    @Override
    public void forget() {
        staged = new Counts(kept.topics(), kept.bytes(), staged.lastVersion());
        inBatch.clear();
    }
}
