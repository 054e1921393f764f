package io.gatehouse.revocation;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A place CRLs come from. One thread at a time. */
sealed interface CrlSource permits CrlFile, CrlAddress {
    /** As configured. */
    String name();

    /** Cheap: whether it is time to read again. */
    boolean isDue();

    /**
     * Reads what is there. Blocks, for a bounded time and memory.
     *
     * @return the bytes, or {@code null} where they are known to be those of the last time that was {@link #taken}
     * @throws IOException the message says what is wrong, for operators
     */
    byte @Nullable [] read() throws IOException, InterruptedException;

    /** What was read last was good. */
    void taken(byte[] bytes);

    /** What was good before this process, where that is kept; else {@code null}. */
    byte @Nullable [] kept();

    /** @param untilMillis when what is in use becomes stale, by the wall clock; {@link Long#MAX_VALUE} for never */
    void scheduled(long untilMillis);
}
