package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LeaseResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The wish for a lease on its way through a batch. It has a place in {@link Leases}. */
final class LeaseWrite implements Write {
    private final Key key;
    private final byte[] value;
    private final long nanosToLive;
    private final Leases leases;
    private final StagedKeys keys;
    private final Committer committer;
    private final CompletableFuture<LeaseResult> future = new CompletableFuture<>();
    private final int bytes;

    // The committer thread's own.
    private @Nullable Entry holder;
    private @Nullable RocksLease lease;

    LeaseWrite(Key key, byte[] value, long nanosToLive, Leases leases, StagedKeys keys, Committer committer) {
        this.key = key;
        this.value = value;
        this.nanosToLive = nanosToLive;
        this.leases = leases;
        this.keys = keys;
        this.committer = committer;
        this.bytes = RocksKeyValue.weightOf(key, value);
    }

    CompletableFuture<LeaseResult> future() {
        return future;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void stage(Database.Batch batch) {
        holder = keys.entry(key);
        if (holder == null) {
            long revision = keys.nextRevision();
            LeaseTerm term = new LeaseTerm(leases.nanoTime(), nanosToLive);
            lease = new RocksLease(key, value, revision, term, leases, keys, committer);
            keys.put(key, value, revision, lease);
        }
    }

    @Override
    public void answer() {
        if (lease != null) {
            leases.grant(lease);
            future.complete(new LeaseResult.Granted(lease));
        } else if (holder != null) {
            leases.leave();
            future.complete(new LeaseResult.Taken(holder));
        }
    }

    @Override
    public void failed(String problem) {
        leases.leave();
        future.complete(new LeaseResult.Failed(problem));
    }
}
