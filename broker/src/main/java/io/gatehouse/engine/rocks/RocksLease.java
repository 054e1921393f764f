package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.Lease;
import java.util.concurrent.CompletableFuture;

/**
 * A key in {@link Leases}. Any thread; what changes it is the committer's.
 *
 * <p>Renewals and releases go through the {@link Committer} because they have their place among the writes of the key.
 * They add nothing to a batch, and what becomes of it is nothing to them.
 */
final class RocksLease implements Lease {
    private static final int WRITE_BYTES = 64;

    private final Key key;
    private final LeaseTerm term;
    private final Leases leases;
    private final StagedKeys keys;
    private final Committer committer;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private volatile Written written;

    /** What the holder wrote last. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Written(byte[] value, long revision) {}

    RocksLease(
            Key key, byte[] value, long revision, LeaseTerm term, Leases leases, StagedKeys keys, Committer committer) {
        this.key = key;
        this.written = new Written(value, revision);
        this.term = term;
        this.leases = leases;
        this.keys = keys;
        this.committer = committer;
    }

    @Override
    public Key key() {
        return key;
    }

    @Override
    public long revision() {
        return written.revision;
    }

    Entry entry() {
        Written now = written;
        return new Entry(key, now.value.clone(), now.revision);
    }

    LeaseTerm term() {
        return term;
    }

    @Override
    public boolean isHeld() {
        return term.isRunning();
    }

    @Override
    public CompletableFuture<End> ended() {
        return ended.copy(); // nobody outside can complete it
    }

    @Override
    public CompletableFuture<Renewal> renew() {
        Renew renew = new Renew();
        committer.submit(renew);
        return renew.future;
    }

    @Override
    public CompletableFuture<Void> release() {
        Release release = new Release();
        committer.submit(release);
        return release.future;
    }

    /** The holder's own write is stored, which renews. */
    void wrote(byte[] value, long revision) {
        written = new Written(value, revision);
        term.extend();
    }

    void tell(Watchers watchers) {
        Written now = written;
        watchers.stored(key, now.value, now.revision);
    }

    void over(End why) {
        term.cut();
        ended.complete(why);
    }

    private Renewal renewed() {
        return term.extend() ? new Renewal.Renewed() : new Renewal.Over(ended.getNow(End.EXPIRED));
    }

    /** Something about the lease that has its turn with the next batch, whatever becomes of that. */
    private abstract static class Turn implements Write {
        private boolean staged;

        @Override
        public final int bytes() {
            return WRITE_BYTES;
        }

        @Override
        public void stage(Database.Batch batch) {
            staged = true;
        }

        @Override
        public final void failed(String problem) {
            if (staged) {
                answer();
            } else {
                refused(problem);
            }
        }

        /** It did not have its turn. */
        abstract void refused(String problem);
    }

    private final class Renew extends Turn {
        private final CompletableFuture<Renewal> future = new CompletableFuture<>();

        @Override
        public void answer() {
            future.complete(renewed());
        }

        @Override
        void refused(String problem) {
            future.complete(new Renewal.Failed(problem));
        }
    }

    private final class Release extends Turn {
        private final CompletableFuture<Void> future = new CompletableFuture<>();

        @Override
        public void stage(Database.Batch batch) {
            super.stage(batch);
            if (RocksLease.this.equals(keys.lease(key))) {
                keys.delete(key); // for those behind it in the batch
            }
        }

        @Override
        public void answer() {
            leases.remove(RocksLease.this, End.RELEASED);
            future.complete(null);
        }

        @Override
        void refused(String problem) {
            future.complete(null); // nobody renews any more
        }
    }
}
