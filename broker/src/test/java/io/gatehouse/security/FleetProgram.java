package io.gatehouse.security;

import io.gatehouse.security.Frames.Connect;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * The devices of {@link SteadyFleet}, in a process of their own: the file descriptors of ten thousand at both ends are
 * more than one process has. Says {@code ready} once all are admitted, then {@code closed <number> <nanos>} of each, by
 * the clock that all processes of a Linux host share.
 */
final class FleetProgram {
    private static final int AT_ONCE = 32;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Semaphore turns = new Semaphore(AT_ONCE); // a handshake storm is not what is measured
    private final int port;

    private FleetProgram(int port) {
        this.port = port;
    }

    /** Port of the broker, and the file that {@link SteadyFleet} wrote. */
    public static void main(String[] arguments) throws Exception {
        new FleetProgram(Integer.parseInt(arguments[0])).run(Path.of(arguments[1]));
    }

    private void run(Path file) throws Exception {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        CountDownLatch admitted;
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes(in)));
            int count = in.readInt();
            admitted = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                var der = new ByteArrayInputStream(bytes(in));
                turns.acquire();
                connect(i, key, (X509Certificate) certificates.generateCertificate(der), admitted);
            }
        }
        admitted.await();
        say("ready");
        int end = System.in.read(); // until the other side closes
        if (end >= 0) {
            throw new IOException("input: " + end + " (expected: its end)");
        }
        System.exit(0);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void connect(int number, PrivateKey key, X509Certificate certificate, CountDownLatch admitted)
            throws Exception {
        SslContext tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .keyManager(key, certificate)
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
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Device(number, admitted));
                        ReferenceCountUtil.release(tls); // the handler has its own share
                    }
                })
                .connect("127.0.0.1", port)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        say("failed " + connected.cause());
                    }
                });
    }

    private final class Device extends SimpleChannelInboundHandler<ByteBuf> {
        private final int number;
        private final CountDownLatch admitted;

        Device(int number, CountDownLatch admitted) {
            this.number = number;
            this.admitted = admitted;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext channel, Object event) {
            if (event instanceof SslHandshakeCompletionEvent completion) {
                if (completion.isSuccess()) {
                    channel.writeAndFlush(Unpooled.wrappedBuffer(
                            Connect.mqtt5(SteadyFleet.nameOf(number)).bytes()));
                } else {
                    say("failed " + completion.cause());
                }
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext channel, ByteBuf packet) {
            if (packet.getUnsignedByte(packet.readerIndex()) == 0x20) {
                turns.release();
                admitted.countDown();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext channel) {
            say("closed " + number + " " + System.nanoTime());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
            say("failed " + cause);
        }
    }
}
