package io.gatehouse.session;

import java.util.concurrent.atomic.LongAdder;

/**
 * What waits for receivers, of many sessions together.
 *
 * @param messages that wait for room or for the client, in the log and in memory; not those that were sent and are not
 *     acknowledged yet
 * @param bytes of them, topics included
 * @param unwritable connected clients that do not read what is sent to them, so that nothing more is written now
 */
public record Waiting(long messages, long bytes, long unwritable) {
    /** Adds sessions up, each on its loop. Any thread. */
    static final class Sum {
        private final LongAdder messages = new LongAdder();
        private final LongAdder bytes = new LongAdder();
        private final LongAdder unwritable = new LongAdder();

        void add(Session session) {
            messages.add(session.outbound().queued());
            bytes.add(session.outbound().queuedBytes());
            Link link = session.link();
            unwritable.add(link == null || link.isWritable() ? 0 : 1);
        }

        Waiting total() {
            return new Waiting(messages.sum(), bytes.sum(), unwritable.sum());
        }
    }
}
