package io.gatehouse.backup;

import io.gatehouse.backup.BackupManifest.BackedUpFile;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.DataDirectory;
import io.gatehouse.engine.rocks.ReadOnlyStore;
import io.gatehouse.registry.CertificateStanding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a backup into a data folder on which no broker runs. One use, one thread.
 *
 * <h2>All or nothing</h2>
 *
 * Everything is copied beside its place first, and each copy compared with its digest. Then a file names what is about
 * to move, {@link DataDirectory#RESTORING}: from there on the restore is decided. Folders are moved, and the file goes.
 * Where that was interrupted a broker refuses to start, and the next restore finishes the moves before anything else.
 *
 * <h2>What a restore would undo</h2>
 *
 * A backup is older than what it replaces: a certificate that was revoked, deactivated or deleted since is ACTIVE in
 * it. Each is named, and let in again only when told so. Where the present store cannot be read nobody knows which
 * these are, and that is refused in the same way.
 */
public final class Restore {
    private static final int MOST_DAMAGE_SHOWN = 10;
    private static final DateTimeFormatter FOLDER_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String RUNNING = "stop the broker first: gatehouse restore works on a folder nobody uses";

    private final Path backup;
    private final Path data;
    private final Consent consent;
    private final Instant now;

    /**
     * Prepares one.
     *
     * @param data the data folder, made where it is missing
     */
    public Restore(Path backup, Path data, Consent consent, Instant now) {
        this.backup = backup;
        this.data = data;
        this.consent = consent;
        this.now = now;
    }

    /**
     * What the operator agreed to.
     *
     * @param replace moves a store that is there aside
     * @param reactivate lets certificates in again that are not let in now
     * @param look changes nothing, and says what would be
     */
    public record Consent(boolean replace, boolean reactivate, boolean look) {}

    /** What came of it. */
    public sealed interface Result {
        /**
         * The backup is in its place; or could be, where it was only looked at.
         *
         * @param replaced the folder into which what was there was moved, or would be; null where nothing was there
         * @param reactivated who is let in again
         * @param compared false where there was no store, so that nobody knows who was revoked since
         */
        record Restored(
                BackupManifest manifest, @Nullable Path replaced, List<Reactivation> reactivated, boolean compared)
                implements Result {}

        /** There is something in its place, and nobody agreed to move it aside. Nothing was changed. */
        record Occupied(Path folder) implements Result {}

        /**
         * It would let certificates in again, and nobody agreed to that. Nothing was changed.
         *
         * @param unreadable why the present store could not be compared; null where it could
         */
        record WouldReactivate(
                List<Reactivation> certificates, @Nullable String unreadable) implements Result {}

        /** An earlier restore that was interrupted has been finished, and nothing else was done. */
        record Finished(String backup) implements Result {}
    }

    public Result run() throws BackupException {
        BackupManifest manifest = BackupManifest.read(backup);
        try {
            requireWhole(manifest);
            if (consent.look() && !Files.isDirectory(data)) {
                return new Result.Restored(manifest, null, List.of(), false);
            }
            try (DataDirectory held = DataDirectory.open(data)) {
                return into(held.path(), manifest);
            }
        } catch (StoreException refused) {
            throw new BackupException(String.valueOf(refused.getMessage()), RUNNING, refused);
        } catch (IOException | UncheckedIOException failed) {
            throw new BackupException(failed.toString(), "look at the disk and at who owns the folders", failed);
        }
    }

    private void requireWhole(BackupManifest manifest) throws IOException, BackupException {
        List<String> damage = Backup.damage(backup, manifest);
        if (damage.isEmpty()) {
            return;
        }
        String shown = damage.stream().limit(MOST_DAMAGE_SHOWN).collect(Collectors.joining("\n"));
        throw new BackupException(
                "the backup is not as it was taken:\n" + shown
                        + (damage.size() > MOST_DAMAGE_SHOWN
                                ? "\nand " + (damage.size() - MOST_DAMAGE_SHOWN) + " more"
                                : ""),
                "take another backup");
    }

    private Result into(Path folder, BackupManifest manifest) throws IOException, StoreException, BackupException {
        PendingMoves pending = PendingMoves.read(folder);
        if (pending != null) {
            if (!consent.look()) {
                pending.finish(folder);
            }
            return new Result.Finished(pending.backup());
        }
        boolean occupied = occupied(folder.resolve(Backup.STORE)) || occupied(folder.resolve(Backup.PKI));
        if (occupied && !consent.replace()) {
            return new Result.Occupied(folder);
        }
        Path aside = occupied ? folder.resolve("replaced-" + FOLDER_TIME.format(now)) : null;
        Map<String, CertificateStanding> then = standings(backup.resolve(Backup.STORE));
        boolean compared = occupied(folder.resolve(Backup.STORE));
        List<Reactivation> again = List.of();
        if (compared) {
            try {
                again = Reactivation.between(standings(folder.resolve(Backup.STORE)), then);
            } catch (StoreException | UncheckedIOException unreadable) {
                compared = false;
                if (!consent.reactivate()) {
                    return new Result.WouldReactivate(List.of(), String.valueOf(unreadable.getMessage()));
                }
            }
        }
        if (!again.isEmpty() && !consent.reactivate()) {
            return new Result.WouldReactivate(again, null);
        }
        if (!consent.look()) {
            move(folder, manifest, aside);
        }
        return new Result.Restored(manifest, aside, again, compared);
    }

    private static boolean occupied(Path part) throws IOException {
        return Files.exists(part) && !PrivateFolder.isEmpty(part);
    }

    private static Map<String, CertificateStanding> standings(Path store) throws StoreException {
        try (ReadOnlyStore open = ReadOnlyStore.open(store)) {
            return CertificateStanding.all(open.keyValue());
        }
    }

    private void move(Path folder, BackupManifest manifest, @Nullable Path aside) throws IOException, BackupException {
        Path staged = PrivateFolder.createBeside(folder.resolve("restore"), "staged");
        try {
            stage(staged, manifest);
            if (aside != null) {
                PrivateFolder.create(aside);
            }
            PrivateFolder.force(folder);
            PendingMoves moves = new PendingMoves(
                    backup.toAbsolutePath().normalize().toString(),
                    staged.getFileName().toString(),
                    aside == null ? "" : aside.getFileName().toString());
            moves.write(folder);
            moves.finish(folder);
        } finally {
            if (!Files.exists(folder.resolve(DataDirectory.RESTORING))) {
                PrivateFolder.delete(staged);
            }
        }
    }

    /** Compares once more while copying: what was read is what is restored. */
    private void stage(Path staged, BackupManifest manifest) throws IOException, BackupException {
        for (BackedUpFile file : manifest.files()) {
            Path copy = staged.resolve(file.path());
            PrivateFolder.create(copy.resolveSibling(""));
            if (!FileDigest.copying(backup.resolve(file.path()), copy)
                    .equals(new FileDigest(file.bytes(), file.sha256()))) {
                throw new BackupException(
                        file.path() + ": changed while it was restored (expected: as it was read before)",
                        "look at the disk of the backup, then run the command again");
            }
        }
        for (Path part : PrivateFolder.files(staged)) {
            PrivateFolder.force(part);
        }
        PrivateFolder.force(staged);
    }
}
