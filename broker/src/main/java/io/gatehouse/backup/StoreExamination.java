package io.gatehouse.backup;

import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreStatistics;
import io.gatehouse.engine.rocks.DataDirectory;
import io.gatehouse.engine.rocks.ReadOnlyStore;
import io.gatehouse.registry.RegistryExamination;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A store that no broker has open, read from end to end. Nothing is written but the lock of the data folder, which
 * keeps a broker from starting meanwhile.
 *
 * @param read what could be read
 * @param problems what is wrong, in words, the first ones
 * @param more how many beyond those
 */
public record StoreExamination(List<ReadOnlyStore.Read> read, List<String> problems, long more) {
    private static final int MOST_PROBLEMS = 100;

    /**
     * Reads all of it; blocks as long as the disk takes.
     *
     * @throws BackupException there is no store, or a broker runs on it
     */
    public static StoreExamination of(Path data) throws BackupException {
        requireStore(data);
        Problems problems = new Problems();
        try (DataDirectory held = hold(data);
                ReadOnlyStore store = ReadOnlyStore.open(held.path().resolve(Backup.STORE))) {
            List<ReadOnlyStore.Read> read = store.readEverything(problems::add);
            try {
                RegistryExamination.of(store.keyValue(), problems::add);
            } catch (IllegalArgumentException | IndexOutOfBoundsException noKey) {
                problems.add("registry: a key that no version wrote: " + noKey.getMessage());
            }
            return new StoreExamination(read, List.copyOf(problems.first), problems.more);
        } catch (StoreException unreadable) {
            return new StoreExamination(List.of(), List.of(String.valueOf(unreadable.getMessage())), 0);
        }
    }

    /**
     * How much a store holds, from its files.
     *
     * @throws BackupException there is no store, it cannot be read, or a broker runs on it
     */
    public static StoreStatistics statistics(Path data) throws BackupException {
        requireStore(data);
        try (DataDirectory held = hold(data);
                ReadOnlyStore store = ReadOnlyStore.open(held.path().resolve(Backup.STORE))) {
            return store.statistics();
        } catch (StoreException unreadable) {
            throw new BackupException(
                    String.valueOf(unreadable.getMessage()), "look closer: gatehouse store verify", unreadable);
        }
    }

    private static void requireStore(Path data) throws BackupException {
        if (!Files.isDirectory(data.resolve(Backup.STORE))) {
            throw new BackupException(
                    "data folder: " + data + " (expected: one with a store)", "name another one with --data");
        }
    }

    private static DataDirectory hold(Path data) throws BackupException {
        try {
            return DataDirectory.open(data);
        } catch (StoreException inUse) {
            throw new BackupException(
                    String.valueOf(inUse.getMessage()), "stop the broker, or look at a backup of it", inUse);
        }
    }

    /** Keeps the first and counts the others. */
    private static final class Problems {
        private final List<String> first = new ArrayList<>();
        private long more;

        void add(String problem) {
            if (first.size() < MOST_PROBLEMS) {
                first.add(problem);
            } else {
                more++;
            }
        }
    }
}
