package io.gatehouse.session;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions as they lie in the engine's {@link KeyValue}. Any thread; writes return at once and are stored in the order
 * of the calls, so that what ended and what began under one client id cannot be mixed up.
 *
 * <pre>
 * session        | client id                           → SessionRecord
 * session-filter | client id | incarnation | filter    → SavedSubscription
 * session-cursor | client id | incarnation             → Checkpoint
 * session-once   | client id | incarnation | packet id → nothing: a QoS 2 message that was stored and not released
 * </pre>
 *
 * <p>The first is what makes a session: it is written first and removed first, and what is found at the start without
 * it, or of another incarnation, is the rest of one that ended. So a removal that a failing disk did not take leaves
 * nothing to the next session of the same client id.
 */
final class SessionStore {
    private static final String RECORD = "session";
    private static final String FILTER = "session-filter";
    private static final String CURSOR = "session-cursor";
    private static final String ONCE = "session-once";

    private final KeyValue keyValue;

    SessionStore(KeyValue keyValue) {
        this.keyValue = keyValue;
    }

    /** Everything of one session. */
    static final class Saved {
        private final SessionRecord record;
        private @Nullable Checkpoint checkpoint;
        private final Map<String, SavedSubscription> subscriptions = new HashMap<>();
        private final List<Integer> unreleased = new ArrayList<>();

        private Saved(SessionRecord record) {
            this.record = record;
        }

        SessionRecord record() {
            return record;
        }

        /**
         * Where the session goes on: for one that was gone before it had come anywhere, where its subscriptions begin;
         * null when it has none of either.
         *
         * @param capacity of a window nothing is in yet
         */
        @Nullable
        Checkpoint start(int capacity) {
            Checkpoint known = checkpoint;
            if (known != null || subscriptions.isEmpty()) {
                return known;
            }
            long[] next = null;
            for (SavedSubscription subscription : subscriptions.values()) {
                long[] since = subscription.begin();
                if (next == null) {
                    next = since.clone();
                }
                for (int shard = 0; shard < next.length && shard < since.length; shard++) {
                    next[shard] = Math.min(next[shard], since[shard]);
                }
            }
            return next == null ? null : new Checkpoint(next, capacity, List.of(), LogQueue.Saved.EMPTY);
        }

        Map<String, SavedSubscription> subscriptions() {
            return subscriptions;
        }

        /** Its shared subscriptions that messages are kept for, and where each began. */
        void forEachShared(BiConsumer<TopicFilter, long[]> each) {
            subscriptions.forEach((filter, saved) -> {
                if (filter.startsWith(TopicFilter.SHARE) && saved.options().qos() != Qos.AT_MOST_ONCE) {
                    each.accept(TopicFilter.of(filter), saved.since());
                }
            });
        }

        /** Packet ids of QoS 2 messages that were stored and not released. */
        List<Integer> unreleased() {
            return unreleased;
        }
    }

    /**
     * @param incarnation of the session: what one that ended left on its way to the store is no repetition to another
     *     of the same client id
     */
    static Key once(String clientId, long incarnation, int packetId) {
        return Key.of(ONCE, clientId, text(incarnation), Integer.toString(packetId));
    }

    private static Key filter(String clientId, long incarnation, String filter) {
        return Key.of(FILTER, clientId, text(incarnation), filter);
    }

    private static Key cursor(String clientId, long incarnation) {
        return Key.of(CURSOR, clientId, text(incarnation));
    }

    private static String text(long incarnation) {
        return Long.toHexString(incarnation);
    }

    CompletableFuture<CommitResult> save(SessionRecord record) {
        return keyValue.put(Key.of(RECORD, record.clientId()), record.bytes());
    }

    CompletableFuture<CommitResult> save(
            String clientId, long incarnation, Map<String, SavedSubscription> subscriptions) {
        List<Change> changes = new ArrayList<>(subscriptions.size());
        subscriptions.forEach(
                (filter, saved) -> changes.add(new Change.Put(filter(clientId, incarnation, filter), saved.bytes())));
        return commit(changes);
    }

