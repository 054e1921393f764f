package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.LOG;
import static io.gatehouse.engine.rocks.ColumnFamily.META;
import static io.gatehouse.engine.rocks.ColumnFamily.TOPIC;

import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * One shard: where it begins and ends, and what its pieces weigh. Positions are given out on the committer thread,
 * trimming is on anybody's, one at a time; they never meet, because what is trimmed ends before the piece that is
 * written to.
 *
 * <p>A position is never given out twice, not even when its batch failed: whether a failed batch is on the disk is
 * open, and after a restart it may be back.
 *
 * <p>Where the topics of a piece are is written down once, in the batch that completes it. Until then it is known in
 * memory, and learned again from the records at a start: sorting every record into an index on the disk would cost
 * several times what storing it does.
 */
final class LogShard implements Ledger {
    /** Positions begin above 0, so that 0 is below every position. */
    private static final long FIRST = 1;

    private static final Log log = Log.of(LogShard.class);

    private final Database database;
    private final Pieces pieces;
    private final int number;
    private volatile long begin;
    private volatile long end;
    private final ConcurrentNavigableMap<Long, PieceCounts> kept = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private volatile PieceTopics topics; // of the piece that goes on; asked for after the end

    // The committer thread's own.
    private long next;
    private final NavigableMap<Long, PieceCounts> staged = new TreeMap<>();
    private final LogPage.Filling page = new LogPage.Filling();
    private PieceTopics stagedTopics; // of the piece that is written to: the same, or one that only the batch knows
    private long stagedBytes; // in that piece
    private final List<PieceTopics> complete = new ArrayList<>(); // their indexes go into the batch

    /**
     * @param end the position after the last record of the piece
     * @param indexed whether its index is on the disk: it is complete
     */
    private record PieceCounts(long end, long bytes, boolean indexed) {
        static final PieceCounts NONE = new PieceCounts(0, 0, false);

        static PieceCounts parse(byte[] stored) {
            ByteBuffer read = ByteBuffer.wrap(stored);
            return new PieceCounts(read.getLong(), read.getLong(), read.get() != 0);
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(2 * Long.BYTES + 1)
                    .putLong(end)
                    .putLong(bytes)
                    .put((byte) (indexed ? 1 : 0))
                    .array();
        }
    }

    private LogShard(Database database, Pieces pieces, int number) {
        this.database = database;
        this.pieces = pieces;
        this.number = number;
        this.topics = new PieceTopics(pieces, 0);
        this.stagedTopics = topics;
    }

    /**
     * Goes on where the stored records end.
     *
     * @throws StoreException the records do not end where the store's own count says: some are missing
     */
    static LogShard open(Database database, Pieces pieces, int number) throws StoreException {
        LogShard shard = new LogShard(database, pieces, number);
        shard.readCounts();
        return shard;
    }

    private void readCounts() throws StoreException {
        byte[] stored = database.get(META, LogKeys.begin(number));
        begin = stored == null ? FIRST : ByteBuffer.wrap(stored).getLong();
        database.scan(
                META,
                LogKeys.pieceCountsPrefix(number),
                (key, counts) -> kept.put(LogKeys.countedPiece(key), PieceCounts.parse(counts)));
        long sum = 0;
        for (PieceCounts counts : kept.values()) {
            sum += counts.bytes();
        }
        bytes.set(sum);
        long counted = kept.isEmpty() ? begin : kept.lastEntry().getValue().end();
        long found = Math.max(begin, endOfRecords());
        if (counted != found) {
            throw new StoreException("log of shard " + number + ": its records end before position " + found
                    + " (expected: " + counted + ", as the store counted them); nothing was changed;"
                    + " check the disk, and restore a backup");
        }
        end = counted;
        next = counted;
        goOnInPiece();
    }

    /** In the last piece, whose topics are learned again; behind it, if it is complete. */
    private void goOnInPiece() {
        Map.Entry<Long, PieceCounts> last = kept.lastEntry();
        if (last == null) {
            topics = new PieceTopics(pieces, pieces.of(next));
        } else if (last.getValue().indexed()) {
            topics = new PieceTopics(pieces, last.getKey() + 1);
            next = pieces.begin(topics.piece());
        } else {
            topics = learn(last.getKey());
        }
        stagedTopics = topics;
        stagedBytes = counts(topics.piece()).bytes();
    }

    private PieceTopics learn(long piece) {
        PieceTopics learned = new PieceTopics(pieces, piece);
        database.walk(LOG, LogKeys.page(number, end), walk -> {
            for (walk.seek(LogKeys.page(number, pieces.begin(piece))); walk.isValid(); walk.next()) {
                LogPage records = new LogPage(walk.key(), walk.value());
                while (records.next()) {
                    learned.add(records.topic(), records.position());
                }
            }
        });
        return learned;
    }

    private long endOfRecords() {
        long[] last = {-1};
        database.walk(LOG, LogKeys.page(number + 1, 0), walk -> {
            walk.seekBack(LogKeys.page(number, Long.MAX_VALUE));
            if (walk.isValid() && ByteBuffer.wrap(walk.key()).getShort() == number) {
                last[0] = LogKeys.position(walk.key());
            }
        });
        return last[0] + 1;
    }

    int number() {
        return number;
    }

