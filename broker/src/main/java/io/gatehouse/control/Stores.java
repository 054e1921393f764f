package io.gatehouse.control;

import io.gatehouse.backup.Backup;
import io.gatehouse.backup.BackupException;
import io.gatehouse.engine.StoreOperations;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The open store as a whole: backups and how much there is. Blocks as long as the disk takes; virtual threads. */
public final class Stores {
    private final StoreOperations store;
    private final Path data;
    private final String version;
    private final InstantSource clock;
    private final Semaphore backups = new Semaphore(1); // two at once would only slow each other down

    /** @param version of the broker, for the manifest */
    public Stores(StoreOperations store, Path data, String version, InstantSource clock) {
        this.store = store;
        this.data = data;
        this.version = version;
        this.clock = clock;
    }

    void addTo(Administration.Builder operations) {
        operations.add(StoreApi.BACKUP, this::backup).add(StoreApi.STATISTICS, nothing -> statistics());
    }

    Outcome<StoreApi.BackedUp> backup(StoreApi.Backup request) {
        String what = "no backup was taken";
        Path folder;
        try {
            folder = Path.of(request.folder());
        } catch (InvalidPathException noPath) {
            return Outcome.refused(Refusal.Code.INVALID, what, "folder: " + noPath.getMessage(), "name another folder");
        }
        if (!folder.isAbsolute()) {
            return Outcome.refused(
                    Refusal.Code.INVALID, what, "folder: " + folder + " (expected: absolute)", "name it from the root");
        }
        if (!backups.tryAcquire()) {
            return Outcome.refused(
                    Refusal.Code.CONFLICT, what, "another backup is being taken", "wait until that one is complete");
        }
        try {
            long began = System.nanoTime();
            Backup.Taken taken = Backup.take(store, data, folder, version, clock.instant());
            return Outcome.done(new StoreApi.BackedUp(
                    taken.folder().toString(),
                    taken.manifest().created(),
                    taken.manifest().revision(),
                    taken.manifest().files().size(),
                    taken.manifest().bytes(),
                    taken.linkedBytes(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                    taken.manifest().counts()));
        } catch (BackupException refused) {
            return Outcome.refused(Refusal.Code.FAILED, what, refused.why(), refused.remedy());
        } finally {
            backups.release();
        }
    }

    private Outcome<StoreApi.Statistics> statistics() {
        try {
            return Outcome.done(StoreApi.Statistics.of(store.statistics(), true));
        } catch (UncheckedIOException unreadable) {
            return Outcome.refused(
                    Refusal.Code.FAILED,
                    "the store was not measured",
                    String.valueOf(unreadable.getMessage()),
                    "look at the disk of the data folder");
        }
    }
}
