package io.gatehouse.transport;

import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the first bytes that are for TLS, before TLS does: may a handshake begin now, and is it one at all and not a
 * header of the PROXY protocol, which would be taken for garbage and called so? Leaves the pipeline with them. Confined
 * to the channel's loop.
 */
final class HelloGate extends ChannelInboundHandlerAdapter {
    private static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION_2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    private final NewcomerLimits limits;
    private final String expectation;
    private @Nullable ByteBuf held; // as many bytes as a header's beginning has, at most
    private boolean begun;
    private boolean refused;

    /** @param expectation what would have been right instead of a header here, in words */
    HelloGate(NewcomerLimits limits, String expectation) {
        this.limits = limits;
        this.expectation = expectation;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused || !(message instanceof ByteBuf read)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!begun) {
            begun = true;
            Excess excess = limits.handshake(NewcomerWatch.placeOf(ctx.channel()));
            if (excess != null) {
                read.release();
                refuse(ctx, excess);
                return;
            }
        }
        ByteBuf bytes = joined(ctx, read);
        if (beginsAs(bytes, VERSION_1) || beginsAs(bytes, VERSION_2)) {
            bytes.release();
            refuse(
                    ctx,
                    new Excess(
                            Reason.PROXY_HEADER_UNEXPECTED,
                            "first bytes: a PROXY header (expected: " + expectation + ")"));
        } else if (mayBecome(bytes, VERSION_1) || mayBecome(bytes, VERSION_2)) {
            held = bytes;
        } else {
            ctx.fireChannelRead(bytes);
            ctx.pipeline().remove(this);
        }
    }

    private void refuse(ChannelHandlerContext ctx, Excess excess) {
        refused = true;
        Newcomers.refuse(ctx.channel(), excess);
    }

    private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf read) {
        ByteBuf before = held;
        if (before == null) {
            return read;
        }
        held = null;
        try {
            return ctx.alloc()
                    .buffer(before.readableBytes() + read.readableBytes())
                    .writeBytes(before)
                    .writeBytes(read);
        } finally {
            before.release();
            read.release();
        }
    }

    private static boolean beginsAs(ByteBuf bytes, byte[] header) {
        return bytes.readableBytes() >= header.length && agree(bytes, header, header.length);
    }

    /** No more than the beginning has come. A TLS record does not begin like this, so nothing of TLS waits here. */
    private static boolean mayBecome(ByteBuf bytes, byte[] header) {
        return bytes.readableBytes() < header.length && agree(bytes, header, bytes.readableBytes());
    }

    private static boolean agree(ByteBuf bytes, byte[] header, int octets) {
        for (int i = 0; i < octets; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != header[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
