package io.gatehouse.engine.rocks;

import io.gatehouse.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What a folder must be before RocksDB opens it: RocksDB asks less, and clears away what it takes for nothing. */
final class StoreFolder {
    private StoreFolder() {}

    static List<ColumnFamily> familiesIn(Path folder) throws RocksDBException {
        try (Options listing = new Options()) {
            List<byte[]> names = RocksDB.listColumnFamilies(listing, folder.toString());
            return Arrays.stream(ColumnFamily.values())
                    .filter(family -> names.stream().anyMatch(name -> Arrays.equals(name, family.nameBytes())))
                    .toList();
        }
    }

    static void loadNativeLibrary() throws StoreException {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError failed) {
            throw new StoreException(
                    "RocksDB's native library: cannot be loaded: " + failed
                            + " (expected: Linux with glibc or musl, and a temporary folder without noexec);"
                            + " set -Djava.io.tmpdir to a folder from which libraries may be loaded",
                    failed);
        }
    }

    /** Without its file CURRENT, RocksDB takes a folder for a new store and clears away what it finds there. */
    static void refuseHalfAStore(Path folder) throws StoreException {
        try (Stream<Path> files = Files.list(folder)) {
            if (!Files.exists(folder.resolve("CURRENT"))
                    && files.anyMatch(file -> file.toString().endsWith(".sst")
                            || file.getFileName().toString().startsWith("MANIFEST"))) {
                throw new StoreException("store " + folder + ": the file CURRENT is missing"
                        + " (expected: all files of a store, or an empty folder); nothing was changed;"
                        + " restore a backup, or move the folder away to start with an empty registry");
            }
        } catch (IOException failed) {
            throw new StoreException(
                    "store " + folder + ": cannot be listed: " + failed + " (expected: a folder of this user)", failed);
        }
    }

    static void refuseUnknownFamilies(Path folder) throws RocksDBException, StoreException {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            return;
        }
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, folder.toString())) {
                if (!ColumnFamily.isKnown(name)) {
                    throw new StoreException("store " + folder + ": written by a newer version (expected: column"
                            + " families this version knows); nothing was changed; start the version that wrote it");
                }
            }
        }
    }
}
