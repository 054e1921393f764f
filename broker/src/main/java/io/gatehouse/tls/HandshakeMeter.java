package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Watches a handshake from outside: counts and times what goes by, and reads what is not encrypted. Decides nothing and
 * changes nothing. First of the TLS handlers of a pipeline; whoever hears of the handshake's end takes the record out
 * of it, and with it this handler. Confined to the channel's event loop.
 *
 * <p>Bytes are counted as they come from the socket: what a client sends along with its last flight, a CONNECT most
 * often, is counted with it, because only the engine knows where the one ends and the other begins.
 */
public final class HandshakeMeter extends ChannelDuplexHandler {
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int CERTIFICATE_VERIFY = 15;
    /** A ServerHello with the key of X25519MLKEM768 has some 1,300. */
    private static final int MAX_SERVER_HELLO = 2048;
    /** Curve, a point of secp521r1 and the algorithm have 139; the signature behind them is not needed. */
    private static final int MAX_KEY_EXCHANGE = 160;

    private static final X509Certificate[] NO_CHAIN = {};
    private static final HelloReading NO_HELLO = new HelloReading(null, null);

    private final HandshakeMeters meters;
    private final long acceptedNanos = System.nanoTime();
    private final Flights flights = new Flights();
    private final PlainMessages fromClient;
    private final PlainMessages fromServer;

    private HelloReading hello = NO_HELLO;
    private ServerReading agreed = ServerReading.NOTHING;
    private boolean retried;
    private int clientSignature;
    private boolean done;
    private int doneMicros;

    HandshakeMeter(HandshakeMeters meters) {
        this.meters = meters;
        this.fromClient = new PlainMessages(new OfClient());
        this.fromServer = new PlainMessages(new OfServer());
    }

    /** What goes by from now on is read by this handler too; the meter has seen all of it. */
    void watch(SslHandler tls) {
        tls.handshakeFuture().addListener(ended -> {
            done = true;
            doneMicros = nowMicros();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!done && message instanceof ByteBuf buffer) {
            flights.add(true, buffer.readableBytes(), nowMicros());
            fromClient.look(buffer);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!done && message instanceof ByteBuf buffer && buffer.isReadable()) {
            flights.add(false, buffer.readableBytes(), nowMicros());
            fromServer.look(buffer);
        }
        var _ = ctx.write(message, promise);
    }

    private int nowMicros() {
        return (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - acceptedNanos) / 1000);
    }

    private final class OfClient implements PlainMessages.Reader {
        @Override
        public int wanted(int type) {
            return switch (type) {
                case CLIENT_HELLO -> meters.maxClientHelloBytes();
                case CERTIFICATE_VERIFY -> 2; // of TLS 1.2; later it is encrypted
                default -> 0;
            };
        }

        @Override
        public void read(int type, byte[] start, int length) {
            if (type == CERTIFICATE_VERIFY) {
                clientSignature = new Octets(start, length).u16();
            } else {
                hello = meters.shared(HelloReading.of(start, length)); // the second one, where there are two
            }
        }

        @Override
        public boolean readsOn() {
            return retried;
        }
    }

    private final class OfServer implements PlainMessages.Reader {
        @Override
        public int wanted(int type) {
            return switch (type) {
                case SERVER_HELLO -> MAX_SERVER_HELLO;
                case SERVER_KEY_EXCHANGE -> MAX_KEY_EXCHANGE;
                default -> 0;
            };
        }

        @Override
        public void read(int type, byte[] start, int length) {
            if (type == SERVER_KEY_EXCHANGE) {
                agreed = agreed.withKeyExchange(start, length);
                return;
            }
            ServerReading said = ServerReading.ofHello(start, length);
            retried |= said.retry();
            agreed = new ServerReading(said.version(), said.cipherSuite(), said.group(), 0, retried);
        }

        @Override
        public boolean readsOn() {
            return retried;
        }
    }

    /**
     * The record of a handshake that has just completed; the watching ends. On the channel's loop, before the channel
     * closes.
     *
     * @return {@code null} where it was not watched, or taken before
     */
    public static @Nullable HandshakeRecord take(Channel channel) {
        HandshakeMeter meter = channel.pipeline().get(HandshakeMeter.class);
        if (meter == null) {
            return null;
        }
        HandshakeRecord record = meter.completed(channel.pipeline().get(SslHandler.class));
        channel.pipeline().remove(meter);
        return record;
    }

    private HandshakeRecord completed(SslHandler tls) {
        SSLSession session = tls.engine().getSession();
        boolean resumed = Resumption.happened(tls.engine());
        return record(resumed, tls.applicationProtocol(), true, signed(session, resumed), chainOf(session));
    }

    /** What the server signed with in TLS 1.3 is encrypted too; its own certificate says as much as a client's. */
    private ServerReading signed(SSLSession session, boolean resumed) {
        Certificate[] own = session.getLocalCertificates();
        if (resumed || agreed.version() != TlsNames.TLS_1_3 || own == null || own.length == 0) {
            return agreed;
        }
        int signature = LeafKey.signature(SentCertificate.derOf((X509Certificate) own[0]));
        return new ServerReading(agreed.version(), agreed.cipherSuite(), agreed.group(), signature, agreed.retry());
    }

    private static X509Certificate[] chainOf(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException e) {
            return NO_CHAIN;
        }
    }

    /**
     * The record of a handshake that failed, as far as it went; {@code null} where it was not watched.
     *
     * @param chain that was shown, {@code null} where it did not come to that
     */
    static @Nullable HandshakeRecord failed(Channel channel, X509Certificate @Nullable [] chain) {
        HandshakeMeter meter = channel.pipeline().get(HandshakeMeter.class);
        return meter == null ? null : meter.record(false, null, false, meter.agreed, chain == null ? NO_CHAIN : chain);
    }

    private HandshakeRecord record(
            boolean resumed,
            @Nullable String applicationProtocol,
            boolean completed,
            ServerReading agreed,
            X509Certificate[] chain) {
        return new HandshakeRecord(
                hello,
                meters.shared(agreed),
                clientSignature,
                resumed,
                applicationProtocol,
                flights.packed(),
                done ? doneMicros : nowMicros(),
                completed,
                chain);
    }
}
