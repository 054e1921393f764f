package io.gatehouse.transport;

import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one connection that wait for the end of the loop turn. Confined to the connection's loop; holds no
 * buffer between turns, so that an idle connection costs nothing here.
 *
 * <p>Small packets are copied one behind the other into one buffer: one write, one TLS record, no object for each
 * packet. A payload above {@link #COPY_LIMIT} is cheaper to pass on than to copy.
 */
final class Outbox {
    /** Copying this much costs about as much as the bookkeeping of one more buffer in Netty's write path. */
    private static final int COPY_LIMIT = 4096;

    private static final int FIRST_CAPACITY = 256;

    private final ChannelHandlerContext channel;
    private LoopOutput output;
    private LoopCounters counters;
    private @Nullable ByteBuf pending;
    private boolean dirty;
    private int unflushed; // bytes handed to the channel and not flushed yet
    private boolean lagging; // the last flush left something, which the peer has not taken yet

    Outbox(ChannelHandlerContext channel, LoopOutput output, LoopCounters counters) {
        this.channel = channel;
        this.output = output;
        this.counters = counters;
    }

    /** The connection lives on another loop from now on. Nothing waits at that moment. */
    void movedTo(LoopOutput newOutput, LoopCounters newCounters) {
        this.output = newOutput;
        this.counters = newCounters;
    }

    /** Where the next packet is appended. */
    ByteBuf buffer() {
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = channel.alloc().buffer(FIRST_CAPACITY);
            pending = buffer;
        }
        if (!dirty) {
            dirty = true;
            output.dirty(this);
        }
        return buffer;
    }

    /** Appends a payload behind the head that was just appended. */
    void append(Payload payload) {
        if (payload.size() <= COPY_LIMIT) {
            payload.copyTo(buffer());
            return;
        }
        handOver();
        write(payload.bytes().retainedDuplicate());
    }

    /** Bytes that wait for the end of the turn. */
    int size() {
        ByteBuf buffer = pending;
        return unflushed + (buffer == null ? 0 : buffer.readableBytes());
    }

    void flush() {
        if (!dirty) {
            return;
        }
        dirty = false;
        handOver();
        unflushed = 0;
        counters.flushed();
        channel.flush();
        lagging = waitsForPeer();
    }

    /** True while bytes of an earlier turn wait for the peer. */
    boolean isLagging() {
        lagging = lagging && waitsForPeer();
        return lagging;
    }

    private boolean waitsForPeer() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > 0;
    }

    private void handOver() {
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            write(buffer);
        }
    }

    private void write(ByteBuf bytes) {
        int size = bytes.readableBytes();
        unflushed += size;
        counters.bytesSent(size);
        // Nobody asks how a write ended: a failed one closes the channel, and that is told by its own event.
        var _ = channel.write(bytes, channel.voidPromise());
    }
}
