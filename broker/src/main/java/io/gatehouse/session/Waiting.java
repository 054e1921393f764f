package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What waits for receivers, of many sessions together.
 *
 * @param messages that wait for room or for the client, in the log and in memory; not those that were sent and are not
 *     acknowledged yet
 * @param bytes of them, topics included
 * @param unwritable connected clients that do not read what is sent to them, so that nothing more is written now
 */
public record Waiting(long messages, long bytes, long unwritable) {
    private static final Waiting NOTHING = new Waiting(0, 0, 0);

    /** Of the sessions of one loop, counted there, a few in each turn. Any thread. */
    static CompletableFuture<Waiting> on(Loop loop, Collection<Session> sessions) {
        Sum sum = new Sum();
        CompletableFuture<@Nullable Void> walked = new CompletableFuture<>();
        loop.run(() -> new SessionWalk(loop, List.copyOf(sessions), sum::add, walked).run());
        return walked.thenApply(done -> sum.total());
    }

    /** Of all loops. */
    static CompletableFuture<Waiting> in(List<CompletableFuture<Waiting>> loops) {
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
                .thenApply(done -> loops.stream().map(CompletableFuture::join).reduce(NOTHING, Waiting::and));
    }

    private Waiting and(Waiting other) {
        return new Waiting(messages + other.messages, bytes + other.bytes, unwritable + other.unwritable);
    }

    /** Adds sessions up. Confined to their loop until they are all counted. */
    private static final class Sum {
        private long messages;
        private long bytes;
        private long unwritable;

        void add(Session session) {
            messages += session.outbound().queued();
            bytes += session.outbound().queuedBytes();
            Link link = session.link();
            unwritable += link == null || link.isWritable() ? 0 : 1;
        }

        Waiting total() {
            return new Waiting(messages, bytes, unwritable);
        }
    }
}
