package io.gatehouse.pki;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files and folders for their owner alone: 0600 and 0700. They have their mode from the moment they exist; a file that
 * is written first and closed to others afterwards was open for a moment.
 */
final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> WRITE_BY_OTHERS =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private PrivateFiles() {}

    /** Makes the folder and its parents; one that exists keeps its mode. */
    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder.toAbsolutePath(), mode(folder, FOLDER));
    }

    static Path createTemporaryFolder(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, mode(parent, FOLDER));
    }

    /** Whole or not at all: written beside it, synchronised, renamed over what was there. */
    static void replace(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary); // left by a start that was killed
        try {
            create(temporary, text);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** @throws java.nio.file.FileAlreadyExistsException when there is one of that name, which stays as it is */
    static void create(Path file, String text) throws IOException {
        Files.createFile(file, mode(file, FILE));
        write(file, text);
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** @throws PkiException when others than the owner could read it */
    static String readSecret(Path file) throws IOException, PkiException {
        checkSecret(file);
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    /** @throws PkiException when others than the owner could read it */
    static void checkSecret(Path file) throws IOException, PkiException {
        if (hasModes(file)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (!FILE.containsAll(mode)) {
                throw new PkiException("file: " + file + " has mode " + PosixFilePermissions.toString(mode)
                        + " (expected: rw-------; others on this host could read this key."
                        + " If nobody did: chmod 600 " + file + ". If unsure: take a new key; one that gatehouse up"
                        + " made, with gatehouse up --clean)");
            }
        }
    }

    /** @throws PkiException when others than the owner could change it */
    static void checkUnwritable(Path file) throws IOException, PkiException {
        if (hasModes(file)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (WRITE_BY_OTHERS.stream().anyMatch(mode::contains)) {
                throw new PkiException("file: " + file + " has mode " + PosixFilePermissions.toString(mode)
                        + " (expected: nobody but its owner may write it; chmod go-w " + file + ")");
            }
        }
    }

    /** @throws PkiException when others than the owner could put files into it */
    static void checkFolder(Path folder) throws IOException, PkiException {
        if (hasModes(folder)) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
            if (WRITE_BY_OTHERS.stream().anyMatch(mode::contains)) {
                throw new PkiException("folder: " + folder + " has mode " + PosixFilePermissions.toString(mode)
                        + " (expected: rwx------; others on this host could replace the authority."
                        + " If nobody did: chmod 700 " + folder + ". If unsure: gatehouse up --clean)");
            }
        }
    }

    private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> permissions) {
        return hasModes(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
