package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Group commit: one platform thread writes what all others want written.
 *
 * <h2>Model</h2>
 *
 * Any thread adds a {@link Write} to a queue without a lock. The committer takes everything that waits, up to 4,096
 * writes or 2 MB, puts it into one batch, and pays for one fsync; what comes while it does so goes with the others.
 * While the fsync runs the next ones gather. So the size of a batch follows from load and disk: alone, a write waits
 * for its own fsync only; under load thousands share one. There is no timer that waits for company, because it would
 * only make the lonely write slower.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>Writes are staged, stored and answered in the order in which they came, refused ones too.
 *   <li>A batch to which nobody adds anything takes its turn and costs no disk.
 *   <li>With fsync {@code always} nothing is told to be stored before the fsync of its batch returned.
 *   <li>Every write that {@link #submit} took is answered exactly once, at close too.
 *   <li>What waits is bounded in bytes; beyond it a write fails at once, and no caller is ever blocked.
 * </ul>
 */
final class Committer implements AutoCloseable {
    static final int MAX_BATCH_WRITES = 4096;
    static final int MAX_BATCH_BYTES = 2 * 1024 * 1024;
    static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    private static final Log log = Log.of(Committer.class);
    private static final long SYNC_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Database database;
    private final Fsync fsync;
    private final List<Ledger> ledgers;
    private final Runnable answered;
    private final WriteFailures failures;
    private final Leases leases;
    private final Queue<Write> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Thread thread;
    private volatile boolean idle; // parked, or about to look once more and park
    private volatile boolean stopping;
    private volatile boolean stopped;
    private final AtomicLong batches = new AtomicLong();

    // The committer thread's own.
    private final List<Write> taken = new ArrayList<>();
    private final Database.Batch batch;
    private @Nullable Long unsyncedSince;
    private boolean syncFails; // said once, not at every interval

    /**
     * @param ledgers what is counted in every batch
     * @param answered runs on the committer thread after every write of a batch was answered; may wait, which holds the
     *     next batch
     * @param failures of batches; while they go on, one is tried in every second
     * @param leases of which this thread ends those whose time runs out
     */
    Committer(
            Database database,
            Fsync fsync,
            List<Ledger> ledgers,
            Runnable answered,
            WriteFailures failures,
            Leases leases) {
        this.database = database;
        this.batch = database.new Batch();
        this.fsync = fsync;
        this.ledgers = List.copyOf(ledgers);
        this.answered = answered;
        this.failures = failures;
        this.leases = leases;
        this.thread = Thread.ofPlatform().name("store-committer").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How many batches were written. */
    long batches() {
        return batches.get();
    }

    /** @throws IllegalStateException after close */
    void submit(Write write) {
        if (stopping) {
            throw closed();
        }
        if (waitingBytes.addAndGet(write.bytes()) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-write.bytes());
            String problem = "too much waits for the disk: more than " + MAX_WAITING_BYTES + " bytes";
            if (write.keepsItsPlace()) {
                enqueue(new Refused(write, problem));
            } else {
                write.failed(problem);
            }
            return;
        }
        enqueue(write);
    }

    private void enqueue(Write write) {
        waiting.add(write);
        if (idle) {
            LockSupport.unpark(thread);
        }
        if (stopped && waiting.remove(write)) { // close won the race, and did not see it
            waitingBytes.addAndGet(-write.bytes());
            throw closed();
        }
    }

    /** What was refused, at its place among those that were not. */
    private record Refused(Write write, String problem) implements Write {
        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void stage(Database.Batch batch) {
            // nothing is stored
        }

        @Override
        public void answer() {
            write.failed(problem);
        }

        @Override
        public void failed(String alsoFailed) {
            write.failed(problem);
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("store: closed (expected: no use after close)");
    }

    private void run() {
        while (true) {
            leases.expire();
            if (!waiting.isEmpty()) {
                commit();
            } else if (stopping) {
                break;
            } else {
                rest();
            }
            failures.tryWhenDue(database);
            syncWhenDue();
        }
        sync();
        stopped = true;
        failAllWaiting();
        leases.close();
    }

    private void commit() {
        taken.clear();
        batch.clear();
        boolean written;
        try {
            stage();
            for (Ledger ledger : ledgers) {
                ledger.enter(batch);
            }
            written = database.write(fsync == Fsync.ALWAYS, batch);
        } catch (Throwable failed) { // this thread must outlive everything, or all writers wait for ever
            failures.failed(failed, taken.size());
            ledgers.forEach(Ledger::forget);
            taken.forEach(write -> write.failed(String.valueOf(failed.getMessage())));
            answered.run();
            return;
        }
        ledgers.forEach(Ledger::keep);
        if (written) {
            failures.written();
            batches.incrementAndGet();
            if (fsync != Fsync.ALWAYS && unsyncedSince == null) {
                unsyncedSince = System.nanoTime();
            }
        }
        for (Write write : taken) {
            try {
                write.answer();
            } catch (Throwable defect) {
                log.at(Event.DEFECT).setCause(defect).log("a writer failed to hear its answer; the others are told");
            }
        }
        answered.run();
    }

    /**
     * Until nothing waits: what comes while the others are staged goes with them, and saves an fsync. Or until the time
     * of a lease runs out, which ends it between batches.
     */
    private void stage() throws RocksDBException {
        int bytes = 0;
        try {
            while (taken.size() < MAX_BATCH_WRITES && bytes < MAX_BATCH_BYTES) {
                Write next = waiting.peek();
                if (next == null || leases.isOneDue()) { // asked behind the look: see the invariants of leases
                    return;
                }
                waiting.remove();
                bytes += next.bytes();
                taken.add(next);
                next.stage(batch);
            }
        } finally {
            waitingBytes.addAndGet(-bytes);
        }
    }

    private void rest() {
        idle = true;
        if (waiting.isEmpty() && !stopping) {
            long nanos = Math.min(nanosToSync(), leases.nanosToNext());
            if (failures.isFailing()) {
                nanos = Math.min(nanos, WriteFailures.TRY_NANOS);
            }
            if (nanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        idle = false;
    }

    private long nanosToSync() {
        Long since = unsyncedSince;
        return fsync == Fsync.EVERY_10_MILLIS && since != null
                ? since + SYNC_INTERVAL_NANOS - System.nanoTime()
                : Long.MAX_VALUE;
    }

    private void syncWhenDue() {
        if (nanosToSync() <= 0) {
            sync();
        }
    }

    private void sync() {
        if (unsyncedSince == null) {
            return;
        }
        try {
            database.sync();
            unsyncedSince = null;
            syncFails = false;
        } catch (RocksDBException failed) {
            unsyncedSince = System.nanoTime(); // tried again an interval later
            if (!syncFails) {
                syncFails = true;
                log.at(Event.STORE_NOT_SYNCED)
                        .setCause(failed)
                        .log("the write-ahead log was not brought to the disk; tried on");
            }
        }
    }

    private void failAllWaiting() {
        for (Write write = waiting.poll(); write != null; write = waiting.poll()) {
            waitingBytes.addAndGet(-write.bytes());
            write.failed("the store is closed");
        }
        answered.run();
    }

    /** Finishes what waits. */
    @Override
    public void close() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("store: closed on its own committer (expected: another thread)");
        }
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) { // the database must not close under a running batch
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
