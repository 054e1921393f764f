package io.gatehouse.load.device;

import io.gatehouse.load.fleet.Identity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a whole fleet: one context, in which each device has its own key and its own tickets. A context of BoringSSL
 * for each device would be ten times the memory of the connection itself, and most of the time of a connect.
 *
 * <p>What tells devices apart inside of it is the port that an engine is said to talk to, which goes nowhere on the
 * wire: here it is the device's number. The key manager chooses by it, and so does the cache of sessions, in TLS 1.2
 * and 1.3.
 *
 * <p>Any thread. {@link #close} when no connection is left.
 */
final class FleetTls implements AutoCloseable {
    /** Of the number in a port; the bits above are a connection's. */
    private static final int DEVICE_BITS = 24;

    private static final int TURNS = 64;

    private final AtomicInteger turn = new AtomicInteger();
    private final SslContext shared;
    private final TlsOptions options;
    private final boolean resume;

    /**
     * @param identities by the device's number; asked at each full handshake, so that it may change
     * @param resume whether devices keep tickets and offer them
     */
    FleetTls(TlsOptions options, IntFunction<Identity> identities, boolean resume) throws SSLException {
        this.options = options;
        this.resume = resume;
        this.shared = options.context(new FleetKeys(identities), resume);
    }

    /**
     * For one connection of one device.
     *
     * @param started is given the handler before the handshake
     */
    SslContext of(int device, Consumer<SslHandler> started) {
        return new OfDevice(device, started);
    }

    /**
     * What the engine is told. The JDK keeps the session of who talks to a port and cannot be told not to; who is not
     * to resume it has another port the next time.
     */
    private int port(int device) {
        return resume || options.engine() != TlsOptions.Engine.JDK
                ? device
                : device | Math.floorMod(turn.getAndIncrement(), TURNS) << DEVICE_BITS;
    }

    private static int device(int port) {
        return port & (1 << DEVICE_BITS) - 1;
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(shared);
    }

    /** What HiveMQ's client is given: makes handlers of the shared context, for one device. */
    private final class OfDevice extends SslContext {
        private final int device;
        private final Consumer<SslHandler> started;

        OfDevice(int device, Consumer<SslHandler> started) {
            this.device = device;
            this.started = started;
        }

        @Override
        protected SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean startTls) {
            SslHandler handler = shared.newHandler(allocator, options.serverName(host), port(device));
            if (resume && handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
                SSL.clearOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET); // Netty's clients take none in TLS 1.2
            }
            started.accept(handler);
            return handler;
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
            return shared.newEngine(allocator, options.serverName(host), port(device));
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            return shared.newEngine(allocator);
        }

        @Override
        public boolean isClient() {
            return true;
        }

        @Override
        public List<String> cipherSuites() {
            return shared.cipherSuites();
        }

        @Override
        @SuppressWarnings("deprecation") // Netty's own name for it, which a context has to have
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return shared.applicationProtocolNegotiator();
        }

        @Override
        public SSLSessionContext sessionContext() {
            return shared.sessionContext();
        }
    }

    /** Asked by device number, which is the name of a key here. */
    private static final class FleetKeys extends X509ExtendedKeyManager {
        private final IntFunction<Identity> identities;

        FleetKeys(IntFunction<Identity> identities) {
            this.identities = identities;
        }

        private Identity of(String alias) {
            return identities.apply(Integer.parseInt(alias));
        }

        @Override
        public @Nullable String chooseEngineClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
            return Integer.toString(device(engine.getPeerPort()));
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return of(alias).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return of(alias).key();
        }

        @Override
        public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
            return null; // no sockets here
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
