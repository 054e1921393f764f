package io.gatehouse.provisioning.bulk;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * What came of every line, for people and scripts: a folder for each task, in it a file for each {@link ReportType},
 * JSON line by line, readable by nobody but the broker's user. Threads that may wait for the disk; one task is written
 * by one thread.
 */
final class TaskReports {
    /** The folder's name in the data folder. */
    static final String FOLDER = "thing-registration-tasks";

    private final Path folder;

    /** @param data the data folder */
    TaskReports(Path data) {
        this.folder = data.resolve(FOLDER).toAbsolutePath().normalize();
    }

    /** Where it is, or will be. */
    Path file(String taskId, ReportType type) {
        return folder.resolve(taskId).resolve(type.fileName());
    }

    /**
     * Goes on where {@code progress} was stored: lines that were written after it go, as they will be done again.
     *
     * @throws IOException also where the reports of what was done are not there any more
     */
    Writer write(String taskId, Progress progress) throws IOException {
        Path own = folder.resolve(taskId);
        Files.createDirectories(own, mode(own, "rwx------"));
        Map<ReportType, FileChannel> channels = new EnumMap<>(ReportType.class);
        Writer writer = new Writer(channels);
        try {
            for (ReportType type : ReportType.values()) {
                channels.put(type, opened(file(taskId, type), progress.bytesOf(type)));
            }
            force(own);
            force(folder);
            return writer;
        } catch (IOException | RuntimeException failed) {
            writer.close();
            throw failed;
        }
    }

    private static FileChannel opened(Path file, long bytes) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                mode(file, "rw-------"));
        if (channel.size() < bytes) {
            long found = channel.size();
            channel.close();
            throw new IOException(file + ": " + found + " bytes (expected: " + bytes + ", those of the lines so far)");
        }
        return channel.truncate(bytes).position(bytes);
    }

    /** A new name in a folder lasts from then on. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** SHA-256 of one, in hexadecimal. */
    String digest(String taskId, ReportType type) throws IOException {
        try (InputStream in = Files.newInputStream(file(taskId, type));
                DigestOutputStream out =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(out);
            return HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    void delete(String taskId) throws IOException {
        for (ReportType type : ReportType.values()) {
            Files.deleteIfExists(file(taskId, type));
        }
        try {
            Files.delete(folder.resolve(taskId));
        } catch (NoSuchFileException never) {
            return; // it had not begun
        }
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The reports of the task that is being worked on. */
    static final class Writer implements AutoCloseable {
        private final Map<ReportType, FileChannel> channels;

        private Writer(Map<ReportType, FileChannel> channels) {
            this.channels = channels;
        }

        /** Returns how many bytes were added. */
        long add(ReportType type, JsonObject line) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap((Json.print(line) + "\n").getBytes(StandardCharsets.UTF_8));
            long size = bytes.remaining();
            FileChannel channel = channel(type);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return size;
        }

        /** Returns when all that was added is on the disk. */
        void force() throws IOException {
            for (ReportType type : ReportType.values()) {
                channel(type).force(false);
            }
        }

        private FileChannel channel(ReportType type) {
            FileChannel channel = channels.get(type);
            if (channel == null) {
                throw new IllegalStateException(type + ": not open (expected: every report)");
            }
            return channel;
        }

        @Override
        public void close() throws IOException {
            for (FileChannel channel : channels.values()) {
                channel.close();
            }
        }
    }
}
