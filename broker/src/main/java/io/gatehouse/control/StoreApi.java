package io.gatehouse.control;

import io.gatehouse.engine.StoreStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on the store as a whole and their shapes. Some are done by the running broker, some without one. */
public final class StoreApi {
    /** Answers when the backup is complete: as long as it takes to read everything once. */
    public static final Operation<Backup, BackedUp> BACKUP =
            new Operation<>("store/backup", Backup.class, BackedUp.class);

    public static final Operation<BrokerApi.Nothing, Statistics> STATISTICS =
            new Operation<>("store/statistics", BrokerApi.Nothing.class, Statistics.class);

    private StoreApi() {}

    /**
     * Where to.
     *
     * @param folder absolute, as the broker sees it
     */
    public record Backup(String folder) {
        public Backup {
            Shape.text("folder", folder, 4096);
        }
    }

    /**
     * A backup that was taken.
     *
     * @param bytes of all files
     * @param linkedBytes of those that it shares with the store and that took no room
     */
    public record BackedUp(
            String folder,
            Instant created,
            long revision,
            int files,
            long bytes,
            long linkedBytes,
            long millis,
            Map<String, Long> counts) {}

    /**
     * How much a store holds.
     *
     * @param online true where a running broker said so
     */
    public record Statistics(boolean online, List<Family> families, long walBytes) {
        static Statistics of(StoreStatistics statistics, boolean online) {
            return new Statistics(
                    online,
                    statistics.families().stream()
                            .map(family -> new Family(
                                    family.name(), family.keys(), family.bytes(), family.files(), family.memoryBytes()))
                            .toList(),
                    statistics.walBytes());
        }
    }

    /**
     * One column family.
     *
     * @param keys an estimate
     * @param bytes of its files, compressed
     * @param memoryBytes of what is not in a file yet
     */
    public record Family(String name, long keys, long bytes, long files, long memoryBytes) {}

    /**
     * What a store was found to be.
     *
     * @param problems what is wrong, the first ones; empty where nothing is
     * @param moreProblems beyond those
     */
    public record Verified(List<Verified.Read> families, List<String> problems, long moreProblems) {
        /**
         * What was read of one column family.
         *
         * @param bytes of keys and values
         */
        public record Read(String name, long keys, long bytes) {}
    }

    /**
     * What came of a restore that was not refused.
     *
     * @param result {@code RESTORED}, {@code WOULD_RESTORE} for a dry run, {@code FINISHED} for an earlier one that had
     *     been interrupted
     * @param backup its folder
     * @param replaced the folder that holds what was there before
     * @param compared whether there was a store to compare certificates with
     * @param reactivated certificates that are let in again
     */
    public record Restored(
            String result,
            String backup,
            @Nullable Instant created,
            @Nullable Long revision,
            @Nullable Map<String, Long> counts,
            @Nullable String replaced,
            boolean compared,
            List<Reactivated> reactivated) {}

    /**
     * A certificate that was not let in before.
     *
     * @param was its status, or {@code DELETED}
     */
    public record Reactivated(String id, String subject, String was) {}
}
