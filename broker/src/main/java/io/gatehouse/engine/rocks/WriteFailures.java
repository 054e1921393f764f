package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.engine.StoreHealth;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Batches that the disk does not take: says so once, and then at most every {@value #QUIET_SECONDS} seconds, and looks
 * every second whether it does again. The committer thread's own.
 *
 * <p>After an error RocksDB refuses every write until it has recovered, which for a full disk it does by itself some
 * seconds after there is room. Whoever watches may keep all traffic away meanwhile, so the look must not wait for any.
 * From other errors it does not recover; once the disk takes files again, the store is opened again.
 */
final class WriteFailures {
    static final long TRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** RocksDB recovers from a full disk by itself, about so soon. From other errors it does not. */
    private static final long OWN_RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int QUIET_SECONDS = 60;
    private static final byte[] TRIAL_KEY = "trial".getBytes(StandardCharsets.US_ASCII);
    private static final Log log = Log.of(WriteFailures.class);

    private final StoreHealth health;
    private final Path folder;
    private @Nullable String problem; // null while the disk takes everything
    private long toldNanos;
    private long triedNanos;
    private long failingNanos; // since when
    private long reopenedNanos; // or tried to
    private long batches; // not stored since it began
    private long writes;

    /** @param folder for the operator, who is to see to it */
    WriteFailures(StoreHealth health, Path folder) {
        this.health = health;
        this.folder = folder;
    }

    boolean isFailing() {
        return problem != null;
    }

    /** A batch of so many writes was not stored. */
    void failed(Throwable failure, int batchWrites) {
        boolean first = problem == null;
        String said = String.valueOf(failure.getMessage());
        problem = said;
        batches++;
        writes += batchWrites;
        long now = System.nanoTime();
        triedNanos = now;
        if (first) {
            failingNanos = now;
            reopenedNanos = now;
            health.failing(said);
        }
        if (!(failure instanceof RocksDBException)) {
            log.at(Event.DEFECT).setCause(failure).log("a batch could not be put together");
        } else if (first || now - toldNanos >= TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
            toldNanos = now;
            log.at(Event.STORE_FAILING)
                    .addKeyValue("problem", said)
                    .addKeyValue("dataDirectory", folder)
                    .addKeyValue("batches", batches)
                    .addKeyValue("writes", writes)
                    .log("the store cannot be written, so nothing that must be stored is acknowledged;"
                            + " make room on the disk or see to it: the broker goes on by itself");
        }
    }

    /** A batch was stored. */
    void written() {
        if (problem == null) {
            return;
        }
        log.at(Event.STORE_RECOVERED)
                .addKeyValue("batches", batches)
                .addKeyValue("writes", writes)
                .log("the store can be written again; what was not stored was refused");
        problem = null;
        batches = 0;
        writes = 0;
        health.working();
    }

    /** Nobody may be left who writes: tries whether the disk takes something. */
    void tryWhenDue(Database database) {
        if (problem == null) {
            return;
        }
        long now = System.nanoTime();
        boolean hasGivenUp = now - failingNanos > OWN_RECOVERY_NANOS && now - reopenedNanos >= TRY_NANOS;
        if (!hasGivenUp && now - triedNanos < TRY_NANOS) {
            return;
        }
        triedNanos = now;
        try {
            if (hasGivenUp) {
                reopenedNanos = now;
                if (database.takesFiles()) {
                    database.reopen();
                }
            }
            database.write(true, batch -> batch.put(META, TRIAL_KEY, new byte[0]));
        } catch (RocksDBException | UncheckedIOException stillFailing) {
            problem = String.valueOf(stillFailing.getMessage());
            return;
        }
        written();
    }
}
