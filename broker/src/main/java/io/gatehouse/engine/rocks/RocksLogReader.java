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
            if (next >= stretchEnd && !beginStretch(portion)) {
                return new Slice(portion.records, next, true);
            }
            goOn = scan == null ? readThrough(portion) : readFound(portion, scan);
        }
        return new Slice(portion.records, next, next >= shard.end());
    }

    /** False when there is nothing to read now. */
    private boolean beginStretch(Portion portion) {
        long end = shard.end();
        if (next >= end) {
            return false;
        }
        Pieces pieces = shard.pieces();
        long piece = pieces.of(next);
        stretchEnd = Math.min(end, pieces.begin(piece + 1));
        scan = null;
        if (beginnings != null && stretchEnd - next > pieces.fewPositions()) {
            PieceTopics topics = shard.topicsOf(piece);
            if (topics != null) {
                scan = new IndexScan(selection, beginnings, shard, next, stretchEnd);
                portion.steps = scan.take(topics, portion.steps);
            } else if (shard.isIndexed(piece)) {
                scan = new IndexScan(selection, beginnings, shard, next, stretchEnd);
            }
        }
        return true;
    }

    /** Looks at every record. True when the stretch is done with and the portion is not. */
    private boolean readThrough(Portion portion) {
        database.walk(LOG, LogKeys.page(shard.number(), stretchEnd), walk -> {
            for (walk.seek(LogKeys.page(shard.number(), next)); walk.isValid(); walk.next()) {
                LogPage page = new LogPage(walk.key(), walk.value());
                for (boolean more = page.advanceTo(next); more; more = page.next()) {
                    if (portion.isSpent()) {
                        return;
                    }
                    portion.steps--;
                    if (!offer(portion, page)) {
                        next = page.position();
                        return;
                    }
                    next = page.position() + 1;
                }
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
        }
        if (found.isTooMuch()) {
            scan = null;
            return !portion.isSpent();
        }
        found.skipBefore(next);
        if (found.hasNext()) {
            database.walk(LOG, LogKeys.page(shard.number(), stretchEnd), walk -> fetch(portion, found, walk));
        }
        if (found.hasNext()) {
            next = found.peek();
            return false;
        }
        next = stretchEnd;
        return !portion.isSpent();
    }

    /** Leaves what the portion does not take. */
    private void fetch(Portion portion, IndexScan found, Database.Walk walk) {
        LogPage page = null;
        while (found.hasNext() && !portion.isSpent()) {
            portion.steps--;
            long position = found.peek();
            if (page == null || page.last() < position) {
                walk.seek(LogKeys.page(shard.number(), position));
                page = walk.isValid() ? new LogPage(walk.key(), walk.value()) : null;
            }
            // Nothing is there where it was trimmed meanwhile, or where its batch failed.
            if (page != null && page.advanceTo(position) && page.position() == position && !offer(portion, page)) {
                return;
            }
            found.next();
        }
    }

    /** False when the record is selected and the portion does not take it. */
    private boolean offer(Portion portion, LogPage page) {
        if (!page.hasTopic(lastTopicBytes)) {
            lastTopic = page.topic();
            lastTopicBytes = lastTopic.utf8();
            lastMatches = selection.matches(lastTopic);
        }
        if (!lastMatches) {
            return true;
        }
        if (!portion.takes(page.bodyLength())) {
            return false;
        }
        portion.add(page.record(lastTopic));
        return true;
    }
}
