package io.gatehouse.engine.rocks;

import io.gatehouse.engine.DurableLog.Appended;
import io.gatehouse.engine.DurableLog.Tail;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of appends, batch by batch in their order: first the tails, then each append. A platform thread of
 * its own, so that the next batch is on its way to the disk meanwhile.
 *
 * <p>What waits to be told is bounded by {@value #MAX_BATCHES} batches (each at most {@link Committer#MAX_BATCH_WRITES}
 * appends and about {@link Committer#MAX_BATCH_BYTES}). When they are not enough the committer waits, and behind it
 * everything that is written, until its own bound refuses.
 */
final class LogTail implements AutoCloseable {
    private static final int MAX_BATCHES = 8;
    private static final List<Outcome> LAST = List.of();
    private static final Log log = Log.of(LogTail.class);

    private final int shards;
    private final BlockingQueue<List<Outcome>> batches = new ArrayBlockingQueue<>(MAX_BATCHES);
    private final List<Tail> tails = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final AtomicInteger untold = new AtomicInteger();

    // The committer thread's own.
    private List<Outcome> gathered = new ArrayList<>();

    LogTail(int shards) {
        this.shards = shards;
        this.thread = Thread.ofPlatform().name("log-tail").unstarted(this::run);
    }

    /** Something whose end is told in the order of the log. */
    interface Outcome {
        int shard();

        /** What the tails hear of it; null for nothing. */
        @Nullable
        Appended appended();

        void settle();
    }

    void start() {
        thread.start();
    }

    void add(Tail tail) {
        tails.add(tail);
    }

    /** What is stored, or about to be, and not told yet. Any thread. */
    int untold() {
        return untold.get();
    }

    /** Told with its batch. Committer thread. */
    void gather(Outcome outcome) {
        gathered.add(outcome);
    }

    /** The batch is complete: hands it over, and waits while too many are not yet told. Committer thread. */
    void handOver() {
        if (!gathered.isEmpty()) {
            untold.addAndGet(gathered.size());
            put(gathered);
            gathered = new ArrayList<>();
        }
    }

    private void put(List<Outcome> batch) {
        boolean interrupted = false;
        while (true) {
            try {
                batches.put(batch);
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            try {
                List<Outcome> batch = batches.take();
                if (batch.isEmpty()) {
                    return;
                }
                tell(batch);
                untold.addAndGet(-batch.size());
            } catch (InterruptedException notOurs) {
                log.atDebug().log("the tail of the log was interrupted and goes on");
            }
        }
    }

    private void tell(List<Outcome> batch) {
        if (!tails.isEmpty()) {
            for (int shard = 0; shard < shards; shard++) {
                List<Appended> records = recordsOf(shard, batch);
                if (!records.isEmpty()) {
                    tellTails(shard, records);
                }
            }
        }
        for (Outcome outcome : batch) {
            try {
                outcome.settle();
            } catch (Throwable defect) { // this thread must outlive everything, or nobody is acknowledged any more
                log.at(Event.DEFECT).setCause(defect).log("an append failed to hear its answer; the others are told");
            }
        }
    }

    private static List<Appended> recordsOf(int shard, List<Outcome> batch) {
        List<Appended> records = new ArrayList<>(batch.size());
        for (Outcome outcome : batch) {
            Appended appended = outcome.shard() == shard ? outcome.appended() : null;
            if (appended != null) {
                records.add(appended);
            }
        }
        return records;
    }

    private void tellTails(int shard, List<Appended> records) {
        List<Appended> shared = List.copyOf(records);
        for (Tail tail : tails) {
            try {
                tail.stored(shard, shared);
            } catch (Throwable defect) { // as above
                log.at(Event.DEFECT).setCause(defect).log("a tail of the log failed; the others are told");
            }
        }
    }

    /** Tells what waits. After the committer's end. */
    @Override
    public void close() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("store: closed on the tail of its own log (expected: another thread)");
        }
        if (thread.isAlive()) {
            put(LAST);
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
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
