package io.gatehouse.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the log: {@code 0000000000000000001.jsonl}, named after the first entry in each. */
final class AuditFiles {
    private static final Pattern NAME = Pattern.compile("[0-9]{19}\\.jsonl");

    private AuditFiles() {}

    /** In the order of their entries; empty where there is no folder. */
    static List<Path> of(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    static Path named(Path folder, long first) {
        return folder.resolve(String.format("%019d.jsonl", first));
    }

    /** The number of the first entry. */
    static long first(Path file) {
        return Long.parseLong(String.valueOf(file.getFileName()).substring(0, 19));
    }

    /** Makes the file where it is missing, mode 0600. A link is refused: it may lead out of the folder. */
    static void create(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(file, mode(file, "rw-------"));
        } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + ": no regular file");
        }
    }

    /** Takes the last bytes of a file away. */
    static void cut(Path file, int bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            channel.truncate(channel.size() - bytes);
            channel.force(true);
        }
    }

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, mode(folder, "rwx------"));
    }

    /** Makes a new name in a folder last, also where the thread is interrupted. */
    static void force(Path folder) throws IOException {
        boolean interrupted = false;
        try {
            while (!forced(folder)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean forced(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException again) {
            return false;
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Is shown the lines of a file. */
    interface Lines {
        /**
         * One line without its line feed; of one that is longer than an entry can be, the first bytes.
         *
         * @param whole whether a line feed ended it
         * @return whether to go on
         */
        boolean line(byte[] line, boolean whole);
    }

    static void read(Path file, Lines lines) throws IOException {
        read(file, Long.MAX_VALUE, lines);
    }

    /**
     * Reads only so much of the end that the last whole line and what was not finished after it are shown as
     * {@link #read} shows them. What is shown before them may be a part of a line.
     */
    static void readEnd(Path file, Lines lines) throws IOException {
        read(file, 2 * (AuditEntry.MOST_LINE_BYTES + 1), lines);
    }

    private static void read(Path file, long most, Lines lines) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + ": no regular file");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.skipNBytes(Math.max(0, Files.size(file) - most));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    if (!lines.line(line.toByteArray(), true)) {
                        return;
                    }
                    line.reset();
                } else if (line.size() <= AuditEntry.MOST_LINE_BYTES) {
                    line.write(b);
                }
            }
            if (line.size() > 0) {
                lines.line(line.toByteArray(), false);
            }
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
