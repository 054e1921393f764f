package io.gatehouse.engine;

import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the order in which they were stored, in one or more shards. What a persistent session is owed is a
 * position in here and not a queue: a message is appended once, whatever the number of sessions it is for.
 *
 * <p>Positions are ordered within a shard and grow by at least one with each record; 0 is below every position. Which
 * shard a message belongs to follows from its publisher alone ({@link #shardOf}), so that one publisher's messages have
 * one order.
 *
 * <p>Any thread. {@link #append} returns at once; the other methods may read from the disk and are not for event loops,
 * except {@link #begin}, {@link #end} and {@link #positionAfter}, which answer from memory. After close every method
 * throws {@link IllegalStateException}.
 */
public interface DurableLog {
    /** How many shards there are; fixed for the life of the store. */
    int shards();

    /** The shard of everything this publisher sends. */
    int shardOf(String publisherId);

    /** The first position that is still kept: reading may begin here. Never falls. */
    long begin(int shard);

    /** The position after the last record that is stored as safely as promised. Never falls. */
    long end(int shard);

    /**
     * Stores a record, and what belongs to it, in one step. Appends to one shard are stored and settled in the order of
     * the calls, refused ones too. {@link Append#settled} is called exactly once, on the engine's own thread, after
     * every {@link Tail} has been told.
     */
    void append(int shard, Append append);

    /**
     * Tells {@code tail} everything that is appended from now on, in order. To be called before the first append that
     * matters; there is no way to end it but the end of the store.
     */
    void tail(Tail tail);

    /** One record, or null when it is not kept any more or never was. */
    @Nullable
    StoredRecord get(int shard, long position);

    /**
     * Begins to read at {@code from}, or at {@link #begin} if that is higher, what one of the filters selects. Costs
     * nothing before the first {@link LogReader#read}.
     */
    LogReader reader(int shard, long from, TopicSelection selection);

    /**
     * Gives up everything before {@code position}. An engine gives up whole pieces only, so some of it may stay
     * readable until the piece is done with.
     *
     * @throws UncheckedIOException when the store cannot be written
     */
    void trim(int shard, long position);

    /**
     * The first position before which records of at least so many bytes are kept, or {@link #end} where all are fewer.
     * From memory; an engine that gives up whole pieces answers with the border of one.
     */
    long positionAfter(int shard, long bytes);

    /** Bytes the records of all shards take, about. Any thread, from memory. */
    long bytes();

    /** Hears of records as they are stored. Called on the engine's own thread, in order; must not block. */
    interface Tail {
        /**
         * Records of one shard that are stored now, oldest first; those that were only relayed are among them, at their
         * place in the order.
         */
        void stored(int shard, List<Appended> records);
    }

    /**
     * A record that has its place.
     *
     * @param position {@link Append#NOWHERE} for one that was relayed and not kept
     * @param record the object that was given to {@link #append} if that was in this process, else one read from it
     */
    record Appended(long position, LogRecord record) {}
}
