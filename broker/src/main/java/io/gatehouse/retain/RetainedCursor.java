package io.gatehouse.retain;

import io.gatehouse.engine.RetainedStore.Page;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resumable walk over the retained messages that match one filter. One thread at a time. Holds a topic and no
 * messages, so that 100,000 matches for a slow receiver cost what one costs.
 */
public final class RetainedCursor {
    private static final long MAX_BYTES = 256 * 1024;

    private final RetainedMessages messages;
    private final TopicFilter filter;
    private @Nullable Topic after;
    private boolean done;

    RetainedCursor(RetainedMessages messages, TopicFilter filter) {
        this.messages = messages;
        this.filter = filter;
    }

    public TopicFilter filter() {
        return filter;
    }

    /** @param version higher than that of {@link RetainedMessages#settled} for what was published after it */
    public record Found(Message message, long version) {}

    /** Nothing more is there. */
    public boolean isDone() {
        return done;
    }

    /**
     * The next messages; none does not mean that there are no more. Blocks on the disk.
     *
     * @param most at least 1
     * @throws UncheckedIOException when the store cannot be read; the same call may be made again
     */
    public List<Found> read(int most, long nowMillis) {
        Page page = messages.read(filter, after, most, MAX_BYTES);
        List<Found> live = new ArrayList<>(page.records().size());
        for (StoredRecord stored : page.records()) {
            Message message = messages.live(stored, nowMillis);
            if (message != null) {
                live.add(new Found(message, stored.position()));
            }
        }
        after = page.last();
        done = after == null;
        return live;
    }
}
