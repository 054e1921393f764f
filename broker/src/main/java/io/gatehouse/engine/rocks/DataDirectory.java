package io.gatehouse.engine.rocks;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.gatehouse.engine.StoreException;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data folder, held by this process alone. Opened and closed on main.
 *
 * <p>Two walls keep a second broker out. Between processes it is an operating system lock on the file {@code lock},
 * which dies with its process, so that nothing has to be cleaned up after {@code kill -9}. Inside one process such a
 * lock is worse than useless (POSIX drops it as soon as <em>any</em> descriptor of the file is closed, that of a failed
 * second attempt included), so a set of the folders held comes first.
 */
public final class DataDirectory implements AutoCloseable {
    /** There while a restore moves folders; what is in it is the restore's own. */
    public static final String RESTORING = "restoring.json";

    private static final Log log = Log.of(DataDirectory.class);
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path directory;
    private final FileChannel lockFile;

    private DataDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder for this process; makes it where it is missing.
     *
     * @throws StoreException in use, or not usable
     */
    public static DataDirectory open(Path requested) throws StoreException {
        try {
            createPrivate(requested);
            Path directory = requested.toRealPath();
            warnWhenOthersMayLook(directory);
            if (!HELD_BY_THIS_PROCESS.add(directory)) {
                throw inUse(directory, "this process");
            }
            try {
                return new DataDirectory(directory, lock(directory));
            } catch (IOException | StoreException | RuntimeException failed) {
                HELD_BY_THIS_PROCESS.remove(directory);
                throw failed;
            }
        } catch (IOException failed) {
            throw new StoreException(
                    "data folder " + requested + ": cannot be used: " + failed
                            + " (expected: a folder this user may write to);"
                            + " change its owner, or choose another folder",
                    failed);
        }
    }

    /** The folder itself, without symbolic links. */
    public Path path() {
        return directory;
    }

    /** The folder of the database, mode 0700. */
    Path store() throws StoreException {
        if (Files.exists(directory.resolve(RESTORING))) {
            throw new StoreException("data folder " + directory + ": a restore was interrupted (expected: finished);"
                    + " finish it with the same command: gatehouse restore");
        }
        Path store = directory.resolve("store");
        try {
            createPrivate(store);
            if (POSIX && !Files.getPosixFilePermissions(store).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(store, OWNER_ONLY); // it is ours alone, unlike the data folder
            }
            return store;
        } catch (IOException failed) {
            throw new StoreException(
                    "store " + store + ": cannot be used: " + failed
                            + " (expected: a folder of this user); change its owner",
                    failed);
        }
    }

    private static void createPrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        List<Path> parents = new ArrayList<>(); // of the folders that are missing
        Path missing = folder.toAbsolutePath();
        while (missing.getParent() != null && !Files.isDirectory(missing)) {
            missing = missing.getParent();
            parents.add(missing);
        }
        Files.createDirectories(folder, ownerOnly(OWNER_ONLY));
        if (POSIX) {
            // Without this a power failure may take the folders, and what was acknowledged inside them.
            for (Path parent : parents) {
                try (FileChannel channel = FileChannel.open(parent)) {
                    channel.force(true);
                }
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> permissions) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** A warning and not a chmod: somebody may have named /tmp or a home folder. */
    private static void warnWhenOthersMayLook(Path directory) throws IOException {
        if (POSIX && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(directory))) {
            log.at(Event.DATA_FOLDER_OPEN)
                    .addKeyValue("folder", directory)
                    .addKeyValue("mode", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .log("other users can look into the data folder, which holds keys; run: chmod 700 on it");
        }
    }

    private static FileChannel lock(Path directory) throws IOException, StoreException {
        Path file = directory.resolve("lock");
        FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE), ownerOnly(OWNER_FILE));
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(directory, "process " + Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | StoreException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    private static StoreException inUse(Path directory, String by) {
        return new StoreException("data folder " + directory + ": in use by " + by
                + " (expected: one broker a folder); stop that broker, or start this one with another data folder");
    }

    @Override
    public void close() {
        if (!lockFile.isOpen()) {
            return; // by now the folder may be somebody else's
        }
        try {
            lockFile.close();
        } catch (IOException failed) {
            log.at(Event.DATA_FOLDER_NOT_RELEASED)
                    .setCause(failed)
                    .log("the lock of the data folder could not be closed");
        } finally {
            HELD_BY_THIS_PROCESS.remove(directory);
        }
    }
}
