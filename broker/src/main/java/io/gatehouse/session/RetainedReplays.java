package io.gatehouse.session;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.retain.RetainedCursor;
import io.gatehouse.retain.RetainedCursor.Found;
import io.gatehouse.routing.SubscriptionOptions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Retained messages of new subscriptions that were not sent yet. Confined to the session's loop; they are read on a
 * disk reader, one slice at a time, and a slice is at most what the window had room for when it was asked for.
 */
final class RetainedReplays {
    private static final Log log = Log.of(RetainedReplays.class);

    private final Session session;
    private final SessionContext context;
    private @Nullable ArrayDeque<Replay> queue; // most subscriptions have ended theirs before the next begins

    RetainedReplays(Session session) {
        this.session = session;
        this.context = session.context();
    }

    /**
     * One subscription's walk. On the connection that asked for it, it ends with what was published before: the rest
     * comes to the subscription as it is published, and would come twice. On a later one it goes on with what is there
     * then, because nobody kept QoS 0 for a client that was away.
     */
    private static final class Replay {
        private final RetainedCursor cursor;
        private final SubscriptionOptions options;
        private final ArrayDeque<Found> read = new ArrayDeque<>(0);
        private final @Nullable Link asking;
        private long version; // what was published before the subscription is none higher
        private boolean settled; // and can be read
        private boolean asked;

        Replay(RetainedCursor cursor, SubscriptionOptions options, @Nullable Link asking) {
            this.cursor = cursor;
            this.options = options;
            this.asking = asking;
        }

        boolean comesAsPublished(Found found, @Nullable Link connected) {
            return found.version() > version && connected == asking;
        }

        /** Not while a read is under way: its thread may know of the end before the loop has the last messages. */
        boolean isDone() {
            return !asked && read.isEmpty() && cursor.isDone();
        }
    }

    void add(TopicFilter filter, SubscriptionOptions options) {
        Replay replay = new Replay(context.retained().cursor(filter), options, session.link());
        if (queue == null) {
            queue = new ArrayDeque<>(1);
        }
        queue.add(replay);
        var _ = context.retained().settled().thenAccept(version -> {
            try {
                context.loop().post(() -> {
                    replay.version = version;
                    replay.settled = true;
                    session.outbound().pump();
                });
            } catch (RejectedExecutionException stopping) {
                log.atDebug().log("settled as the loop ended");
            }
        });
    }

    void cancel(TopicFilter filter) {
        if (queue != null) {
            queue.removeIf(replay -> replay.cursor.filter().equals(filter));
        }
    }

    void clear() {
        queue = null;
    }

    /** Goes on as far as there is room: sends what was read, or asks for more. */
    void pump(int room) {
        if (room <= 0) {
            return;
        }
        while (queue != null) {
            Replay replay = queue.peek();
            if (replay == null) {
                queue = null;
                return;
            }
            if (!sent(replay)) {
                return;
            }
            if (replay.isDone()) {
                queue.remove();
            } else {
                ask(replay, room);
                return;
            }
        }
    }

    private boolean sent(Replay replay) {
        for (Found next = replay.read.peek(); next != null; next = replay.read.peek()) {
            if (!replay.comesAsPublished(next, session.link())
                    && !session.outbound().sendRetained(next.message(), replay.options)) {
                return false;
            }
            replay.read.poll();
        }
        return true;
    }

    private void ask(Replay replay, int room) {
        if (!replay.settled || replay.asked) {
            return;
        }
        replay.asked = true;
        context.readers()
                .read(
                        () -> replay.cursor.read(room, context.nowMillis()),
                        context.loop(),
                        messages -> arrived(replay, messages),
                        failure -> failed(replay, failure));
    }

    private void arrived(Replay replay, List<Found> messages) {
        replay.asked = false;
        replay.read.addAll(messages);
        session.outbound().pump();
    }

    private void failed(Replay replay, RuntimeException failure) {
        replay.asked = false;
        log.at(Event.MESSAGES_UNREADABLE)
                .setCause(failure)
                .addKeyValue("clientId", session.clientId())
                .log("retained messages cannot be read");
        session.close(new CloseReason.StoreFailed("retained messages cannot be read"));
    }
}
