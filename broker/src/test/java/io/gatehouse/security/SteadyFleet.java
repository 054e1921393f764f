package io.gatehouse.security;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.revocation.TestAuthority;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.tls.CertificateIds;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Devices that connect, and do nothing more than to notice when they are put out. Light enough for ten thousand. */
final class SteadyFleet implements AutoCloseable {
    private static final int AT_ONCE = 32;
    private static final int PATIENCE_SECONDS = 120;

    private final RunningBroker broker;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<Member> members = new ArrayList<>();

    /** One device; {@code closedNanos} completes when its socket is closed by the broker. */
    record Member(
            String name,
            X509Certificate certificate,
            CompletableFuture<Long> admitted,
            CompletableFuture<Long> closedNanos) {
        String certificateId() {
            return CertificateIds.of(certificate);
        }
    }

    private SteadyFleet(RunningBroker broker) {
        this.broker = broker;
    }

    /** Registers and connects {@code count} devices of the authority, each with a certificate of its own. */
    static SteadyFleet connected(RunningBroker broker, TestAuthority authority, int count) throws Exception {
        SteadyFleet fleet = new SteadyFleet(broker);
        KeyPair keys = TestAuthority.keysForMany();
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "fleet-" + i;
            all.add(new Member(
                    name, authority.issue(name, keys), new CompletableFuture<>(), new CompletableFuture<>()));
        }
        fleet.register(all);
        Semaphore turns = new Semaphore(AT_ONCE); // a handshake storm is not what is measured
        for (Member member : all) {
            turns.acquire();
            member.admitted().whenComplete((at, failed) -> turns.release());
            fleet.connect(member, keys);
        }
        for (Member member : all) {
            var _ = member.admitted().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        fleet.members.addAll(all);
        return fleet;
    }

    private void register(List<Member> all) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) { // they share the store's commits
            List<Callable<Object>> tasks = all.stream()
                    .<Callable<Object>>map(member -> () -> RunningBroker.done(broker.registry()
                            .provision(new Provisioning(
                                    member.name(),
                                    null,
                                    Map.of(),
                                    member.certificate().getEncoded(),
                                    CertificateStatus.ACTIVE,
                                    "everything",
                                    Policies.everything()))))
                    .toList();
            for (Future<Object> done : threads.invokeAll(tasks)) {
                var _ = done.get();
            }
        }
    }

    private void connect(Member member, KeyPair keys) throws Exception {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .keyManager(keys.getPrivate(), member.certificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols("TLSv1.3")
                .endpointIdentificationAlgorithm(null)
                .build();
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Device(member));
                        ReferenceCountUtil.release(tls); // the handler has its own share
                    }
                })
                .connect("127.0.0.1", broker.port())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        member.admitted().completeExceptionally(connected.cause());
                    }
                });
    }

    private static final class Device extends SimpleChannelInboundHandler<ByteBuf> {
        private final Member member;

        Device(Member member) {
            this.member = member;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext channel, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion) {
                if (completion.isSuccess()) {
                    channel.writeAndFlush(Unpooled.wrappedBuffer(
                            Connect.mqtt5(member.name()).bytes()));
                } else {
                    member.admitted().completeExceptionally(completion.cause());
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext channel, ByteBuf packet) {
            if (packet.getUnsignedByte(packet.readerIndex()) == 0x20) {
                member.admitted().complete(System.nanoTime());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext channel) {
            member.closedNanos().complete(System.nanoTime());
            member.admitted().completeExceptionally(new IllegalStateException("closed before it was admitted"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
            Channel of = channel.channel();
            var _ = of.close();
        }
    }

    List<Member> members() {
        return members;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
