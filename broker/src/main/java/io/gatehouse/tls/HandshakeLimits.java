package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a peer nobody knows yet may send, before TLS keeps any of it. Leaves the pipeline when the handshake is
 * done.
 *
 * <ul>
 *   <li>The length of the ClientHello is judged from its four-byte header, however the header is cut into records and
 *       segments: nine bytes that announce 16 MiB are refused at the ninth byte.
 *   <li>All bytes up to the end of the handshake are counted, which bounds a hello in one-byte records too. Each byte
 *       is looked at once, at most.
 * </ul>
 *
 * <p>Time is bounded by the handshake timeout of {@link SslHandler}. After the handshake, BoringSSL itself ends a
 * connection after 32 key updates, empty records or warnings in a row: it sends an alert, and the channel closes with
 * the peer's next bytes, or by its keep-alive. For the rest see {@link RekeyLimits}.
 * Confined to the channel's event loop.
 */
final class HandshakeLimits extends ChannelDuplexHandler {
    /** Of a client's whole chain; four RSA certificates fit, with room for long names. The JDK's own bound too. */
    static final int MAX_CERTIFICATE_LIST_BYTES = 32 * 1024;
    /** As many as the JDK takes by itself. */
    static final int MAX_CERTIFICATES = 8;

    private static final AttributeKey<HandshakeRefused> REFUSAL =
            AttributeKey.valueOf(HandshakeLimits.class, "refusal");

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int MESSAGE_HEADER = 4;

    private final int maxClientHelloBytes;
    private final int maxBytes;
    private @Nullable SslHandler tls;

    private int bytes;
    private boolean helloMeasured;
    private int recordHeaderRead;
    private int recordLeft;
    private int messageHeaderRead;
    private int helloBytes;
    private boolean helloAnswered;
    private @Nullable String serverName;
    /** What the TLS handler is reading now, until it has answered a ClientHello. */
    private @Nullable ByteBuf reading;

    private int readingFrom;

    HandshakeLimits(int maxClientHelloBytes) {
        this.maxClientHelloBytes = maxClientHelloBytes;
        // A hello may come a second time (HelloRetryRequest); what small records add must fit as well.
        this.maxBytes = 2 * maxClientHelloBytes + MAX_CERTIFICATE_LIST_BYTES;
    }

    /** What comes is for this handler from now on; the limits go when its handshake is done. */
    void guard(ChannelPipeline pipeline, SslHandler handler) {
        tls = handler;
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess() && pipeline.context(this) != null) {
                pipeline.remove(this);
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (ctx.channel().hasAttr(REFUSAL)) {
            ReferenceCountUtil.release(message); // closing: what comes now is not looked at
            return;
        }
        HandshakeRefused refused = message instanceof ByteBuf buffer ? refusal(buffer) : null;
        if (refused == null) {
            pass(ctx, message);
            return;
        }
        ReferenceCountUtil.release(message);
        ctx.channel().attr(REFUSAL).set(refused);
        var _ = ctx.close(); // the TLS handler hears of it by channelInactive
    }

    /**
     * Hands on, and keeps hold of what may be a ClientHello while the engine looks at it: where it finds a fault, the
     * failure is told from within this call, and then the bytes say more than the engine does.
     */
    private void pass(ChannelHandlerContext ctx, Object message) {
        if (helloAnswered || !(message instanceof ByteBuf buffer)) {
            ctx.fireChannelRead(message);
            return;
        }
        readingFrom = buffer.readerIndex();
        reading = buffer.retain();
        try {
            ctx.fireChannelRead(message);
        } finally {
            reading = null;
            buffer.release();
        }
    }

    /**
     * The first thing the server says follows a ClientHello that was read to its end: the name in it is known now, and
     * after a failure, when the engine has forgotten everything, no more.
     */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!helloAnswered) {
            helloAnswered = true;
            serverName = tls == null ? null : ServerNames.of(tls.engine());
        }
        var _ = ctx.write(message, promise);
    }

    private @Nullable HandshakeRefused refusal(ByteBuf buffer) {
        bytes += buffer.readableBytes(); // cannot overflow: refused long before
        if (bytes > maxBytes) {
            return new HandshakeRefused(
                    helloAnswered ? Reason.TLS_CHAIN_TOO_LONG : Reason.TLS_CLIENT_HELLO_TOO_LARGE,
                    "handshake: " + bytes + " bytes (expected: at most " + maxBytes + ")",
                    null);
        }
        for (int i = buffer.readerIndex(); i < buffer.writerIndex() && !helloMeasured; i++) {
            measure(buffer.getUnsignedByte(i));
        }
        return messageHeaderRead == MESSAGE_HEADER && helloBytes > maxClientHelloBytes
                ? new HandshakeRefused(
                        Reason.TLS_CLIENT_HELLO_TOO_LARGE,
                        "ClientHello: " + helloBytes + " bytes (expected: at most " + maxClientHelloBytes + ")",
                        null)
                : null;
    }

    /**
     * TLSPlaintext and Handshake of RFC 8446, sections 5.1 and 4, one octet at a time: the headers may be cut anywhere.
     */
    private void measure(int octet) {
        if (recordHeaderRead < RECORD_HEADER) {
            if (recordHeaderRead == 0 && octet != HANDSHAKE_RECORD) {
                helloMeasured = true; // not TLS, or not in its order: the engine finds the words for it
                return;
            }
            recordLeft = (recordLeft << 8 | octet) & 0xFFFF; // the last two of the five stay
            recordHeaderRead++;
        } else {
            recordLeft--;
            // One octet of message type, which shifts out of the three of the length.
            helloBytes = (helloBytes << 8 | octet) & 0xFF_FFFF;
            messageHeaderRead++;
        }
        if (messageHeaderRead == MESSAGE_HEADER) {
            helloBytes += MESSAGE_HEADER;
            helloMeasured = true;
        } else if (recordHeaderRead == RECORD_HEADER && recordLeft == 0) {
            recordHeaderRead = 0;
        }
    }

    /** Why this handler closed the channel, if it did. */
    static @Nullable HandshakeRefused refusalOf(Channel channel) {
        return channel.hasAttr(REFUSAL) ? channel.attr(REFUSAL).get() : null;
    }

    /** The name the client of a handshake that did not complete asked for, where it got as far as an answer. */
    static @Nullable String serverNameOf(Channel channel) {
        HandshakeLimits limits = channel.pipeline().get(HandshakeLimits.class);
        return limits == null ? null : limits.serverName;
    }

    /** What is wrong with the server name of the ClientHello that just failed, where that is whole and in one read. */
    static @Nullable String serverNameFaultOf(Channel channel) {
        HandshakeLimits limits = channel.pipeline().get(HandshakeLimits.class);
        return limits == null || limits.reading == null
                ? null
                : HelloServerName.fault(
                        limits.reading.slice(limits.readingFrom, limits.reading.writerIndex() - limits.readingFrom));
    }
}
