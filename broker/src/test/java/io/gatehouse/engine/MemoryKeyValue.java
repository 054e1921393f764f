package io.gatehouse.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link KeyValue} for tests: in memory, answers on the caller's thread, fails when told to. */
public final class MemoryKeyValue implements KeyValue {
    private static final Logger log = LoggerFactory.getLogger(MemoryKeyValue.class);

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final List<Map.Entry<Key, Watcher>> watchers = new CopyOnWriteArrayList<>();
    private final Map<Key, Held> leases = new HashMap<>();
    private final LongSupplier nanoTime;
    private long lastRevision;
    private @Nullable String failure;
    private @Nullable String unreadable;
    private int commits;
    private int watcherDefects;

    public MemoryKeyValue() {
        this(System::nanoTime);
    }

    /** @param nanoTime by it leases run out, when the store is used and in {@link #expireLeases} */
    MemoryKeyValue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Every read from now on fails; null: works again. */
    public synchronized void failReadsWith(@Nullable String problem) {
        unreadable = problem;
    }

    private void mayFail() {
        String problem = unreadable;
        if (problem != null) {
            throw new UncheckedIOException(new IOException(problem));
        }
    }

    /** Every commit from now on answers {@link CommitResult.Failed}; null: works again. */
    public synchronized void failWith(@Nullable String problem) {
        failure = problem;
    }

    /** Commits that were stored. */
    public synchronized int commits() {
        return commits;
    }

    /** How often a watcher threw. */
    public synchronized int watcherDefects() {
        return watcherDefects;
    }

    @Override
    public synchronized @Nullable Entry get(Key key) {
        mayFail();
        Entry entry = entries.get(key);
        return entry == null ? null : new Entry(key, entry.value().clone(), entry.revision());
    }

    @Override
    public void scan(Key prefix, Consumer<Entry> each) {
        List<Entry> found;
        synchronized (this) {
            mayFail();
            found = entries.values().stream()
                    .filter(entry -> entry.key().startsWith(prefix))
                    .toList();
        }
        found.forEach(each);
    }

    @Override
    public synchronized CompletableFuture<CommitResult> commit(List<Change> changes) {
        check(changes);
        expireLeases();
        return CompletableFuture.completedFuture(result(changes));
    }

