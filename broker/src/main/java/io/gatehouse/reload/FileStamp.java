package io.gatehouse.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a file shows without reading it. Looked at rather than listened for: inotify tells nothing on network
 * file systems, and nothing of a link further up. Symbolic links are followed to their end, so that the swap of {@code
 * ..data} above a Kubernetes volume shows as another file.
 *
 * @param identity device and number, where the file system has such
 * @param modified when the content changed
 * @param changed when the file itself did, which is nobody's to set
 */
public record FileStamp(@Nullable Object identity, long size, FileTime modified, FileTime changed) {
    /** Two writes within the same tick of a file system's clock look alike; a second is longer than any of them. */
    private static final long UNSETTLED_MILLIS = 1000;

    /** @throws IOException when there is nothing to look at, or it may not be */
    public static FileStamp of(Path file) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
        FileTime modified = seen.lastModifiedTime();
        FileTime changed = modified;
        try {
            if (Files.getAttribute(file, "unix:ctime") instanceof FileTime time) {
                changed = time;
            }
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            // then the time of the content has to do
        }
        return new FileStamp(seen.fileKey(), seen.size(), modified, changed);
    }

    /** True when it was changed so shortly before that another change might not show. */
    public boolean isUnsettledAt(long wallMillis) {
        return wallMillis - changed.to(TimeUnit.MILLISECONDS) < UNSETTLED_MILLIS;
    }
}
