package io.gatehouse.backup;

import io.gatehouse.backup.BackupManifest.BackedUpFile;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.engine.rocks.ReadOnlyStore;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a backup of a data folder whose broker runs.
 *
 * <p>What belongs to it: the store, as of one moment, and {@code pki}, the development authority with its keys. Devices
 * trust that authority's root, and the server proves itself with a certificate under it: a broker restored without them
 * would make an authority of its own, and every device would turn away from it. So a backup holds private keys and is
 * as secret as the data folder. What does not belong to it: locks, the admin token and its address, which every start
 * makes anew; certificates and the configuration that the operator keeps elsewhere.
 *
 * <p>It is made in a folder beside the one asked for, read once more from there, and renamed at the end: a backup of
 * the name that was asked for is always a whole one.
 */
public final class Backup {
    /** The folders of a data folder that a backup holds. */
    static final String STORE = "store";

    static final String PKI = "pki";

    private static final Log log = Log.of(Backup.class);
    private static final String UNFINISHED = "unfinished";
    private static final String BROKERS_VIEW = "it is the broker that writes it, where the broker sees that folder";

    private Backup() {}

    /**
     * A backup that was taken.
     *
     * @param linkedBytes of files that it shares with the store, being on the same file system: they took no room
     */
    public record Taken(Path folder, BackupManifest manifest, long linkedBytes) {}

    /**
     * Takes one. Blocks while it reads everything once.
     *
     * @param data the running broker's data folder
     * @param target does not exist yet, or is an empty folder
     * @param version of the broker
     */
    public static Taken take(StoreOperations store, Path data, Path target, String version, Instant now)
            throws BackupException {
        Path folder = target.toAbsolutePath().normalize();
        if (folder.getFileName() == null) {
            throw new BackupException("folder: " + target + " (expected: one that can be made)", "name another folder");
        }
        Path unfinished = null;
        try {
            PrivateFolder.create(folder.resolveSibling(""));
            refuse(data.toRealPath(), folder);
            unfinished = PrivateFolder.createBeside(folder, UNFINISHED);
            store.checkpoint(unfinished.resolve(STORE));
            PrivateFolder.restrict(unfinished.resolve(STORE));
            copy(data.resolve(PKI), unfinished.resolve(PKI));
            BackupManifest manifest = manifest(unfinished, version, now);
            PrivateFolder.write(unfinished.resolve(BackupManifest.FILE), manifest.text());
            PrivateFolder.force(unfinished.resolve(STORE));
            long linked = linkedBytes(unfinished.resolve(STORE));
            PrivateFolder.move(unfinished, folder);
            unfinished = null;
            return new Taken(folder, manifest, linked);
        } catch (IOException | UncheckedIOException | StoreException failed) {
            throw new BackupException(
                    failed instanceof StoreException ? String.valueOf(failed.getMessage()) : failed.toString(),
                    "name a folder on a disk with room, in which the broker's user may write; " + BROKERS_VIEW,
                    failed);
        } finally {
            discard(unfinished);
        }
    }

    private static void refuse(Path data, Path folder) throws IOException, BackupException {
        if (Files.exists(folder) && (!Files.isDirectory(folder) || !PrivateFolder.isEmpty(folder))) {
            throw new BackupException(
                    "folder: " + folder + " (expected: one that does not exist, or is empty)",
                    "name another folder: nothing is overwritten");
        }
        if (folder.resolveSibling("").toRealPath().startsWith(data)) {
            throw new BackupException(
                    "folder: " + folder + " (expected: outside the data folder " + data + ")",
                    "name a folder that outlives the data folder, on another disk");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        PrivateFolder.create(to);
        for (Path file : PrivateFolder.files(from)) {
            if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")) {
                FileDigest.copying(file, to.resolve(file.getFileName()));
            }
        }
        PrivateFolder.force(to);
    }

    /** Opens the copy like a broker would: one that cannot be opened is none. */
    private static BackupManifest manifest(Path backup, String version, Instant now)
            throws IOException, StoreException {
        try (ReadOnlyStore copy = ReadOnlyStore.open(backup.resolve(STORE))) {
            List<BackedUpFile> files = new ArrayList<>();
            for (String part : List.of(STORE, PKI)) {
                for (Path file : PrivateFolder.files(backup.resolve(part))) {
                    FileDigest digest = FileDigest.synced(file);
                    files.add(new BackedUpFile(part + "/" + file.getFileName(), digest.bytes(), digest.sha256()));
                }
            }
            return new BackupManifest(version, now, copy.revision(), copy.tables(), files);
        }
    }

    private static long linkedBytes(Path store) throws IOException {
        FileStore disk = Files.getFileStore(store);
        if (!disk.supportsFileAttributeView("unix")) {
            return 0;
        }
        long linked = 0;
        for (Path file : PrivateFolder.files(store)) {
            if (Files.getAttribute(file, "unix:nlink") instanceof Integer links && links > 1) {
                linked += Files.size(file);
            }
        }
        return linked;
    }

    private static void discard(@Nullable Path unfinished) {
        if (unfinished == null) {
            return;
        }
        try {
            PrivateFolder.delete(unfinished);
        } catch (IOException stays) {
            log.at(Event.BACKUP_UNFINISHED)
                    .setCause(stays)
                    .addKeyValue("folder", unfinished)
                    .log("an unfinished backup was left; delete it");
        }
    }

    /** What is wrong with the files of a backup, one a line; empty for a whole one. */
    static List<String> damage(Path backup, BackupManifest manifest) throws IOException {
        List<String> damage = new ArrayList<>();
        List<String> listed = new ArrayList<>();
        for (BackedUpFile file : manifest.files()) {
            listed.add(file.path());
            Path there = backup.resolve(file.path());
            if (!Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS)) {
                damage.add(file.path() + ": missing (expected: a file of " + file.bytes() + " bytes)");
                continue;
            }
            FileDigest found = FileDigest.of(there);
            if (found.bytes() != file.bytes()) {
                damage.add(file.path() + ": " + found.bytes() + " bytes (expected: " + file.bytes() + ")");
            } else if (!found.sha256().equals(file.sha256())) {
                damage.add(file.path() + ": SHA-256 " + found.sha256() + " (expected: " + file.sha256() + ")");
            }
        }
        try (Stream<Path> all = Files.walk(backup)) {
            for (Path file : all.filter(path -> !Files.isDirectory(path)).toList()) {
                String path = backup.relativize(file).toString().replace('\\', '/');
                if (!listed.contains(path) && !path.equals(BackupManifest.FILE)) {
                    damage.add(path + ": not in the manifest (expected: only what the backup wrote)");
                }
            }
        }
        return damage;
    }
}
