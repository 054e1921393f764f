package io.gatehouse.engine.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the end of the write-ahead log before RocksDB does, because RocksDB drops a torn end without a word.
 *
 * <p>A file is a row of blocks of 32 KiB. A record is cut so that no fragment crosses a block; before each fragment
 * stand its checksum (4 bytes), length (2, little-endian) and type (1). What is too short for that at the end of a
 * block is zeros. A record is a batch, and begins with its sequence number (8 bytes, little-endian). Only lengths are
 * looked at here: a record that is there as a whole but damaged stops RocksDB's start.
 */
final class WriteAheadLog {
    private static final int BLOCK_BYTES = 32 * 1024;
    private static final int HEADER_BYTES = 7;
    private static final byte FULL = 1;
    private static final byte FIRST = 2;
    private static final byte MIDDLE = 3;
    private static final byte LAST = 4;

    private WriteAheadLog() {}

    /**
     * A file whose last record is not there as a whole.
     *
     * @param keptBytes of whole records
     * @param droppedBytes behind them
     * @param isDamaged whether whole records lie among what would be dropped: then it is not a torn end but a damaged
     *     length in the middle, and what would be dropped was acknowledged
     */
    record Torn(String file, long keptBytes, long droppedBytes, boolean isDamaged) {}

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

    /** Cuts off every batch with a sequence number behind {@code sequence}. Only while nobody has the store open. */
    static void cutOffBehind(Path folder, long sequence) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
                    .toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                long end = endOf(channel, sequence);
                if (end < channel.size()) {
                    channel.truncate(end);
                    channel.force(true);
                }
            }
        }
    }

    /** Where the first batch behind {@code sequence} begins, or the end of the whole ones. */
    private static long endOf(FileChannel channel, long sequence) throws IOException {
        long size = channel.size();
        long end = 0;
        long begun = 0; // where the record under way begins
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN); // its sequence number
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long start = 0; start < size; start += BLOCK_BYTES) {
            read(channel, start, block);
            int at = 0;
            while (at + HEADER_BYTES <= block.limit()) {
                int length = Short.toUnsignedInt(block.getShort(at + 4));
                byte type = block.get(at + 6);
                int next = at + HEADER_BYTES + length;
                if (next > block.limit() || (type == 0 && length == 0)) {
                    return end;
                }
                if (type == FULL || type == FIRST) {
                    begun = start + at;
                    head.clear();
                }
                if (type >= FULL && type <= LAST) {
                    head.put(block.slice(at + HEADER_BYTES, Math.min(head.remaining(), length)));
                    if (!head.hasRemaining() && head.getLong(0) > sequence) {
                        return begun;
                    }
                }
                if (type != FIRST && type != MIDDLE) {
                    end = start + next;
                }
                at = next;
            }
        }
        return end;
    }

    /** What all files of it take. */
    static long bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(WriteAheadLog::sizeNow)
                    .sum();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** 0 for one that RocksDB has done with in the meantime. */
    private static long sizeNow(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
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
                read(channel, start, block);
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
            return whole == size
                    ? null
                    : new Torn(file.getFileName().toString(), whole, size - whole, hasWholeRecords(channel, whole));
        }
    }

    /**
     * Whether a whole record begins anywhere behind {@code from}, but for the one that should begin there: told by the
     * checksum (CRC-32C of type and content, rotated and moved as LevelDB's log format has it).
     */
    private static boolean hasWholeRecords(FileChannel channel, long from) throws IOException {
        CRC32C sum = new CRC32C();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long start = from - from % BLOCK_BYTES; start < channel.size(); start += BLOCK_BYTES) {
            read(channel, start, block);
            for (int at = (int) Math.max(0, from + 1 - start); at + HEADER_BYTES <= block.limit(); at++) {
                int length = Short.toUnsignedInt(block.getShort(at + 4));
                byte type = block.get(at + 6);
                if (type >= FULL && type <= LAST && length > 0 && at + HEADER_BYTES + length <= block.limit()) {
                    sum.reset();
                    sum.update(block.slice(at + 6, 1 + length));
                    int masked = Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
                    if (masked == block.getInt(at)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void read(FileChannel channel, long start, ByteBuffer block) throws IOException {
        block.clear().limit((int) Math.min(BLOCK_BYTES, channel.size() - start));
        while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
            // goes on until the block is full
        }
        block.flip();
    }
}
