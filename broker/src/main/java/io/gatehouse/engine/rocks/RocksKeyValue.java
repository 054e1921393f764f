package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.KEY_VALUE;
import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link KeyValue} in one column family. Any thread; expectations are checked on the committer thread, where commits
 * come one after the other, against the database and what earlier commits of the same batch have changed.
 *
 * <p>A value is stored behind the eight bytes of its revision. Revisions are one count for the whole store, kept in
 * {@link ColumnFamily#META} by every commit, so that a deleted and recreated key never sees a revision again.
 */
final class RocksKeyValue implements KeyValue {
    private static final Logger log = LoggerFactory.getLogger(RocksKeyValue.class);
    static final byte[] LAST_REVISION = "last-revision".getBytes(StandardCharsets.US_ASCII);

    private final Database database;
    private final Committer committer;
    private final List<Watching> watchers = new CopyOnWriteArrayList<>();

    // The committer thread's own.
    private long lastRevision;
    private Database.@Nullable Batch current;
    private final Map<Key, Long> revisionsInBatch = new HashMap<>(); // 0: deleted

    RocksKeyValue(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
        byte[] stored = database.get(META, LAST_REVISION);
        this.lastRevision = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }

    /** Of what was stored when the store was opened; afterwards the committer thread's own. */
    long lastRevision() {
        return lastRevision;
    }

    private record Watching(Key prefix, Watcher watcher) {}

    @Override
    public @Nullable Entry get(Key key) {
        byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
        return stored == null ? null : entry(key, stored);
    }

    @Override
    public void scan(Key prefix, Consumer<Entry> each) {
        database.scan(KEY_VALUE, KeyBytes.of(prefix), (key, stored) -> each.accept(entry(KeyBytes.parse(key), stored)));
    }

    static Entry entry(Key key, byte[] stored) {
        return new Entry(key, Arrays.copyOfRange(stored, Long.BYTES, stored.length), revision(stored));
    }

    static long revision(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    @Override
    public CompletableFuture<CommitResult> commit(List<Change> changes) {
        Commit commit = new Commit(List.copyOf(changes));
        committer.submit(commit);
        return commit.future;
    }

    /** A commit that is part of another write, which stages and answers it. */
    Commit partOf(Change change) {
        return new Commit(List.of(change));
    }

    @Override
    public Watch watch(Key prefix, Watcher watcher) {
        Watching watching = new Watching(prefix, watcher);
        watchers.add(watching);
        return () -> watchers.remove(watching);
    }

    private long currentRevision(Key key) {
        Long inBatch = revisionsInBatch.get(key);
        if (inBatch != null) {
            return inBatch;
        }
        byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
        return stored == null ? 0 : revision(stored);
    }

    /** One caller's changes on their way through a batch. */
    final class Commit implements Write {
        private final List<Change> changes;
        private final CompletableFuture<CommitResult> future = new CompletableFuture<>();
        private final int bytes;
        private long firstRevision;
        private CommitResult.@Nullable Conflict conflict;

        private Commit(List<Change> changes) {
            if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
                throw new IllegalArgumentException(
                        "changes: " + changes.size() + " (expected: 1 to " + MAX_CHANGES + ")");
            }
            Set<Key> keys = new HashSet<>();
            int sum = 0;
            for (Change change : changes) {
                if (!keys.add(change.key())) {
                    throw new IllegalArgumentException("changes: one key twice (expected: every key once)");
                }
                int length = valueOf(change).length;
                if (length > MAX_VALUE_BYTES) {
                    throw new IllegalArgumentException(
                            "value: " + length + " bytes (expected: at most " + MAX_VALUE_BYTES + ")");
                }
                sum += length + charactersOf(change.key()) + 64;
            }
            this.changes = changes;
            this.bytes = sum;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void stage(Database.Batch batch) throws RocksDBException {
            if (!conflicts(batch)) {
                enter(batch);
            }
        }

        /** Whether one of the changes expects something else than there is after what the batch has so far. */
        boolean conflicts(Database.Batch batch) {
            if (batch != current) {
                current = batch;
                revisionsInBatch.clear();
            }
            for (Change change : changes) {
                conflict = conflictOf(change);
                if (conflict != null) {
                    return true;
                }
            }
            return false;
        }

        /** Adds changes of which none {@link #conflicts}. */
        void enter(Database.Batch batch) throws RocksDBException {
            firstRevision = lastRevision + 1;
            for (Change change : changes) {
                write(change, ++lastRevision, batch);
            }
            batch.put(META, LAST_REVISION, bytesOf(lastRevision));
        }

        private CommitResult.@Nullable Conflict conflictOf(Change change) {
            long expected = switch (change) {
                case Change.Put _ -> -1;
                case Change.Delete _ -> -1;
                case Change.Create _ -> 0;
                case Change.Update update -> update.expectedRevision();
                case Change.DeleteExpected delete -> delete.expectedRevision();
            };
            if (expected == -1) {
                return null;
            }
            long found = currentRevision(change.key());
            return found == expected ? null : new CommitResult.Conflict(change.key(), found);
        }

        private void write(Change change, long revision, Database.Batch batch) throws RocksDBException {
            byte[] key = KeyBytes.of(change.key());
            switch (change) {
                case Change.Put put -> batch.put(KEY_VALUE, key, withRevision(revision, put.value()));
                case Change.Create create -> batch.put(KEY_VALUE, key, withRevision(revision, create.value()));
                case Change.Update update -> batch.put(KEY_VALUE, key, withRevision(revision, update.value()));
                case Change.Delete _ -> batch.delete(KEY_VALUE, key);
                case Change.DeleteExpected _ -> batch.delete(KEY_VALUE, key);
            }
            revisionsInBatch.put(change.key(), isDeletion(change) ? 0 : revision);
        }

        @Override
        public void answer() {
            if (conflict != null) {
                future.complete(conflict);
                return;
            }
            long revision = firstRevision;
            for (Change change : changes) {
                tell(change, revision++);
            }
            future.complete(new CommitResult.Stored(revision - 1));
        }

        private void tell(Change change, long revision) {
            for (Watching watching : watchers) {
                if (!change.key().startsWith(watching.prefix())) {
                    continue;
                }
                try {
                    watching.watcher()
                            .changed(
                                    change.key(),
                                    isDeletion(change)
                                            ? null
                                            : new Entry(
                                                    change.key(),
                                                    valueOf(change).clone(),
                                                    revision));
                } catch (RuntimeException defect) {
                    log.atError().setCause(defect).log("a watcher failed; the others are told");
                }
            }
        }

        @Override
        public void failed(String problem) {
            future.complete(new CommitResult.Failed(problem));
        }
    }

    /** About what the key takes: a device may choose it, and choose it long. */
    private static int charactersOf(Key key) {
        int characters = 0;
        for (String part : key.parts()) {
            characters += part.length();
        }
        return characters;
    }

    private static boolean isDeletion(Change change) {
        return switch (change) {
            case Change.Put _ -> false;
            case Change.Create _ -> false;
            case Change.Update _ -> false;
            case Change.Delete _ -> true;
            case Change.DeleteExpected _ -> true;
        };
    }

    private static byte[] valueOf(Change change) {
        return switch (change) {
            case Change.Put put -> put.value();
            case Change.Create create -> create.value();
            case Change.Update update -> update.value();
            case Change.Delete _ -> new byte[0];
            case Change.DeleteExpected _ -> new byte[0];
        };
    }

    private static byte[] withRevision(long revision, byte[] value) {
        return ByteBuffer.allocate(Long.BYTES + value.length)
                .putLong(revision)
                .put(value)
                .array();
    }

    private static byte[] bytesOf(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
