package io.gatehouse.engine.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the end of the write-ahead log before RocksDB does, because RocksDB drops a torn end without a word.
 *
 * <p>A file is a row of blocks of 32 KiB. A record is cut so that no fragment crosses a block; before each fragment
 * stand its checksum (4 bytes), length (2, little-endian) and type (1). What is too short for that at the end of a
 * block is zeros. Only lengths are looked at here: a record that is there as a whole but damaged stops RocksDB's start.
 */
final class WriteAheadLog {
    private static final int BLOCK_BYTES = 32 * 1024;
    private static final int HEADER_BYTES = 7;
    private static final byte FIRST = 2;
    private static final byte MIDDLE = 3;

    private WriteAheadLog() {}

    /**
     * A file whose last record is not there as a whole.
     *
     * @param keptBytes of whole records
     * @param droppedBytes behind them
     */
    record Torn(String file, long keptBytes, long droppedBytes) {}

    /** The last file of the folder that holds anything, if its end is torn; else null. */
    static @Nullable Torn tornEnd(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
                    .sorted(Comparator.comparingLong(WriteAheadLog::number).reversed())
                    .toList();
        }
        for (Path file : files) {
            if (Files.size(file) > 0) {
                return tornEndOf(file);
            }
        }
        return null;
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ".log".length()));
    }

    static @Nullable Torn tornEndOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long whole = 0; // the end of the last whole record
            ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long start = 0; start < size; start += BLOCK_BYTES) {
                block.clear().limit((int) Math.min(BLOCK_BYTES, size - start));
                while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                    // goes on until the block is full
                }
                block.flip();
                int at = 0;
                while (at + HEADER_BYTES <= block.limit()) {
                    int length = Short.toUnsignedInt(block.getShort(at + 4));
                    byte type = block.get(at + 6);
                    int next = at + HEADER_BYTES + length;
                    if (next > block.limit() || (type == 0 && length == 0)) {
                        break; // it goes beyond the end; or the system made the file longer and wrote nothing into it
                    }
                    if (type != FIRST && type != MIDDLE) {
                        whole = start + next;
                    }
                    at = next;
                }
            }
            return whole == size ? null : new Torn(file.getFileName().toString(), whole, size - whole);
        }
    }
}
