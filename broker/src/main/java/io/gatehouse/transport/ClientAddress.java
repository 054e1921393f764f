package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where a client is: at the other end of the socket, or where a proxy that we believe has said. On the loop. */
final class ClientAddress {
    private static final AttributeKey<InetSocketAddress> TOLD = AttributeKey.valueOf(ClientAddress.class, "told");

    private ClientAddress() {}

    /** What the header of the PROXY protocol says. */
    static void told(Channel channel, InetSocketAddress address) {
        channel.attr(TOLD).set(address);
    }

    /** {@code null} when the socket has gone before anybody asked. */
    static @Nullable InetSocketAddress of(Channel channel) {
        InetSocketAddress told = channel.hasAttr(TOLD) ? channel.attr(TOLD).get() : null;
        return told != null ? told : channel.remoteAddress() instanceof InetSocketAddress remote ? remote : null;
    }

    /** For logs: address and port. */
    static String endpointOf(Channel channel) {
        InetSocketAddress address = of(channel);
        return address == null ? "unknown" : Peer.endpoint(address.getAddress().getHostAddress(), address.getPort());
    }
}
