package io.gatehouse.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether files have changed, seen by looking at them. Confined to the reloading thread.
 *
 * <p>Looked at rather than listened for: inotify tells nothing on network file systems, and a Kubernetes volume changes
 * by a symbolic link, {@code ..data}, that a directory above the file is reached through. A file is taken for another
 * one when any of its real path, its key in the file system, its size and its time of change is another.
 */
final class FileWatch {
    private @Nullable List<Stamp> handled;
    private @Nullable List<Stamp> seen;

    /** @param fileKey inode and device, where the file system has them */
    private record Stamp(
            Path file, @Nullable Path realPath, @Nullable Object fileKey, long size, long modifiedNanos) {

        static Stamp of(Path file) {
            try {
                Path real = file.toRealPath();
                BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
                return new Stamp(
                        file,
                        real,
                        attributes.fileKey(),
                        attributes.size(),
                        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            } catch (IOException missing) {
                return new Stamp(file, null, null, -1, -1); // a state like any other
            }
        }
    }

    /**
     * Whether the files are others than when they were handled last, and were the same in two looks: a certificate and
     * its key come one after the other. The first look only remembers.
     */
    boolean changed(List<Path> files) {
        List<Stamp> now = stamps(files);
        if (handled == null) {
            handled = now;
        }
        boolean settled = now.equals(seen);
        seen = now;
        return settled && !now.equals(handled);
    }

    /** What is there now is about to be read. */
    void handle(List<Path> files) {
        handled = stamps(files);
    }

    private static List<Stamp> stamps(List<Path> files) {
        List<Stamp> stamps = new ArrayList<>(files.size());
        for (Path file : files) {
            stamps.add(Stamp.of(file));
        }
        return stamps;
    }
}
