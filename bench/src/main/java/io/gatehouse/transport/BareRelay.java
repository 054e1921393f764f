package io.gatehouse.transport;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.DevelopmentCa;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The yardstick of {@code WholePath}: the least a server on one Netty loop with BoringSSL can do and still carry every
 * frame to its receiver. Mutual TLS as the broker has it, with any certificate taken; frames are found by their length
 * and copied behind each other into one buffer for each receiver, which is flushed once at the end of the loop's turn.
 * No packet is checked, no right is asked, no topic is looked at: device 2n publishes, device 2n + 1 receives.
 */
public final class BareRelay {
    static final String RESUMPTION = "resumption";

    private static final int WATER_MARK = 256 * 1024;

    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    private BareRelay() {}

    /**
     * Runs until standard input ends.
     *
     * @param arguments the folder, and {@code resumption} where it issues tickets
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        SslContext tls =
                tls(DevelopmentCa.openOrCreate(folder), List.of(arguments).contains(RESUMPTION));
        Map<String, Relay> receivers = new HashMap<>();
        List<Relay> dirty = new ArrayList<>();
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(WATER_MARK / 2, WATER_MARK))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline().addLast(tls.newHandler(accepted.alloc()), new Relay(receivers, dirty));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync();
        ServerProcess.announce(
                folder, List.of(((InetSocketAddress) bound.channel().localAddress()).getPort()));
        ServerProcess.awaitEndOfInput();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    /** @param resumption whether it issues tickets; without, it keeps no session in any way, as the broker does not */
    static SslContext tls(DevelopmentCa authority, boolean resumption) throws SSLException {
        TlsSettings settings = TlsSettings.DEFAULTS;
        SslContext tls = SslContextBuilder.forServer(
                        authority.serverKey(), authority.serverChain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(settings.versions())
                .ciphers(SUITES)
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .option(OpenSslContextOption.GROUPS, settings.groups().toArray(String[]::new))
                .sessionTimeout(settings.ticketLifetime().toSeconds()) // Netty's five minutes are less than a run
                .build();
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) tls.sessionContext();
        sessions.setSessionCacheEnabled(false);
        if (resumption) {
            sessions.setTicketKeys(ticketKey());
        }
        return tls;
    }

    private static OpenSslSessionTicketKey ticketKey() {
        SecureRandom random = new SecureRandom();
        byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
        byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
        byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
        random.nextBytes(name);
        random.nextBytes(hmac);
        random.nextBytes(aes);
        return new OpenSslSessionTicketKey(name, hmac, aes);
    }

    /** One connection. All of them live on one thread. */
    private static final class Relay extends ByteToMessageDecoder {
        private final Map<String, Relay> receivers;
        private final List<Relay> dirty;
        private @Nullable ChannelHandlerContext channel;
        private @Nullable ByteBuf pending;
        private @Nullable Relay receiver;
        private String clientId = "";

        Relay(Map<String, Relay> receivers, List<Relay> dirty) {
            this.receivers = receivers;
            this.dirty = dirty;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            channel = added;
        }

        @Override
        protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
            for (int length = Frames.length(in); length > 0; length = Frames.length(in)) {
                handle(in, length);
                in.skipBytes(length);
            }
        }

        private void handle(ByteBuf in, int length) {
            switch (Frames.type(in)) {
                case 1 -> connected(in);
                case Frames.PUBLISH -> forward(in, length);
                case 8 -> append(Frames.suback(in.getByte(in.readerIndex() + length - 1)), 0, 5);
                case 14 -> {
                    if (channel != null) {
                        var _ = channel.close();
                    }
                }
                default -> {} // acknowledgements end here, as they do at a broker
            }
        }

        private void connected(ByteBuf in) {
            int at = Frames.body(in) + 10; // behind the protocol name, its level, the flags and the keep-alive
            clientId = in.toString(at + 2, in.getUnsignedShort(at), StandardCharsets.US_ASCII);
            receivers.put(clientId, this);
            append(Frames.connack(), 0, 4);
        }

        private void forward(ByteBuf in, int length) {
            Relay to = receiver;
            if (to == null) {
                to = receivers.get(WholePath.receiverOf(clientId));
                receiver = to;
            }
            if (to != null) {
                to.append(in, in.readerIndex(), length);
            }
            if ((in.getByte(in.readerIndex()) & 0b110) != 0) {
                int at = Frames.body(in);
                Frames.puback(buffer(), in.getUnsignedShort(at + 2 + in.getUnsignedShort(at)));
            }
        }

        private void append(ByteBuf from, int at, int length) {
            buffer().writeBytes(from, at, length);
        }

        private ByteBuf buffer() {
            ByteBuf known = pending;
            if (known == null) {
                ChannelHandlerContext own = Objects.requireNonNull(channel);
                known = own.alloc().buffer(256);
                pending = known;
                if (dirty.isEmpty()) {
                    var loop = (SingleThreadEventLoop) own.channel().eventLoop();
                    loop.executeAfterEventLoopIteration(() -> flush(dirty));
                }
                dirty.add(this);
            }
            return known;
        }

        private static void flush(List<Relay> dirty) {
            for (Relay relay : dirty) {
                ByteBuf bytes = relay.pending;
                ChannelHandlerContext own = relay.channel;
                if (bytes != null && own != null) {
                    relay.pending = null;
                    var _ = own.writeAndFlush(bytes, own.voidPromise());
                }
            }
            dirty.clear();
        }

        @Override
        public void channelInactive(ChannelHandlerContext gone) {
            receivers.remove(clientId, this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
            var _ = broken.close();
        }
    }
}
