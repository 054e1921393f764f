package io.gatehouse.transport;

import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.Network;
import io.gatehouse.config.Protocol;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.transport.http.Offer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One port that takes connections over TLS. Opened and closed by the wiring; connections run on the loops.
 *
 * <p>A connection beyond the limits is closed before TLS begins: what a flood may cost is an accept and a close.
 */
public final class Listener implements AutoCloseable {
    private static final Excess CROWDED =
            new Excess(Reason.CONNECTION_LIMIT, "connections at once: above max-connections of the listener");
    private static final Excess TOO_FAST =
            new Excess(Reason.CONNECT_RATE_EXCEEDED, "connections a second: above max-connect-rate of the listener");

    private final ListenerSettings settings;
    private final List<Network> proxies;
    private final ServerTls tls;
    private final ConnectionContext context;
    private final Offer offer;
    private final AtomicInteger open = new AtomicInteger();
    private final Clock clock;
    private volatile int maxConnections;
    private final TokenBucket rate;
    private volatile int maxConnectRate;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean closing;
    private @Nullable Channel channel;

    public Listener(ListenerSettings settings, ServerTls tls, ConnectionContext context, Clock clock) {
        this.settings = settings;
        this.proxies = settings.proxies();
        this.tls = tls;
        this.context = context;
        this.clock = clock;
        this.maxConnections = settings.maxConnections();
        this.offer = new Offer(
                settings.protocols().contains(Protocol.HTTPS),
                settings.protocols().contains(Protocol.WSS));
        this.rate = new TokenBucket(clock, NewcomerLimits.BURST);
        this.maxConnectRate = settings.maxConnectRate();
    }

    /**
     * Starts listening.
     *
     * @throws IOException when the address cannot be bound; the message says which and what to do
     */
    public void bind() throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(context.loops().acceptor(), context.loops().group())
                .channel(context.loops().serverChannelType())
                .option(ChannelOption.SO_BACKLOG, settings.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true) // we batch ourselves, once a turn
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                context.terms().maxOutboundBytes() / 2,
                                context.terms().maxOutboundBytes()))
                .handler(new AcceptGate(this, context))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accept(accepted);
                    }
                });
        ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "listener " + settings.name() + ": cannot bind " + settings.host() + ":" + settings.port() + " ("
                            + bound.cause().getMessage() + "). Stop what uses the port, or choose another with --port.",
                    bound.cause());
        }
        channel = bound.channel();
    }

    /** A connection was accepted; it is counted until {@link #left}. On the loop of the listening socket. */
    @Nullable
    Excess arrived(Channel accepted, NewcomerLimits.Place place) {
        if (open.incrementAndGet() > maxConnections) {
            return CROWDED;
        }
        if (!rate.take(maxConnectRate)) {
            return TOO_FAST;
        }
        NewcomerLimits limits = context.newcomerLimits();
        InetSocketAddress remote = ClientAddress.of(accepted);
        // Where the client is that a proxy brings, only its header says.
        Excess ofAddress = remote == null || isProxy(remote) ? null : limits.connect(place, remote.getAddress());
        return ofAddress != null ? ofAddress : limits.connect();
    }

    void refused(Channel accepted, Excess excess) {
        context.refusals()
                .refused(
                        excess.reason(),
                        Client.at(settings.name(), ClientAddress.endpointOf(accepted)),
                        () -> Facts.of(excess.detail()));
    }

    private boolean isProxy(InetSocketAddress remote) {
        return proxies.stream().anyMatch(network -> network.contains(remote.getAddress()));
    }

    private void accept(SocketChannel accepted) {
        InetSocketAddress remote = ClientAddress.of(accepted);
        if (remote != null && isProxy(remote)) {
            accepted.pipeline()
                    .addLast(
                            new ProxyHeaderDecoder(),
                            new ProxyHeaderGate(
                                    context, settings.name(), with -> secure(with, "TLS after the first header")));
        } else {
            secure(accepted, "TLS; this address is not in proxy-protocol-from");
        }
    }

    /** @param expectation instead of a PROXY header */
    private void secure(Channel accepted, String expectation) {
        long now = context.loops().of(accepted.eventLoop()).clock().monotonicNanos();
        accepted.pipeline().addLast(new HelloGate(context.newcomerLimits(), expectation));
        tls.addTo(accepted.pipeline());
        accepted.pipeline().addLast(new HandshakeGate(context, settings.name(), offer, now));
    }

    void left() {
        if (open.decrementAndGet() == 0 && closing) {
            drained.complete(null);
        }
    }

    /**
     * Other limits from now on, for who connects from now on. Any thread.
     *
     * @param connectionsPerSecond 0 for no limit
     */
    public void limit(int connections, int connectionsPerSecond) {
        maxConnections = connections;
        maxConnectRate = connectionsPerSecond;
    }

    public String name() {
        return settings.name();
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        Channel bound = channel;
        if (bound == null) {
            throw new IllegalStateException("listener " + settings.name() + ": not bound (expected: bind first)");
        }
        return (InetSocketAddress) bound.localAddress();
    }

    /** Takes no more connections; those there are live on. */
    @Override
    public void close() {
        Channel bound = channel;
        if (bound != null) {
            bound.close().awaitUninterruptibly();
        }
        closing = true;
        if (open.get() == 0) {
            drained.complete(null);
        }
    }

    /** Completes when, after {@link #close}, the last connection is gone. */
    public CompletableFuture<Void> drained() {
        return drained;
    }
}
