package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Retained records on a disk that fails, or does not answer, when told to. Wraps any other store of them. */
public final class FaultyRetained implements RetainedStore {
    private final RetainedStore records;
    private volatile @Nullable String always;
    private volatile @Nullable String unremovable;
    private volatile CountDownLatch held = new CountDownLatch(0);

    public FaultyRetained(RetainedStore records) {
        this.records = records;
    }

    /** Every read fails from now on; null: works again. */
    public void failWith(@Nullable String problem) {
        always = problem;
    }

    /** Every removal fails from now on, reads go on; null: works again. */
    public void failRemovalsWith(@Nullable String problem) {
        unremovable = problem;
    }

    /** No read is answered until {@link #release}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    private void mayFail() {
        FaultyLog.answerOfTheDisk(held);
        String problem = always;
        if (problem != null) {
            throw new UncheckedIOException(new IOException(problem));
        }
    }

    @Override
    public CompletableFuture<Long> barrier() {
        return records.barrier();
    }

    @Override
    public @Nullable StoredRecord get(Topic topic) {
        mayFail();
        return records.get(topic);
    }

    @Override
    public Page read(
            TopicFilter filter, boolean hashMatchesParent, @Nullable Topic after, int maxRecords, long maxBytes) {
        mayFail();
        return records.read(filter, hashMatchesParent, after, maxRecords, maxBytes);
    }

    @Override
    public CompletableFuture<CommitResult> remove(Topic topic, long version) {
        String problem = unremovable;
        return problem == null
                ? records.remove(topic, version)
                : CompletableFuture.completedFuture(new CommitResult.Failed(problem));
    }

    @Override
    public int count() {
        return records.count();
    }

    @Override
    public long bytes() {
        return records.bytes();
    }
}
