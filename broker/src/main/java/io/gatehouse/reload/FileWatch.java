package io.gatehouse.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether files have changed, seen by looking at them ({@link FileStamp}). Confined to the reloading thread. */
final class FileWatch {
    private @Nullable List<Look> handled;
    private @Nullable List<Look> seen;

    /** @param stamp {@code null} where there is nothing, a state like any other */
    private record Look(Path file, @Nullable FileStamp stamp) {
        static Look at(Path file) {
            try {
                return new Look(file, FileStamp.of(file));
            } catch (IOException missing) {
                return new Look(file, null);
            }
        }
    }

    /**
     * Whether the files are others than when they were handled last, and were the same in two looks: a certificate and
     * its key come one after the other. The first look only remembers.
     */
    boolean changed(List<Path> files) {
        List<Look> now = looks(files);
        if (handled == null) {
            handled = now;
        }
        boolean settled = now.equals(seen);
        seen = now;
        return settled && !now.equals(handled);
    }

    /** What is there now is about to be read. */
    void handle(List<Path> files) {
        handled = looks(files);
    }

    private static List<Look> looks(List<Path> files) {
        return files.stream().map(Look::at).toList();
    }
}
