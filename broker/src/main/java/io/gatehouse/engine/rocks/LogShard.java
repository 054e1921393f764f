package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.LOG;
import static io.gatehouse.engine.rocks.ColumnFamily.META;
import static io.gatehouse.engine.rocks.ColumnFamily.TOPIC;

import io.gatehouse.engine.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: where it begins and ends, and what its pieces weigh. Positions are given out on the committer thread,
 * trimming is on anybody's, one at a time; they never meet, because what is trimmed ends before the piece that is
 * written to.
 *
 * <p>A position is never given out twice, not even when its batch failed: whether a failed batch is on the disk is
 * open, and after a restart it may be back.
 */
final class LogShard implements Ledger {
    /** Positions begin above 0, so that 0 is below every position. */
    private static final long FIRST = 1;

    private static final byte[] NOTHING = new byte[0];
    private static final Logger log = LoggerFactory.getLogger(LogShard.class);

    private final Database database;
    private final Pieces pieces;
    private final int number;
    private volatile long begin;
    private volatile long end;
    private final ConcurrentNavigableMap<Long, PieceCounts> kept = new ConcurrentSkipListMap<>();
    private final AtomicLong bytes = new AtomicLong();

    // The committer thread's own.
    private long next;
    private final NavigableMap<Long, PieceCounts> staged = new TreeMap<>();
    private final List<byte[]> stagedIndex = new ArrayList<>();

    /** @param end the position after the last record of the piece */
    private record PieceCounts(long end, long bytes) {
        static final PieceCounts NONE = new PieceCounts(0, 0);

        static PieceCounts parse(byte[] stored) {
            ByteBuffer read = ByteBuffer.wrap(stored);
            return new PieceCounts(read.getLong(), read.getLong());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(end)
                    .putLong(bytes)
                    .array();
        }
    }

    private LogShard(Database database, Pieces pieces, int number) {
        this.database = database;
        this.pieces = pieces;
        this.number = number;
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
    }

    private long endOfRecords() {
        long[] last = {-1};
        database.walk(LOG, LogKeys.record(number + 1, 0), walk -> {
            walk.seekBack(LogKeys.record(number, Long.MAX_VALUE));
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

    /** Adds a record to the batch; answers its position. Committer thread. */
    long stage(Database.Batch batch, byte[] topic, byte[] body) {
        long piece = pieces.of(next);
        PieceCounts before = counts(piece);
        if (before.bytes() >= pieces.maxBytes()) {
            piece++;
            next = pieces.begin(piece);
            before = PieceCounts.NONE;
        }
        long position = next++;
        byte[] value = LogKeys.value(topic, body);
        batch.put(LOG, LogKeys.record(number, position), value);
        stagedIndex.add(LogKeys.index(number, piece, topic, position));
        staged.put(piece, new PieceCounts(position + 1, before.bytes() + value.length));
        return position;
    }

    private PieceCounts counts(long piece) {
        PieceCounts counted = staged.get(piece);
        return counted != null ? counted : kept.getOrDefault(piece, PieceCounts.NONE);
    }

    @Override
    public void enter(Database.Batch batch) {
        stagedIndex.sort(Arrays::compareUnsigned); // neighbours are sorted in for two thirds of the price
        for (byte[] key : stagedIndex) {
            batch.put(TOPIC, key, NOTHING);
        }
        stagedIndex.clear();
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
        end = staged.lastEntry().getValue().end();
        staged.clear();
    }

    @Override
    public void forget() {
        staged.clear();
        stagedIndex.clear();
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
                batch.deleteRange(LOG, LogKeys.record(number, 0), LogKeys.record(number, newBegin));
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
            database.dropFiles(LOG, LogKeys.record(number, 0), LogKeys.record(number, newBegin));
            database.dropFiles(TOPIC, LogKeys.piece(number, 0), LogKeys.piece(number, pieces.of(newBegin)));
        } catch (RocksDBException failed) { // the records are given up all the same; only the disk waits for compaction
            log.atWarn().setCause(failed).log("files of records that were given up are not yet deleted");
        }
    }
}
