package io.gatehouse.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link KeyValue} for tests: in memory, answers on the caller's thread, fails when told to. */
public final class MemoryKeyValue implements KeyValue {
    private static final Logger log = LoggerFactory.getLogger(MemoryKeyValue.class);

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final List<Map.Entry<Key, Watcher>> watchers = new CopyOnWriteArrayList<>();
    private long lastRevision;
    private @Nullable String failure;
    private int commits;
    private int watcherDefects;

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
        Entry entry = entries.get(key);
        return entry == null ? null : new Entry(key, entry.value().clone(), entry.revision());
    }

    @Override
    public void scan(Key prefix, Consumer<Entry> each) {
        List<Entry> found;
        synchronized (this) {
            found = entries.values().stream()
                    .filter(entry -> entry.key().startsWith(prefix))
                    .toList();
        }
        found.forEach(each);
    }

    @Override
    public synchronized CompletableFuture<CommitResult> commit(List<Change> changes) {
        check(changes);
        return CompletableFuture.completedFuture(result(changes));
    }

    private static void check(List<Change> changes) {
        Set<Key> keys = new HashSet<>();
        for (Change change : changes) {
            byte[] value = value(change);
            if (!keys.add(change.key())) {
                throw new IllegalArgumentException("changes: one key twice (expected: every key once)");
            }
            if (value != null && value.length > MAX_VALUE_BYTES) {
                throw new IllegalArgumentException("value: too large (expected: at most " + MAX_VALUE_BYTES + ")");
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
        Entry entry = value == null ? null : new Entry(change.key(), value.clone(), lastRevision);
        if (entry == null) {
            entries.remove(change.key());
        } else {
            entries.put(change.key(), entry);
        }
        for (Map.Entry<Key, Watcher> watcher : new ArrayList<>(watchers)) {
            if (change.key().startsWith(watcher.getKey())) {
                try {
                    watcher.getValue().changed(change.key(), entry);
                } catch (IllegalStateException defect) {
                    log.atError().setCause(defect).log("a watcher failed; the others are told");
                }
            }
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
