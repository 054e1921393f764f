package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The last retained record of each topic. Written by {@link DurableLog#append}, so that a message and what it retains
 * are one step; read by filter.
 *
 * <p>Any thread; reads may block on the disk and are not for event loops. {@link #count} and {@link #bytes} answer from
 * memory.
 */
public interface RetainedStore {
    /**
     * Completes when everything that was appended before the call is settled, so that reads see it; with a version:
     * records of a higher one were appended after the call, and are told after it.
     */
    CompletableFuture<Long> barrier();

    /**
     * The record of one topic, or null.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    @Nullable
    StoredRecord get(Topic topic);

    /**
     * Topics that match, in a fixed order, from after {@code after} on. A topic that has a record the whole time is met
     * exactly once by calls that each go on where the last one ended; one that gets or loses it meanwhile, at most
     * once.
     *
     * @param after the topic the last call ended with ({@link Page#last}), or null to begin
     * @param maxRecords at least 1
     * @param maxBytes of bodies; the first record is returned whatever its size
     * @throws UncheckedIOException when the store cannot be read
     */
    Page read(TopicFilter filter, boolean hashMatchesParent, @Nullable Topic after, int maxRecords, long maxBytes);

    /**
     * What one read brought. Ends early after a bounded number of steps: an empty page is not the end.
     *
     * @param last where to go on; null when there is nothing more
     */
    record Page(List<StoredRecord> records, @Nullable Topic last) {}

    /**
     * Removes the record of a topic if it is still the one of that version.
     *
     * @return completes when it is done, or the store failed
     */
    CompletableFuture<CommitResult> remove(Topic topic, long version);

    /** Topics that have a record. */
    int count();

    /** Bytes of topics and bodies. */
    long bytes();
}
