package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.netty.channel.Channel;

/**
 * Moves a channel from the loop that accepted it to the loop that owns its client. The only place that does.
 *
 * <p>The order is the point. Reading is switched off first, and the call that is on the stack is left before the
 * channel is deregistered, because Netty forbids a deregistration inside a read. What was decoded meanwhile is held by
 * {@link Connection}. The tasks of the old loop and the new one pass the channel on through their queues, which makes
 * everything written before the move visible after it.
 */
final class ChannelMover {
    private ChannelMover() {}

    /** Told how a move ended; on the new loop when it went well, on the old one when it did not. */
    interface Outcome {
        void moved();

        void failed(Throwable cause);
    }

    /** Called on the channel's loop. */
    @SuppressWarnings("ReferenceEquality") // which one, not what it is like
    static void move(Channel channel, Loop home, Outcome outcome) {
        if (channel.eventLoop() == home.eventLoop()) {
            outcome.moved();
            return;
        }
        channel.config().setAutoRead(false);
        channel.eventLoop().execute(() -> deregister(channel, home, outcome));
    }

    private static void deregister(Channel channel, Loop home, Outcome outcome) {
        channel.deregister().addListener(done -> {
            if (done.isSuccess()) {
                home.eventLoop().execute(() -> register(channel, home, outcome));
            } else {
                outcome.failed(done.cause());
            }
        });
    }

    private static void register(Channel channel, Loop home, Outcome outcome) {
        home.eventLoop().register(channel).addListener(done -> {
            if (done.isSuccess()) {
                outcome.moved();
            } else {
                outcome.failed(done.cause());
            }
        });
    }
}
