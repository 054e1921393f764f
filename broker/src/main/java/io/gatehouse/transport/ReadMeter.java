package io.gatehouse.transport;

import io.gatehouse.metrics.LoopCounters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts the MQTT bytes a connection sends us, between TLS and the decoder. On the channel's loop. */
final class ReadMeter extends ChannelInboundHandlerAdapter {
    private LoopCounters counters;

    ReadMeter(LoopCounters counters) {
        this.counters = counters;
    }

    void movedTo(LoopCounters newCounters) {
        this.counters = newCounters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            counters.bytesReceived(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }
}
