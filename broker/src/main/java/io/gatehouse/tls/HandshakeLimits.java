package io.gatehouse.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Bounds what a peer may send before its handshake completes. */
final class HandshakeLimits extends ChannelInboundHandlerAdapter {
    static final int MAX_CERTIFICATE_LIST_BYTES = 32 * 1024;

    private static final AttributeKey<HandshakeRefused> REFUSAL =
            AttributeKey.valueOf(HandshakeLimits.class, "refusal");

    HandshakeLimits(int maxClientHelloBytes, SslHandler handler) {}

    static @Nullable HandshakeRefused refusalOf(Channel channel) {
        return channel.hasAttr(REFUSAL) ? channel.attr(REFUSAL).get() : null;
    }
}
