package io.gatehouse.engine;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Named values with revisions. The shape is the common part of a local sorted store and of NATS KV: optimistic writes
 * by revision, atomic commits, a watch, and leases; no ordered ranges, no queries.
 *
 * <p>Any thread. Reads answer from the local store at once and see every commit whose future is complete. Writes
 * return at once; futures complete on the engine's own thread, in commit order, so what is chained to them must not
 * block. A write never fails with an exception: see {@link CommitResult}. After close every method throws
 * {@link IllegalStateException}.
 */
public interface KeyValue {
    /** The largest value taken. NATS carries 1 MiB by default; bigger things do not belong here. */
    int MAX_VALUE_BYTES = 1024 * 1024;

    /** The most changes one commit takes. */
    int MAX_CHANGES = 1000;

    /**
     * The current value of a key, or null.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    @Nullable
    Entry get(Key key);

    /**
     * Calls {@code each} for every value whose key starts with {@code prefix}, in no promised order, on this thread.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    void scan(Key prefix, Consumer<Entry> each);

    /**
     * All changes or none, in one step; no key twice.
     *
     * @throws IllegalArgumentException no changes, more than {@link #MAX_CHANGES}, a key twice, a value above
     *     {@link #MAX_VALUE_BYTES}, or an update of a leased key with one above {@link Lease#MAX_VALUE_BYTES}
     */
    CompletableFuture<CommitResult> commit(List<Change> changes);

    /**
     * Tells {@code watcher} every commit from now on that touches a key under {@code prefix}: stored, in order, before
     * the commit's own future completes.
     */
    Watch watch(Key prefix, Watcher watcher);

    /**
     * Takes a key that has no value, for as long as the caller renews it. The answer comes after those who watch the
     * key were told of it.
     *
     * <p>Refused here by what is only a view of a store, to read it or to collect what is to be written; every store
     * has it.
     *
     * @param value who holds it, for whoever finds it taken
     * @param timeToLive from {@link Lease#MIN_TIME_TO_LIVE} to {@link Lease#MAX_TIME_TO_LIVE}
     * @throws IllegalArgumentException a value above {@link Lease#MAX_VALUE_BYTES}, or another time to live
     */
    default CompletableFuture<LeaseResult> lease(Key key, byte[] value, Duration timeToLive) {
        throw new UnsupportedOperationException("lease: of a view (expected: a store)");
    }

    default CompletableFuture<CommitResult> put(Key key, byte[] value) {
        return commit(List.of(new Change.Put(key, value)));
    }

    default CompletableFuture<CommitResult> create(Key key, byte[] value) {
        return commit(List.of(new Change.Create(key, value)));
    }

    default CompletableFuture<CommitResult> update(Key key, byte[] value, long expectedRevision) {
        return commit(List.of(new Change.Update(key, value, expectedRevision)));
    }

    default CompletableFuture<CommitResult> delete(Key key) {
        return commit(List.of(new Change.Delete(key)));
    }

    default CompletableFuture<CommitResult> delete(Key key, long expectedRevision) {
        return commit(List.of(new Change.DeleteExpected(key, expectedRevision)));
    }

    /** Is told of changes on the engine's own thread; must not block. */
    @FunctionalInterface
    interface Watcher {
        /** One changed key: its new value, or null when it was deleted. */
        void changed(Key key, @Nullable Entry entry);
    }

    /** Ends a watch. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