    Pieces pieces() {
        return pieces;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    long bytes() {
        return bytes.get();
    }

    /** See {@link io.gatehouse.engine.DurableLog#positionAfter}. Any thread. */
    long positionAfter(long wanted) {
        long before = 0;
        for (Map.Entry<Long, PieceCounts> piece : kept.entrySet()) {
            before += piece.getValue().bytes();
            if (before >= wanted) {
                return Math.min(end, pieces.begin(piece.getKey() + 1));
            }
        }
        return end;
    }

    /** The topics of a piece, if they are in memory. Any thread, after it asked for the end. */
    @Nullable
    PieceTopics topicsOf(long piece) {
        PieceTopics found = topics;
        return found.piece() == piece ? found : null;
    }

    /** Whether the topics of a piece are indexed on the disk. Any thread, after {@link #topicsOf}. */
    boolean isIndexed(long piece) {
        return counts(piece).indexed();
    }

    /** Adds a record to the batch; answers its position. Committer thread. */
    long stage(Database.Batch batch, Topic topic, byte[] body) {
        if (page.isFull()) {
            finishPage(batch);
        }
        long position = next++;
        stagedBytes += page.add(topic.utf8(), body);
        stagedTopics.add(topic, position);
        if (next == pieces.begin(stagedTopics.piece() + 1)
                || stagedBytes >= pieces.maxBytes()
                || stagedTopics.topicBytes() >= pieces.maxTopicBytes()) {
            finishPage(batch);
            staged.put(stagedTopics.piece(), new PieceCounts(next, stagedBytes, true));
            complete.add(stagedTopics);
            beginPiece(stagedTopics.piece() + 1);
            next = pieces.begin(stagedTopics.piece());
        }
        return position;
    }

    private void beginPiece(long piece) {
        stagedTopics = new PieceTopics(pieces, piece);
        stagedBytes = 0;
    }

    private void finishPage(Database.Batch batch) {
        if (!page.isEmpty()) {
            batch.put(LOG, LogKeys.page(number, next - 1), page.value());
            page.clear();
        }
    }

    private PieceCounts counts(long piece) {
        return kept.getOrDefault(piece, PieceCounts.NONE);
    }

    @Override
    public void enter(Database.Batch batch) {
        if (!page.isEmpty()) {
            finishPage(batch);
            staged.put(stagedTopics.piece(), new PieceCounts(next, stagedBytes, false));
        }
        for (PieceTopics each : complete) {
            each.write(batch, number);
        }
        for (Map.Entry<Long, PieceCounts> piece : staged.entrySet()) {
            batch.put(
                    META,
                    LogKeys.pieceCounts(number, piece.getKey()),
                    piece.getValue().toBytes());
        }
    }

    @Override
    public void keep() {
        if (staged.isEmpty()) {
            return;
        }
        staged.forEach((piece, counts) -> {
            PieceCounts before = kept.put(piece, counts);
            bytes.addAndGet(counts.bytes() - (before == null ? 0 : before.bytes()));
        });
        topics = stagedTopics;
        end = staged.lastEntry().getValue().end();
        staged.clear();
        complete.clear();
    }

    /** The topics may go on to name positions of the batch, where nobody finds a record. */
    @Override
    public void forget() {
        staged.clear();
        page.clear();
        complete.clear();
        PieceCounts counts = counts(topics.piece());
        if (stagedTopics == topics) {
            stagedBytes = counts.bytes();
        } else {
            beginPiece(stagedTopics.piece()); // nothing of it is kept
            if (counts.end() > 0) { // the piece before it is complete; that is written with the next batch
                staged.put(topics.piece(), new PieceCounts(counts.end(), counts.bytes(), true));
                complete.add(topics);
            }
        }
    }

    /**
     * Gives up the pieces that end before {@code position}. On the disk when it returns, whatever the configured fsync:
     * their files are gone at once, and a begin that came back after a power failure would promise what is not there.
     *
     * @throws UncheckedIOException when the store cannot be written
     */
    synchronized void trim(long position) {
        long newBegin = pieces.begin(pieces.of(Math.min(position, end)));
        if (newBegin <= begin) {
            return;
        }
        Map<Long, PieceCounts> gone = kept.headMap(pieces.of(newBegin));
        try {
            database.write(true, batch -> {
                batch.put(
                        META,
                        LogKeys.begin(number),
                        ByteBuffer.allocate(Long.BYTES).putLong(newBegin).array());
                for (long piece : gone.keySet()) {
                    batch.delete(META, LogKeys.pieceCounts(number, piece));
                }
                batch.deleteRange(LOG, LogKeys.page(number, 0), LogKeys.page(number, newBegin));
                batch.deleteRange(TOPIC, LogKeys.piece(number, 0), LogKeys.piece(number, pieces.of(newBegin)));
            });
        } catch (RocksDBException failed) {
            throw new UncheckedIOException(new IOException("log: not trimmed: " + failed.getMessage(), failed));
        }
        begin = newBegin;
        for (PieceCounts counts : gone.values()) {
            bytes.addAndGet(-counts.bytes());
        }
        gone.clear();
        dropFiles(newBegin);
    }

    private void dropFiles(long newBegin) {
        try {
            database.dropFiles(LOG, LogKeys.page(number, 0), LogKeys.page(number, newBegin));
            database.dropFiles(TOPIC, LogKeys.piece(number, 0), LogKeys.piece(number, pieces.of(newBegin)));
        } catch (RocksDBException failed) { // the records are given up all the same; only the disk waits for compaction
            log.at(Event.LOG_FILES_LEFT)
                    .setCause(failed)
                    .log("files of records that were given up are not yet deleted");
        }
    }
}
