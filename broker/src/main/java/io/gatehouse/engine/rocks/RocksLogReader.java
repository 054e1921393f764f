package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.LOG;
import static io.gatehouse.engine.rocks.ColumnFamily.TOPIC;

import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shard in stretches. A stretch lies in one piece and ends where the piece does, or where the log ended when it
 * was begun: what is appended meanwhile belongs to the next one, so nothing is missed and nothing met twice.
 *
 * <p>How a stretch is read depends on what is selected in it. Usually little is: the index says where, and those
 * records are fetched. Where much is selected, or the selection has no literal beginning to look up, every record is
 * looked at.
 */
final class RocksLogReader implements LogReader {
    /** Index keys and records one call looks at: some tens of milliseconds at most from a cold cache. */
    static final int MAX_STEPS = 16_384;

    private final Database database;
    private final LogShard shard;
    private final TopicSelection selection;
    private final @Nullable List<byte[]> beginnings; // of the topics that are selected; null: any

    private long next;
    private long stretchEnd;
    private @Nullable IndexScan scan; // of the stretch; null: every record is looked at
    private byte[] lastTopicBytes = new byte[0];
    private Topic lastTopic = Topic.NONE;
    private boolean lastMatches;

    RocksLogReader(Database database, LogShard shard, long from, TopicSelection selection) {
        this.database = database;
        this.shard = shard;
        this.selection = selection;
        this.beginnings = IndexScan.beginnings(selection);
        this.next = Math.max(from, 0);
    }

    /** What one call may still do, and what it has. */
    private static final class Portion {
        private final int maxRecords;
        private final long maxBytes;
        private final List<StoredRecord> records = new ArrayList<>();
        private long bytes;
        private int steps = MAX_STEPS;

        Portion(int maxRecords, long maxBytes) {
            this.maxRecords = maxRecords;
            this.maxBytes = maxBytes;
        }

        boolean isSpent() {
            return steps <= 0 || records.size() >= maxRecords;
        }

        boolean takes(int bodyLength) {
            return records.isEmpty() || bytes + bodyLength <= maxBytes;
        }

        void add(StoredRecord record) {
            records.add(record);
            bytes += record.body().length;
        }
    }

    @Override
    public Slice read(int maxRecords, long maxBytes) {
        if (maxRecords < 1) {
            throw new IllegalArgumentException("maxRecords: " + maxRecords + " (expected: at least 1)");
        }
        database.checkOpen();
        Portion portion = new Portion(maxRecords, maxBytes);
        boolean goOn = true;
        while (goOn) {
            next = Math.max(next, shard.begin());
            if (next >= stretchEnd && !beginStretch()) {
                return new Slice(portion.records, next, true);
            }
            goOn = scan == null ? readThrough(portion) : readFound(portion, scan);
        }
        return new Slice(portion.records, next, next >= shard.end());
    }

    /** False when there is nothing to read now. */
    private boolean beginStretch() {
        long end = shard.end();
        if (next >= end) {
            return false;
        }
        Pieces pieces = shard.pieces();
        long piece = pieces.of(next);
        stretchEnd = Math.min(end, pieces.begin(piece + 1));
        scan = beginnings == null || stretchEnd - next <= pieces.fewPositions()
                ? null
                : new IndexScan(selection, beginnings, shard, next, stretchEnd);
        return true;
    }

    /** Looks at every record. True when the stretch is done with and the portion is not. */
    private boolean readThrough(Portion portion) {
        database.walk(LOG, LogKeys.record(shard.number(), stretchEnd), walk -> {
            for (walk.seek(LogKeys.record(shard.number(), next)); walk.isValid(); walk.next()) {
                if (portion.isSpent()) {
                    return;
                }
                portion.steps--;
                long position = LogKeys.position(walk.key());
                if (!offer(portion, position, walk.value())) {
                    next = position;
                    return;
                }
                next = position + 1;
            }
            next = stretchEnd;
        });
        return next >= stretchEnd && !portion.isSpent();
    }

    /** Fetches what the index found, once it has. True when the stretch is done with and the portion is not. */
    private boolean readFound(Portion portion, IndexScan found) {
        if (!found.isDone()) {
            database.walk(
                    TOPIC,
                    LogKeys.piece(shard.number(), shard.pieces().of(stretchEnd - 1) + 1),
                    walk -> portion.steps = found.advance(walk, portion.steps));
            if (!found.isDone()) {
                return false;
            }
            if (found.isTooMuch()) {
                scan = null;
                return !portion.isSpent();
            }
        }
        found.skipBefore(next);
        while (found.hasNext()) {
            long position = found.peek();
            if (portion.isSpent()) {
                next = position;
                return false;
            }
            portion.steps--;
            byte[] value = database.get(LOG, LogKeys.record(shard.number(), position));
            if (value != null && !offer(portion, position, value)) { // null: it was trimmed meanwhile
                next = position;
                return false;
            }
            found.next();
        }
        next = stretchEnd;
        return !portion.isSpent();
    }

    /** False when the record is selected and the portion does not take it. */
    private boolean offer(Portion portion, long position, byte[] value) {
        if (!LogKeys.hasTopic(value, lastTopicBytes)) {
            lastTopic = LogKeys.topic(value);
            lastTopicBytes = lastTopic.utf8();
            lastMatches = selection.matches(lastTopic);
        }
        if (!lastMatches) {
            return true;
        }
        if (!portion.takes(LogKeys.bodyLength(value))) {
            return false;
        }
        portion.add(LogKeys.stored(position, lastTopic, value));
        return true;
    }
}
