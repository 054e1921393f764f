package io.gatehouse.engine.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Asks a disk whether it takes files, by writing one. Blocks on it. */
final class DiskProbe {
    private static final int PAGE_BYTES = 64 * 1024;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private DiskProbe() {}

    /**
     * Writes a file of a page more than so many bytes, 64 MiB at most, brings it to the disk, and removes it.
     *
     * @return false when the disk did not take it
     */
    static boolean takes(Path file, long bytes) {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
            for (long done = 0; done <= Math.min(bytes, MOST_BYTES); done += PAGE_BYTES) {
                page.clear();
                while (page.hasRemaining()) {
                    var _ = channel.write(page);
                }
            }
            channel.force(true);
            return true;
        } catch (IOException refused) {
            return false;
        } finally {
            var _ = file.toFile().delete();
        }
    }
}
