package io.gatehouse.transport;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every connection that a listener accepts, before it is given to a loop: what a flood costs beyond the limits
 * is an accept and a close. While every place of a newcomer is taken, or the loops are behind with those they were
 * given, it accepts nothing, so that what is too much waits in the kernel and not here. Confined to the thread that
 * accepts.
 *
 * <p>One connection more than there are places may be accepted by each listener (on NIO, as many as one read brings).
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {
    private static final Log log = Log.of(AcceptGate.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Listener listener;
    private final ConnectionContext context;
    private final NewcomerLimits limits;
    private long quietUntilNanos;
    private boolean told;

    AcceptGate(Listener listener, ConnectionContext context) {
        this.listener = listener;
        this.context = context;
        this.limits = context.newcomerLimits();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // Posted, and asked again there: whoever comes last sees how it is, however many leave at the same time.
        limits.whenRoom(() -> ctx.channel().eventLoop().execute(() -> adjust(ctx.channel())));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel accepted = (Channel) message;
        NewcomerLimits.Place place = limits.accepted();
        Excess excess = listener.arrived(accepted, place);
        if (excess == null) {
            NewcomerWatch watch = new NewcomerWatch(context, place);
            limits.sent();
            accepted.closeFuture().addListener(closed -> {
                watch.arrived();
                limits.leave(place);
                listener.left();
            });
            accepted.pipeline().addLast(watch);
            ctx.fireChannelRead(accepted);
        } else {
            limits.leave(place);
            listener.left();
            listener.refused(accepted, excess);
            accepted.unsafe().closeForcibly(); // no loop has it yet
        }
        adjust(ctx.channel());
    }

    private void adjust(Channel server) {
        boolean full = limits.full();
        boolean room = !full && !limits.behind() && !context.memory().heapIsTight();
        ChannelConfig config = server.config();
        if (config.isAutoRead() != room) {
            config.setAutoRead(room);
            if (full) {
                limits.paused();
                warn();
            }
        }
    }

    private void warn() {
        long now = context.loops().get(0).clock().monotonicNanos();
        if (told && now - quietUntilNanos < 0) {
            return;
        }
        told = true;
        quietUntilNanos = now + QUIET_NANOS;
        log.at(Event.NEWCOMERS_FULL)
                .addKeyValue("listener", listener.name())
                .addKeyValue("newcomers", limits.newcomers())
                .log("nobody is accepted while this many clients are not admitted yet (newcomers.max-at-once)");
    }
}
