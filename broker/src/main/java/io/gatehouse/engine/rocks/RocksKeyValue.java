package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.KEY_VALUE;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.Lease;
import io.gatehouse.engine.LeaseResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyValue} in one column family, and {@link Leases} beside it. Any thread; expectations are checked on the
 * committer thread, where commits come one after the other, against what the keys are after the batch so far
 * ({@link StagedKeys}).
 *
 * <p>A value is stored behind the eight bytes of its revision.
 */
final class RocksKeyValue implements KeyValue {
    static final byte[] LAST_REVISION = "last-revision".getBytes(StandardCharsets.US_ASCII);

    private final Database database;
    private final Committer committer;
    private final Watchers watchers;
    private final Leases leases;
    private final StagedKeys keys;

    RocksKeyValue(Database database, Committer committer, Watchers watchers, Leases leases, StagedKeys keys) {
        this.database = database;
        this.committer = committer;
        this.watchers = watchers;
        this.leases = leases;
        this.keys = keys;
    }

    /** Of what was stored when the store was opened; afterwards the committer thread's own. */
    long lastRevision() {
        return keys.lastRevision();
    }

    @Override
    public @Nullable Entry get(Key key) {
        RocksLease lease = leases.of(key);
        if (lease != null) {
            return lease.entry();
        }
        byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
        return stored == null ? null : entry(key, stored);
    }

    @Override
    public void scan(Key prefix, Consumer<Entry> each) {
        Map<Key, Entry> leased = new HashMap<>();
        for (RocksLease lease : leases.all()) {
            if (lease.key().startsWith(prefix)) {
                leased.put(lease.key(), lease.entry());
            }
        }
        database.scan(KEY_VALUE, KeyBytes.of(prefix), (bytes, stored) -> {
            Key key = KeyBytes.parse(bytes);
            if (!leased.containsKey(key)) {
                each.accept(entry(key, stored));
            }
        });
        leased.values().forEach(each);
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
        return watchers.add(prefix, watcher);
    }

    @Override
    public CompletableFuture<LeaseResult> lease(Key key, byte[] value, Duration timeToLive) {
        Lease.check(value, timeToLive);
        if (!leases.enter()) {
            return CompletableFuture.completedFuture(
                    new LeaseResult.Failed("leases: too many (expected: at most " + Lease.MAX_HELD + ")"));
        }
        LeaseWrite write = new LeaseWrite(key, value, timeToLive.toNanos(), leases, keys, committer);
        committer.submit(write);
        return write.future();
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
            Set<Key> distinct = new HashSet<>();
            int sum = 0;
            for (Change change : changes) {
                if (!distinct.add(change.key())) {
                    throw new IllegalArgumentException("changes: one key twice (expected: every key once)");
                }
                byte[] value = valueOf(change);
                int most = isOfHolder(change) ? Lease.MAX_VALUE_BYTES : MAX_VALUE_BYTES;
                if (value.length > most) {
                    throw new IllegalArgumentException(
                            "value: " + value.length + " bytes (expected: at most " + most + ")");
                }
                sum += weightOf(change.key(), value);
            }
            this.changes = changes;
            this.bytes = sum;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void stage(Database.Batch batch) {
            if (!conflicts()) {
                enter(batch);
            }
        }

        /** Whether one of the changes expects something else than there is after what the batch has so far. */
        boolean conflicts() {
            for (Change change : changes) {
                conflict = conflictOf(change);
                if (conflict != null) {
                    return true;
                }
            }
            return false;
        }

        /** Adds changes of which none {@link #conflicts}. */
        void enter(Database.Batch batch) {
            firstRevision = keys.lastRevision() + 1;
            for (Change change : changes) {
                write(change, keys.nextRevision(), batch);
            }
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
            long found = keys.revision(change.key());
            return found == expected ? null : new CommitResult.Conflict(change.key(), found);
        }

        private void write(Change change, long revision, Database.Batch batch) {
            Key key = change.key();
            if (isDeletion(change)) {
                batch.delete(KEY_VALUE, KeyBytes.of(key));
                keys.delete(key);
                return;
            }
            RocksLease lease = change instanceof Change.Update ? keys.lease(key) : null;
            if (lease == null) { // else it is the holder's write, which is no more on the disk than the lease
                batch.put(KEY_VALUE, KeyBytes.of(key), withRevision(revision, valueOf(change)));
            }
            keys.put(key, valueOf(change), revision, lease);
        }

        @Override
        public void answer() {
            if (conflict != null) {
                future.complete(conflict);
                return;
            }
            if (firstRevision == 0) {
                return; // not entered: the write that it is part of was refused
            }
            long revision = firstRevision;
            for (Change change : changes) {
                show(change, revision++);
            }
            future.complete(new CommitResult.Stored(revision - 1));
        }

        /** The change to readers, then to those who watch, then to the holder of a lease that it ends. */
        private void show(Change change, long revision) {
            RocksLease lease = leases.of(change.key());
            if (lease == null) {
                tell(change, revision);
            } else if (change instanceof Change.Update) { // none but its holder's passed
                lease.wrote(valueOf(change), revision);
                tell(change, revision);
            } else {
                leases.give(lease);
                tell(change, revision);
                lease.over(Lease.End.OVERWRITTEN);
            }
        }

        private void tell(Change change, long revision) {
            if (isDeletion(change)) {
                watchers.gone(change.key());
            } else {
                watchers.stored(change.key(), valueOf(change), revision);
            }
        }

        @Override
        public void failed(String problem) {
            future.complete(new CommitResult.Failed(problem));
        }
    }

    /** About what it takes while it waits; with the key, which a device may choose, and choose long. */
    static int weightOf(Key key, byte[] value) {
        int weight = value.length + 64;
        for (String part : key.parts()) {
            weight += part.length();
        }
        return weight;
    }

    /** A leased key is updated by its holder; whoever else tries is refused. */
    private boolean isOfHolder(Change change) {
        return change instanceof Change.Update && leases.of(change.key()) != null;
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
}
