package io.gatehouse.revocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a look at a file shows without reading it. Symbolic links are followed to their end, so that the swap of a
 * folder's link (as Kubernetes does) shows as another file. A file system event would come a little sooner, but not for
 * a link further up, and not on every file system.
 *
 * @param times of the last change of the content and of the file itself; the second is nobody's to set
 */
record FileStamp(Object identity, long size, FileTime modified, FileTime changed) {
    /** Two writes within the same tick of a file system's clock look alike; a second is longer than any of them. */
    private static final long UNSETTLED_MILLIS = 1000;

    static FileStamp of(Path file) throws IOException {
        try {
            Map<String, Object> seen = Files.readAttributes(file, "unix:ino,dev,size,lastModifiedTime,ctime");
            return new FileStamp(
                    seen.get("dev") + ":" + seen.get("ino"),
                    (Long) seen.get("size"),
                    (FileTime) seen.get("lastModifiedTime"),
                    (FileTime) seen.get("ctime"));
        } catch (UnsupportedOperationException | IllegalArgumentException notUnix) {
            Map<String, Object> seen = Files.readAttributes(file, "size,lastModifiedTime");
            FileTime modified = (FileTime) seen.get("lastModifiedTime");
            return new FileStamp("", (Long) seen.get("size"), modified, modified);
        }
    }

    /** True when it was changed so shortly before that another change might not show. */
    boolean isUnsettledAt(long wallMillis) {
        return wallMillis - changed.to(TimeUnit.MILLISECONDS) < UNSETTLED_MILLIS;
    }
}
