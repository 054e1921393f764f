package io.gatehouse.operator;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each access key was last used. Exact in memory; written down at most once in {@link #PACE} a key, without
 * waiting for the disk: after a crash it may be older than it was by as much. One entry a key, so as many as there are
 * keys. Any thread.
 */
final class KeyUses {
    static final Duration PACE = Duration.ofMinutes(15);

    private final KeyValue store;
    private final Map<String, KeyUse> last = new ConcurrentHashMap<>();
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    private KeyUses(KeyValue store) {
        this.store = store;
    }

    static KeyUses open(KeyValue store, List<Entry> entries) throws StoreException {
        KeyUses uses = new KeyUses(store);
        for (Entry entry : entries) {
            KeyUse use = StoredOperator.use(entry);
            uses.last.put(entry.key().name(), use);
            uses.written.put(entry.key().name(), use.at());
        }
        return uses;
    }

    @Nullable
    KeyUse of(String keyId) {
        return last.get(keyId);
    }

    /** When any of them was last used; {@code null} where none was. */
    @Nullable
    Instant latest() {
        return last.values().stream()
                .map(KeyUse::at)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    void used(String keyId, KeyUse use) {
        last.put(keyId, use);
        if (isToBeWritten(keyId, use.at())) {
            // What fails here is told by the store itself, and a use after PACE writes again.
            var _ = store.put(at(keyId), StoredOperator.form(use));
        }
    }

    /** Of several uses at once, one is. */
    private boolean isToBeWritten(String keyId, Instant now) {
        Instant before = written.get(keyId);
        if (before == null) {
            return written.putIfAbsent(keyId, now) == null;
        }
        boolean due = Duration.between(before, now).abs().compareTo(PACE) >= 0;
        return due && written.replace(keyId, before, now);
    }

    /** What is stored with the change that takes a key away; {@link #forget} follows when the store has it. */
    static Change removal(String keyId) {
        return new Change.Delete(at(keyId));
    }

    void forget(String keyId) {
        last.remove(keyId);
        written.remove(keyId);
    }

    private static Key at(String keyId) {
        return Key.of(StoredOperator.USES.name(), keyId);
    }
}
