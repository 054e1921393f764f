package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything else in the pipeline of a newcomer, holds its place and counts its bytes, before TLS or
 * anything else keeps them. Confined to the channel's loop. An admitted connection has it no more.
 */
final class NewcomerWatch extends ChannelInboundHandlerAdapter {
    /** How often is asked whether the places are running out, of those who have had the short time already. */
    private static final long LOOK_MILLIS = 500;

    private final ConnectionContext context;
    private final NewcomerLimits limits;
    private final NewcomerLimits.Place place;
    private @Nullable Timer overdue;
    private boolean refused;
    private boolean arrived;

    NewcomerWatch(ConnectionContext context, NewcomerLimits.Place place) {
        this.context = context;
        this.limits = context.newcomerLimits();
        this.place = place;
    }

    /** Whoever is at the other end of this channel is admitted: its place is free. */
    static void admitted(Channel channel) {
        if (channel.pipeline().get(NewcomerWatch.class) != null) {
            channel.pipeline().remove(NewcomerWatch.class);
        }
    }

    /** The place of a newcomer's channel. */
    static NewcomerLimits.Place placeOf(Channel channel) {
        return channel.pipeline().get(NewcomerWatch.class).place;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        arrived();
        lookIn(limits.settings().crowdedTimeout().toMillis(), ctx.channel());
    }

    /** A loop has it, or it was closed before one had. */
    void arrived() {
        if (!arrived) {
            arrived = true;
            limits.arrived();
        }
    }

    private void lookIn(long millis, Channel channel) {
        Loop loop = context.loops().of(channel.eventLoop());
        overdue = loop.schedule(millis, TimeUnit.MILLISECONDS, () -> {
            Excess excess = limits.overdue();
            if (excess == null) {
                lookIn(LOOK_MILLIS, channel);
            } else {
                refuse(channel, excess);
            }
        });
    }

    private void refuse(Channel channel, Excess excess) {
        refused = true;
        Newcomers.refuse(channel, excess);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (overdue != null) {
            overdue.cancel();
        }
        limits.leave(place);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message); // closing: what comes now is not looked at
            return;
        }
        Excess excess = message instanceof ByteBuf bytes ? limits.read(place, bytes.readableBytes()) : null;
        if (excess == null) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        refuse(ctx.channel(), excess);
    }
}
