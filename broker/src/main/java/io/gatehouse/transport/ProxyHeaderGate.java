package io.gatehouse.transport;

import io.gatehouse.loop.Loop.Timer;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.session.CloseReason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the header of the PROXY protocol on a connection from a network that sends one, and puts TLS in its own
 * place: from then on the client is where the header says. Confined to the channel's loop.
 *
 * <p>A proxy that looks whether we live (LOCAL of version 2, UNKNOWN of version 1, or nothing at all) and goes is no
 * refusal: it happens every few seconds. One that goes on with TLS is a client at the proxy's own address.
 */
final class ProxyHeaderGate extends ChannelInboundHandlerAdapter implements Newcomers.Newcomer {
    private final ConnectionContext context;
    private final String listener;
    private final Consumer<Channel> secure;
    private @Nullable Channel channel;
    private @Nullable Timer deadline;
    private boolean isProxyItself;
    private boolean settled;

    /** @param secure adds TLS, and what follows it, to the end of the pipeline */
    ProxyHeaderGate(ConnectionContext context, String listener, Consumer<Channel> secure) {
        this.context = context;
        this.listener = listener;
        this.secure = secure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        var loop = context.loops().of(ctx.channel().eventLoop());
        var timeout = context.newcomerLimits().settings().proxyHeaderTimeout();
        deadline = loop.schedule(timeout.toMillis(), TimeUnit.MILLISECONDS, () -> {
            if (isProxyItself) {
                turnAway(); // it has said all it had to say
            } else {
                refuse(new Excess(Reason.PROXY_HEADER_MISSING, "no complete PROXY header within " + timeout));
            }
        });
        context.newcomers(loop).add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel();
        }
        context.newcomers(context.loops().of(ctx.channel().eventLoop())).remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (settled) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HAProxyMessage header) {
            try {
                read(ctx, header);
            } finally {
                header.release(); // and with it whatever else the proxy told
            }
        } else { // TLS, of the proxy itself
            handOver(ctx);
            ctx.fireChannelRead(message);
        }
    }

    private void read(ChannelHandlerContext ctx, HAProxyMessage header) {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        if (header.command() == HAProxyCommand.LOCAL || protocol == HAProxyProxiedProtocol.UNKNOWN) {
            isProxyItself = true; // section 2: the addresses are those of the connection itself
            return;
        }
        if (protocol != HAProxyProxiedProtocol.TCP4 && protocol != HAProxyProxiedProtocol.TCP6) {
            refuse(new Excess(
                    Reason.PROXY_HEADER_INVALID, "protocol: " + protocol + " (expected: TCP over IPv4 or IPv6)"));
            return;
        }
        ClientAddress.told(
                ctx.channel(),
                new InetSocketAddress(InetAddress.ofLiteral(header.sourceAddress()), header.sourcePort()));
        Excess excess = enter(ctx.channel());
        if (excess != null) {
            refuse(excess);
            return;
        }
        handOver(ctx);
    }

    private @Nullable Excess enter(Channel of) {
        InetSocketAddress client = ClientAddress.of(of);
        return client == null
                ? null // closed: the end of it is under way
                : context.newcomerLimits().connect(NewcomerWatch.placeOf(of), client.getAddress());
    }

    private void handOver(ChannelHandlerContext ctx) {
        settled = true;
        secure.accept(ctx.channel());
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        settled = true; // without a header, or after one that says there is no client: nobody was refused
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case ProxyHeaderDecoder.NoHeader none ->
                refuse(new Excess(Reason.PROXY_HEADER_MISSING, String.valueOf(none.getMessage())));
            case IOException lost -> turnAway(); // the proxy has gone
            default -> refuse(new Excess(Reason.PROXY_HEADER_INVALID, reasonOf(cause)));
        }
    }

    /** Netty's words, which name numbers of the header and nothing that the peer wrote at length. */
    private static String reasonOf(Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        return "PROXY header: " + words.substring(0, Math.min(words.length(), 120));
    }

    private void refuse(Excess excess) {
        close(new CloseReason.ConnectRefused(excess.reason(), excess.detail(), null, null));
    }

    @Override
    public void close(CloseReason reason) {
        Channel known = channel;
        if (known == null || settled) {
            return;
        }
        settled = true;
        if (reason instanceof CloseReason.ConnectRefused refused) {
            context.refusals()
                    .refused(
                            refused.reason(),
                            Client.at(listener, ClientAddress.endpointOf(known)),
                            () -> Facts.of(refused.detail()));
        }
        var _ = known.close();
    }
}
