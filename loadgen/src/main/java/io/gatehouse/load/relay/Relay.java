package io.gatehouse.load.relay;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.Problem;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The least MQTT server over mutual TLS that a fleet can talk to: it passes each message on to who subscribed, and
 * knows no registry, no policy, no session and no retained message. What a fleet measures against it is what generator,
 * TLS and kernel take by themselves.
 *
 * <p>MQTT 3.1.1 and 5.0; filters are exact or with {@code +}. QoS 1 is acknowledged at once and passed on with QoS 0,
 * which SUBACK says; QoS 2, {@code #} and {@code $share} are refused. Keep-alives are answered and not enforced.
 *
 * <p>On loopback, with one thread of its own. {@link #close} from any.
 */
public final class Relay implements AutoCloseable {
    private static final int BACKLOG = 4096;
    /** A payload of a fleet has 1 MiB at most, and a topic 64 KiB. */
    private static final int MOST_PACKET_BYTES = (1 << 20) + (1 << 17);

    private static final int MOST_CLIENT_ID_CHARACTERS = 128;
    private static final WriteBufferWaterMark OUTBOUND = new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final long LONGEST_END_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final SslContext tls;
    private final Exchange exchange;
    private final Channel listener;

    /**
     * What went on until now.
     *
     * @param admitted clients
     * @param received messages
     * @param passedOn copies of them
     */
    public record Counts(long admitted, long received, long passedOn) {}

    private Relay(MultiThreadIoEventLoopGroup group, SslContext tls, Exchange exchange, Channel listener) {
        this.group = group;
        this.tls = tls;
        this.exchange = exchange;
        this.listener = listener;
    }

    /**
     * Listens when it returns.
     *
     * @param port 0 for a free one
     * @param server what it proves itself with
     * @param authorities whose certificates it lets in
     */
    public static Attempt<Relay> start(int port, Identity server, List<X509Certificate> authorities) {
        SslContext tls;
        try {
            tls = context(server, authorities);
        } catch (SSLException e) {
            return Attempt.failed(Problem.input("TLS: " + e.getMessage(), "look at --authority and --ca"));
        }
        boolean epoll = Epoll.isAvailable();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1,
                Thread.ofPlatform().name("relay").factory(),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Exchange exchange = new Exchange(group.next());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, OUTBOUND)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new MqttDecoder(MOST_PACKET_BYTES, MOST_CLIENT_ID_CHARACTERS))
                                .addLast(MqttEncoder.INSTANCE)
                                .addLast(new RelayedClient(exchange, channel));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .awaitUninterruptibly();
        Relay relay = new Relay(group, tls, exchange, bound.channel());
        if (bound.isSuccess()) {
            return Attempt.done(relay);
        }
        relay.close();
        return Attempt.failed(Problem.input(
                "--port: " + port + " cannot be listened on: " + bound.cause().getMessage(),
                "take another port, or 0 for any"));
    }

    private static SslContext context(Identity server, List<X509Certificate> authorities) throws SSLException {
        return SslContextBuilder.forServer(server.key(), server.chain())
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .trustManager(authorities)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    public Counts counts() {
        return exchange.counts();
    }

    /** Ends all connections. Blocks until its thread has ended. */
    @Override
    public void close() {
        Future<?> ended = group.shutdownGracefully(0, LONGEST_END_SECONDS, TimeUnit.SECONDS);
        if (ended.awaitUninterruptibly(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            ReferenceCountUtil.release(tls);
        }
    }
}
