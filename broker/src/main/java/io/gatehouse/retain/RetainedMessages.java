package io.gatehouse.retain;

import io.gatehouse.engine.RetainedStore;
import io.gatehouse.engine.RetainedStore.Page;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The retained message of each topic, as they lie in the engine's {@link RetainedStore}. They are written with the
 * message itself, through the log; here they are read. Nothing is held in memory but what the engine caches.
 *
 * <p>Any thread; reading blocks on the disk and is not for event loops. What expired is removed when it is met, by
 * whoever reads and by {@link #sweep}.
 */
public final class RetainedMessages {
    private static final TopicFilter EVERYTHING = TopicFilter.of(TopicFilter.ANY_REST);
    private static final int SWEPT_RECORDS = 256;
    private static final long SWEPT_BYTES = 1024 * 1024;
    private static final long PAGE_BYTES = 1024 * 1024;

    private final RetainedStore store;
    private final boolean hashMatchesParent;
    private @Nullable Topic sweptTo; // of whoever sweeps

    /** @param hashMatchesParent whether {@code a/#} matches {@code a} */
    public RetainedMessages(RetainedStore store, boolean hashMatchesParent) {
        this.store = store;
        this.hashMatchesParent = hashMatchesParent;
    }

    /**
     * Completes, on the engine's thread, when everything that was published with RETAIN before the call can be read: a
     * client that publishes and then subscribes gets what it published. With a version: what was published after the
     * call has a higher one.
     */
    public CompletableFuture<Long> settled() {
        return store.barrier();
    }

    /**
     * A walk over all that matches {@code filter}, to be taken in slices. A message that is retained the whole time is
     * met exactly once; one that is stored or removed meanwhile, at most once.
     *
     * @param filter not a shared one: no retained message is sent for those (section 4.8.2)
     */
    public RetainedCursor cursor(TopicFilter filter) {
        return new RetainedCursor(this, filter);
    }

    Page read(TopicFilter filter, @Nullable Topic after, int maxMessages, long maxBytes) {
        return store.read(filter, hashMatchesParent, after, maxMessages, maxBytes);
    }

    /**
     * The message that is retained for a topic, or {@code null}. Blocks on the disk.
     *
     * @throws java.io.UncheckedIOException when the store cannot be read
     */
    public @Nullable Message of(Topic topic, long nowMillis) {
        StoredRecord stored = store.get(topic);
        return stored == null ? null : live(stored, nowMillis);
    }

    /**
     * The next of all messages. May hold fewer than asked for, or none, before the end is reached: large ones fill a
     * page early. Blocks on the disk.
     *
     * @param after the topic the last page ended with, or {@code null} to begin
     * @param most at least 1
     * @throws java.io.UncheckedIOException when the store cannot be read
     */
    public RetainedPage page(@Nullable Topic after, int most, long nowMillis) {
        List<Message> messages = new ArrayList<>();
        Topic at = after;
        do {
            Page page = store.read(EVERYTHING, true, at, most, PAGE_BYTES);
            for (StoredRecord stored : page.records()) {
                Message message = live(stored, nowMillis);
                if (message != null) {
                    messages.add(message);
                }
            }
            at = page.last();
        } while (at != null && messages.isEmpty());
        return new RetainedPage(messages, at);
    }

    /** The message of a record, or null when it has expired: then it is removed. [MQTT-3.3.2-5] */
    @Nullable
    Message live(StoredRecord stored, long nowMillis) {
        Message message = StoredForm.message(stored.topic(), stored.body());
        if (!message.isExpired(nowMillis)) {
            return message;
        }
        var _ = store.remove(stored.topic(), stored.position());
        return null;
    }

    /**
     * Looks at some more of all messages and removes what expired: for ever round and round. One thread at a time.
     *
     * @return false when it has come to the end, and begins again with the next call
     */
    public boolean sweep(long nowMillis) {
        Page page = store.read(EVERYTHING, true, sweptTo, SWEPT_RECORDS, SWEPT_BYTES);
        for (StoredRecord stored : page.records()) {
            var _ = live(stored, nowMillis);
        }
        sweptTo = page.last();
        return sweptTo != null;
    }

    /** Topics that have a retained message, expired ones that nobody has met yet included. From memory. */
    public int size() {
        return store.count();
    }

    /** Bytes of topics, properties and payloads. From memory. */
    public long bytes() {
        return store.bytes();
    }
}