    private void check(List<Change> changes) {
        Set<Key> keys = new HashSet<>();
        for (Change change : changes) {
            byte[] value = value(change);
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("changes: one key twice (expected: every key once)");
            }
            boolean isOfHolder = change instanceof Change.Update && leases.containsKey(change.key());
            int most = isOfHolder ? Lease.MAX_VALUE_BYTES : MAX_VALUE_BYTES;
            if (value != null && value.length > most) {
                throw new IllegalArgumentException("value: too large (expected: at most " + most + ")");
            }
        }
        if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException("changes: " + changes.size() + " (expected: 1 to " + MAX_CHANGES + ")");
        }
    }

    private CommitResult result(List<Change> changes) {
        if (failure != null) {
            return new CommitResult.Failed(failure);
        }
        for (Change change : changes) {
            Entry entry = entries.get(change.key());
            long found = entry == null ? 0 : entry.revision();
            long expected = switch (change) {
                case Change.Put _, Change.Delete _ -> found;
                case Change.Create _ -> 0;
                case Change.Update update -> update.expectedRevision();
                case Change.DeleteExpected delete -> delete.expectedRevision();
            };
            if (found != expected) {
                return new CommitResult.Conflict(change.key(), found);
            }
        }
        changes.forEach(this::apply);
        commits++;
        return new CommitResult.Stored(lastRevision);
    }

    private void apply(Change change) {
        lastRevision++;
        byte[] value = value(change);
        Held lease = leases.get(change.key());
        if (lease != null && change instanceof Change.Update) {
            lease.begin(lastRevision);
        } else {
            leases.remove(change.key());
        }
        show(change.key(), value == null ? null : new Entry(change.key(), value.clone(), lastRevision));
        if (lease != null && !leases.containsKey(change.key())) {
            lease.ended.complete(Lease.End.OVERWRITTEN);
        }
    }

    private void show(Key key, @Nullable Entry entry) {
        if (entry == null) {
            entries.remove(key);
        } else {
            entries.put(key, entry);
        }
        for (Map.Entry<Key, Watcher> watcher : new ArrayList<>(watchers)) {
            if (key.startsWith(watcher.getKey())) {
                try {
                    watcher.getValue().changed(key, entry);
                } catch (IllegalStateException defect) {
                    log.atError().setCause(defect).log("a watcher failed; the others are told");
                }
            }
        }
    }

    @Override
    public synchronized CompletableFuture<LeaseResult> lease(Key key, byte[] value, Duration timeToLive) {
        Lease.check(value, timeToLive);
        expireLeases();
        Entry holder = get(key);
        if (failure != null || leases.size() == Lease.MAX_HELD) {
            String problem = failure == null ? "leases: too many" : failure;
            return CompletableFuture.completedFuture(new LeaseResult.Failed(problem));
        }
        if (holder != null) {
            return CompletableFuture.completedFuture(new LeaseResult.Taken(holder));
        }
        Held lease = new Held(key, timeToLive.toNanos());
        lease.begin(++lastRevision);
        leases.put(key, lease);
        show(key, new Entry(key, value.clone(), lastRevision));
        return CompletableFuture.completedFuture(new LeaseResult.Granted(lease));
    }

    /** Ends the leases whose time has run out. */
    synchronized void expireLeases() {
        for (Held lease : List.copyOf(leases.values())) {
            if (!lease.isHeld()) {
                lease.end(Lease.End.EXPIRED);
            }
        }
    }

    /** One lease; guarded by the store. */
    private final class Held implements Lease {
        private final Key key;
        private final long nanosToLive;
        private final CompletableFuture<End> ended = new CompletableFuture<>();
        private long until;
        private long revision;

        Held(Key key, long nanosToLive) {
            this.key = key;
            this.nanosToLive = nanosToLive;
        }

        void begin(long ofRevision) {
            revision = ofRevision;
            until = nanoTime.getAsLong() + nanosToLive;
        }

        void end(End why) {
            if (leases.remove(key, this)) {
                show(key, null);
                ended.complete(why);
            }
        }

        @Override
        public Key key() {
            return key;
        }

        @Override
        public long revision() {
            synchronized (MemoryKeyValue.this) {
                return revision;
            }
        }

        @Override
        public boolean isHeld() {
            synchronized (MemoryKeyValue.this) {
                return !ended.isDone() && nanoTime.getAsLong() - until < 0;
            }
        }

        @Override
        public CompletableFuture<Renewal> renew() {
            synchronized (MemoryKeyValue.this) {
                expireLeases();
                if (!isHeld()) {
                    return CompletableFuture.completedFuture(new Renewal.Over(ended.join()));
                }
                begin(revision);
                return CompletableFuture.completedFuture(new Renewal.Renewed());
            }
        }

        @Override
        public CompletableFuture<Void> release() {
            synchronized (MemoryKeyValue.this) {
                expireLeases();
                end(End.RELEASED);
                return CompletableFuture.completedFuture(null);
            }
        }

        @Override
        public CompletableFuture<End> ended() {
            return ended.copy();
        }
    }

    private static byte @Nullable [] value(Change change) {
        return switch (change) {
            case Change.Put put -> put.value();
            case Change.Create create -> create.value();
            case Change.Update update -> update.value();
            case Change.Delete _, Change.DeleteExpected _ -> null;
        };
    }

    @Override
    public Watch watch(Key prefix, Watcher watcher) {
        Map.Entry<Key, Watcher> watching = Map.entry(prefix, watcher);
        watchers.add(watching);
        return () -> watchers.remove(watching);
    }
}
