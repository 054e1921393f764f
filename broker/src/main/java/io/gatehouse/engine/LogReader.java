package io.gatehouse.engine;

import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads one shard onwards, record by record of a selection. One thread at a time; may block on the disk. Holds no
 * native memory between calls, so it needs no close.
 */
public interface LogReader {
    /**
     * The next records, oldest first. Ends early after a bounded number of steps, so that a selection that matches
     * little does not keep a thread: an empty slice is not the end.
     *
     * @param maxRecords at least 1
     * @param maxBytes of bodies; the first record is returned whatever its size
     * @throws UncheckedIOException when the store cannot be read
     */
    Slice read(int maxRecords, long maxBytes);

    /**
     * What one read brought.
     *
     * @param next everything that was selected before this position has been returned
     * @param atEnd nothing more was stored when it was read; {@code next} is then the shard's end
     */
    record Slice(List<StoredRecord> records, long next, boolean atEnd) {}
}
