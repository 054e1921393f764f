package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * What BoringSSL bounds by itself and the JDK's engine does not: renegotiation in TLS 1.2 (refused), and records that
 * carry no data in TLS 1.3, such as key updates (a few are taken). Sits before the JDK's {@link SslHandler}; {@link
 * Progress} sits behind it and says when data came through. Confined to the channel's event loop.
 */
final class RekeyLimits extends ChannelInboundHandlerAdapter {
    /** As many as BoringSSL takes. */
    static final int MAX_RECORDS_WITHOUT_DATA = 32;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int RENEGOTIATION = -1;

    private final SslHandler tls;
    private int headerRead;
    private int recordLeft;
    private int recordsWithoutData;
    private boolean closed;

    RekeyLimits(SslHandler tls) {
        this.tls = tls;
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
        boolean established = tls.handshakeFuture().isSuccess();
        int records = walk(buffer, established);
        if (records == RENEGOTIATION) {
            buffer.release();
            refuse(ctx, "a handshake record after the handshake (expected: data)");
            return;
        }
        recordsWithoutData += established ? records : 0;
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
        var _ = ctx.close(); // the TLS handler hears of it by channelInactive
    }

    /** How many records begin in the buffer, or {@link #RENEGOTIATION}. */
    private int walk(ByteBuf buffer, boolean established) {
        int records = 0;
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (at < end) {
            if (headerRead < RECORD_HEADER) {
                int octet = buffer.getUnsignedByte(at++);
                if (headerRead == 0) {
                    records++;
                    // In TLS 1.2 the type of a record is in clear; in TLS 1.3 it is "application data" for all.
                    if (established && octet == HANDSHAKE_RECORD) {
                        return RENEGOTIATION;
                    }
                }
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
        return records;
    }
}
