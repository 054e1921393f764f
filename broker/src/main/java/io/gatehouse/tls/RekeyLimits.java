package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProtocols;
import io.netty.util.ReferenceCountUtil;

/**
 * What an engine does not bound, or does not tell.
 *
 * <ul>
 *   <li>Renegotiation in TLS 1.2 is refused. The JDK would take it; BoringSSL refuses it with an alert of its own and
 *       tells nobody, so that its connections would be counted among those that were lost.
 *   <li>Records that carry no data in TLS 1.3, such as key updates: a few are taken. The JDK only; BoringSSL counts
 *       them by itself. {@link Progress} sits behind the TLS handler and says when data came through.
 * </ul>
 *
 * Sits before the {@link SslHandler} from the first byte on, because it must know where records begin. Confined to the
 * channel's event loop.
 */
final class RekeyLimits extends ChannelInboundHandlerAdapter {
    /** As many as BoringSSL takes. */
    static final int MAX_RECORDS_WITHOUT_DATA = 32;

    private static final String NAME = "rekey-limits";
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int NOWHERE = -1;

    private final SslHandler tls;
    private int headerRead;
    private int recordLeft;
    private int recordsWithoutData;
    private final boolean counts;
    private boolean closed;

    private RekeyLimits(SslHandler tls, boolean counts) {
        this.tls = tls;
        this.counts = counts;
    }

    /** Adds them and the TLS handler to a pipeline, behind the handler with the name {@code before}. */
    static void addBehind(ChannelPipeline pipeline, String before, SslHandler tls, boolean engineCounts) {
        RekeyLimits limits = new RekeyLimits(tls, !engineCounts);
        pipeline.addAfter(before, NAME, limits).addAfter(NAME, ServerTls.TLS_HANDLER, tls);
        if (engineCounts) {
            tls.handshakeFuture().addListener(done -> limits.leaveUnlessNeeded(pipeline));
        } else {
            pipeline.addAfter(ServerTls.TLS_HANDLER, NAME + "-progress", limits.new Progress());
        }
    }

    /** In TLS 1.3 there is no renegotiation: nothing is left in the way of the data. */
    private void leaveUnlessNeeded(ChannelPipeline pipeline) {
        boolean renegotiates = tls.engine().getSession().getProtocol().equals(SslProtocols.TLS_v1_2);
        if (!renegotiates && pipeline.context(this) != null) {
            pipeline.remove(this);
        }
    }

    /** Behind the TLS handler: data came through. */
    final class Progress extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            recordsWithoutData = 0;
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closed || !(message instanceof ByteBuf buffer)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int renegotiation = walk(buffer, tls.handshakeFuture().isSuccess());
        if (renegotiation != NOWHERE) {
            // What comes before it first: if the engine ends the connection for that, this octet is no record's type.
            ctx.fireChannelRead(buffer.readRetainedSlice(renegotiation - buffer.readerIndex()));
            buffer.release();
            if (ctx.channel().isActive()) {
                refuse(ctx, "a handshake record after the handshake (expected: data)");
            }
            return;
        }
        // The TLS handler decrypts before this returns, and Progress sets the count back if there was data.
        ctx.fireChannelRead(message);
        if (recordsWithoutData > MAX_RECORDS_WITHOUT_DATA) {
            refuse(
                    ctx,
                    recordsWithoutData + " records in a row without data (expected: at most " + MAX_RECORDS_WITHOUT_DATA
                            + ")");
        }
    }

    private void refuse(ChannelHandlerContext ctx, String offence) {
        closed = true;
        ctx.fireExceptionCaught(new DecoderException(new HandshakeRefused(Reason.TLS_RENEGOTIATION, offence, null)));
        ctx.flush(); // an alert that the engine has written for what came before
        var _ = ctx.close(); // the TLS handler hears of it by channelInactive
    }

    /** Counts the records that begin in the buffer; where the first that renegotiates does, or {@link #NOWHERE}. */
    private int walk(ByteBuf buffer, boolean established) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (at < end) {
            if (headerRead < RECORD_HEADER) {
                int octet = buffer.getUnsignedByte(at);
                if (headerRead == 0 && established) {
                    // In TLS 1.2 the type of a record is in clear; in TLS 1.3 it is "application data" for all.
                    if (octet == HANDSHAKE_RECORD) {
                        return at;
                    }
                    recordsWithoutData += counts ? 1 : 0;
                }
                at++;
                recordLeft = (recordLeft << 8 | octet) & 0xFFFF; // the last two of the five stay
                headerRead++;
            } else {
                int step = Math.min(recordLeft, end - at);
                at += step;
                recordLeft -= step;
            }
            if (headerRead == RECORD_HEADER && recordLeft == 0) {
                headerRead = 0;
            }
        }
        return NOWHERE;
    }
}
