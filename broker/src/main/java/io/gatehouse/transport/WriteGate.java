package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Whether more may be written to a peer now: what waits for it is below its own bound, and while the buffers of the
 * whole process run out, nothing waits for it at all. Confined to the connection's loop.
 */
final class WriteGate {
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final ConnectionContext context;
    private final Runnable opened;
    private boolean lookingAgain;

    /** @param opened runs later, on the loop, when it may have opened and no event of the channel says so */
    WriteGate(ConnectionContext context, Runnable opened) {
        this.context = context;
        this.opened = opened;
    }

    boolean isOpen(Channel channel, Outbox outbox, Loop loop) {
        if (!channel.isWritable() || outbox.size() >= context.terms().maxOutboundBytes()) {
            return false;
        }
        if (outbox.isLagging() && context.memory().buffersAreTight()) {
            lookAgain(loop);
            return false;
        }
        return true;
    }

    /** Nothing tells that the peer has taken what waited, if that was below the channel's own bound. */
    private void lookAgain(Loop loop) {
        if (!lookingAgain) {
            lookingAgain = true;
            var _ = loop.schedule(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS, () -> {
                lookingAgain = false;
                opened.run();
            });
        }
    }
}
