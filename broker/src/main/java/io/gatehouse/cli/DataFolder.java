package io.gatehouse.cli;

import io.gatehouse.control.AdminAddress;
import io.gatehouse.control.AdminToken;
import io.gatehouse.control.OwnerFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A broker's data folder, held by one broker at a time.
 *
 * <p>The lock file is also the mark by which a folder is known to be ours: without it nothing is ever deleted, however
 * the folders inside are called.
 */
final class DataFolder implements AutoCloseable {
    private static final String LOCK = "gatehouse.lock";
    /**
     * What Gatehouse makes in a data folder and a clean start makes anew; nothing else is ever deleted. The audit log
     * is not: who cleans could otherwise clean up behind himself.
     */
    private static final List<String> OURS =
            List.of("store", "pki", "operators.key", AdminToken.FILE, AdminAddress.FILE);

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private final boolean known;

    private DataFolder(Path path, FileChannel channel, FileLock lock, boolean known) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
        this.known = known;
    }

    /** Makes the folder where it is missing, mode 0700, and takes it for this process. */
    static DataFolder take(Path path) {
        String what = "the broker did not start";
        try {
            OwnerFile.createFolder(path);
            Path file = path.resolve(LOCK);
            boolean known = Files.exists(file);
            if (!known) {
                OwnerFile.create(file, "");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw CommandFailure.failed(
                        what,
                        "data folder: " + path + " (expected: one that no other broker runs on)",
                        "stop that broker, or give this one another folder with --data");
            }
            return new DataFolder(path, channel, lock, known);
        } catch (IOException e) {
            throw CommandFailure.failed(
                    what, "data folder: " + path + " cannot be used: " + e, "give a folder you may write with --data");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /** What {@link #clean} would delete. */
    List<Path> ours() {
        return known ? OURS.stream().map(path::resolve).filter(Files::exists).toList() : List.of();
    }

    /** Deletes what Gatehouse made here. Follows no symbolic link out of the folder. */
    void clean() {
        for (Path entry : ours()) {
            try {
                Files.walkFileTree(entry, new Deletion());
            } catch (IOException e) {
                throw CommandFailure.failed(
                        "the data folder was not cleaned",
                        entry + ": cannot be deleted: " + e,
                        "delete it yourself, or start with another folder: --data");
            }
        }
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) throws IOException {
            if (problem != null) {
                throw problem;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
