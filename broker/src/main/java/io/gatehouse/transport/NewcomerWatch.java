package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before everything else in the pipeline of a newcomer, holds its place and counts its bytes, before TLS or
 * anything else keeps them. Confined to the channel's loop. An admitted connection has it no more.
 */
final class NewcomerWatch extends ChannelInboundHandlerAdapter {
    private final NewcomerLimits limits;
    private final NewcomerLimits.Place place;
    private boolean refused;

    NewcomerWatch(NewcomerLimits limits, NewcomerLimits.Place place) {
        this.limits = limits;
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
    public void handlerRemoved(ChannelHandlerContext ctx) {
        limits.leave(place);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message); // closing: what comes now is not looked at
            return;
        }
        Excess excess = message instanceof ByteBuf bytes ? limits.received(place, bytes.readableBytes()) : null;
        if (excess == null) {
            ctx.fireChannelRead(message);
            return;
        }
        refused = true;
        ReferenceCountUtil.release(message);
        Newcomers.refuse(ctx.channel(), excess);
    }
}