    CompletableFuture<CommitResult> removeFilters(String clientId, long incarnation, List<String> filters) {
        List<Change> changes = new ArrayList<>(filters.size());
        filters.forEach(filter -> changes.add(new Change.Delete(filter(clientId, incarnation, filter))));
        return commit(changes);
    }

    CompletableFuture<CommitResult> save(String clientId, long incarnation, Checkpoint checkpoint, List<Lent> taken) {
        List<Change> changes = new ArrayList<>(1 + taken.size());
        changes.add(new Change.Put(cursor(clientId, incarnation), checkpoint.bytes()));
        taken.forEach(lent -> changes.add(lent.take()));
        return keyValue.commit(changes);
    }

    /** PUBREL came for a QoS 2 message that was stored. */
    CompletableFuture<CommitResult> release(String clientId, long incarnation, int packetId) {
        return keyValue.delete(once(clientId, incarnation, packetId));
    }

    CompletableFuture<CommitResult> remove(
            String clientId, long incarnation, List<String> filters, List<Integer> unreleased) {
        List<Change> changes = new ArrayList<>(2 + filters.size() + unreleased.size());
        changes.add(new Change.Delete(Key.of(RECORD, clientId)));
        changes.add(new Change.Delete(cursor(clientId, incarnation)));
        filters.forEach(filter -> changes.add(new Change.Delete(filter(clientId, incarnation, filter))));
        unreleased.forEach(packetId -> changes.add(new Change.Delete(once(clientId, incarnation, packetId))));
        return commit(changes);
    }

    /** What makes the session; the rest of it is cleared away at the next start. */
    CompletableFuture<CommitResult> removeRecord(String clientId) {
        return keyValue.delete(Key.of(RECORD, clientId));
    }

    /** In pieces where they are too many for one step; stored in order, so the last one's answer is that of all. */
    private CompletableFuture<CommitResult> commit(List<Change> changes) {
        CompletableFuture<CommitResult> last = CompletableFuture.completedFuture(new CommitResult.Stored(0));
        for (int from = 0; from < changes.size(); from += KeyValue.MAX_CHANGES) {
            CompletableFuture<CommitResult> earlier = last;
            CompletableFuture<CommitResult> piece =
                    keyValue.commit(changes.subList(from, Math.min(changes.size(), from + KeyValue.MAX_CHANGES)));
            last = from == 0
                    ? piece
                    : piece.thenCombine(
                            earlier, (mine, before) -> before instanceof CommitResult.Stored ? mine : before);
        }
        return last;
    }

    /**
     * All sessions. What belongs to none is removed. Blocks on the disk: for the start.
     *
     * @throws IllegalArgumentException something stored cannot be read: the broker must not start
     */
    Map<String, Saved> load() {
        Map<String, Saved> sessions = new HashMap<>();
        keyValue.scan(
                Key.of(RECORD), entry -> sessions.put(entry.key().name(), new Saved(SessionRecord.of(entry.value()))));
        List<Change> rests = new ArrayList<>();
        scan(CURSOR, sessions, rests, (saved, entry) -> saved.checkpoint = Checkpoint.of(entry.value()));
        scan(
                FILTER,
                sessions,
                rests,
                (saved, entry) -> saved.subscriptions.put(entry.key().name(), SavedSubscription.of(entry.value())));
        scan(
                ONCE,
                sessions,
                rests,
                (saved, entry) ->
                        saved.unreleased.add(Integer.valueOf(entry.key().name())));
        var _ = commit(rests);
        return sessions;
    }

    private void scan(String table, Map<String, Saved> sessions, List<Change> rests, BiConsumer<Saved, Entry> each) {
        keyValue.scan(Key.of(table), entry -> {
            List<String> parts = entry.key().parts();
            Saved saved = sessions.get(parts.get(1));
            if (saved != null && parts.get(2).equals(text(saved.record.incarnation()))) {
                each.accept(saved, entry);
            } else {
                rests.add(new Change.Delete(entry.key()));
            }
        });
    }
}
