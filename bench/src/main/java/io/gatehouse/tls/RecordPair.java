package io.gatehouse.tls;

import io.gatehouse.Folders;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One connection, both ends in memory: the broker's with the handlers of {@link ServerTls}, as a
 * listener adds them, and the device's. One thread, no sockets; what one end sends waits in its outbound queue.
 *
 * <p>The device of {@link #open} is on the JDK's engine whatever the broker's is, because it decides the suite by
 * offering no other, and BoringSSL offers all three in TLS 1.3.
 */
final class RecordPair implements AutoCloseable {
    /** The same for every pair, so that many of them are made quickly. */
    private static @Nullable Credentials made;

    private final ServerTls tls;
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final EmbeddedChannel client;

    private RecordPair(ServerTls tls, SslHandler clientTls) {
        this.tls = tls;
        tls.addTo(server.pipeline());
        client = new EmbeddedChannel(clientTls);
    }

    /**
     * A connection whose handshake is done.
     *
     * @param engine of the server: boringssl, openssl or jdk
     * @param version TLSv1.3 or TLSv1.2
     * @throws TlsConfigurationException for an engine that this JVM does not have: what it has, and what to do
     * @throws IllegalArgumentException for another word
     * @throws IllegalStateException where something else was negotiated
     */
    static RecordPair open(String engine, String version, Aead aead) throws Exception {
        Credentials credentials = credentials();
        RecordPair pair = begin(engine, version, credentials.server(), device(credentials, version, aead));
        try {
            pair.talk();
            pair.check(version, aead.suite(version));
            return pair;
        } catch (SSLException | IllegalStateException e) {
            pair.close();
            throw e;
        }
    }

    /** A connection before its handshake: {@link #talk} goes on. */
    static RecordPair begin(String engine, String version, CertificateAndKey server, SslContext device)
            throws TlsConfigurationException {
        ServerTls tls = ServerTls.open(
                settings(engine, version),
                Doors.of(List.of(Protocol.MQTT), false),
                new ServerCertificates(List.of(new ServerCertificate(server, null)), List.of()),
                (id, leaf) -> null);
        return new RecordPair(tls, device.newHandler(ByteBufAllocator.DEFAULT));
    }

    /** Of P-256 keys, both. */
    private record Credentials(CertificateAndKey server, CertificateAndKey device, X509Certificate root) {}

    private static synchronized Credentials credentials() throws Exception {
        if (made == null) {
            Path folder = Files.createTempDirectory("gatehouse-bench");
            try {
                made = credentials(DevelopmentCa.openOrCreate(folder));
            } finally {
                Folders.delete(folder);
            }
        }
        return made;
    }

    private static Credentials credentials(DevelopmentCa authority) throws Exception {
        IssuedCertificate device = authority.issueDevice("records");
        List<X509Certificate> chain =
                Stream.concat(Stream.of(device.leaf()), device.chain().stream()).toList();
        return new Credentials(
                new CertificateAndKey(authority.serverChain(), authority.serverKey()),
                new CertificateAndKey(chain, device.key()),
                authority.root());
    }

    private static TlsSettings settings(String engine, String version) {
        TlsSettings.Engine known = switch (engine) {
            case "boringssl" -> TlsSettings.Engine.BORINGSSL;
            case "openssl" -> TlsSettings.Engine.OPENSSL;
            case "jdk" -> TlsSettings.Engine.JDK;
            default ->
                throw new IllegalArgumentException("engine: " + engine + " (expected: boringssl, openssl or jdk)");
        };
        return SampleSettings.of(known, List.of(version), TlsSettings.DEFAULTS.groups(), false);
    }

    private static SslContext device(Credentials credentials, String version, Aead aead) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(version)
                .ciphers(List.of(aead.suite(version)))
                .endpointIdentificationAlgorithm("") // nothing here has a name
                .trustManager(credentials.root())
                .keyManager(credentials.device().key(), credentials.device().chain())
                .build();
    }

    private void check(String version, String suite) throws SSLException {
        for (EmbeddedChannel end : List.of(client, server)) {
            SslHandler handler = end.pipeline().get(SslHandler.class);
            if (handler == null || !handler.handshakeFuture().isSuccess()) {
                throw new SSLException(
                        "handshake: failed (expected: " + suite + " in " + version + ")",
                        handler == null ? null : handler.handshakeFuture().cause());
            }
            SSLSession session = handler.engine().getSession();
            if (!session.getProtocol().equals(version)
                    || !session.getCipherSuite().equals(suite)) {
                throw new IllegalStateException("negotiated: " + session.getCipherSuite() + " in "
                        + session.getProtocol() + " (expected: " + suite + " in " + version + ")");
            }
        }
    }

    EmbeddedChannel server() {
        return server;
    }

    EmbeddedChannel client() {
        return client;
    }

    /** Hands over what either end sends until neither sends any more. */
    void talk() {
        boolean moved = true;
        while (moved) {
            boolean there = pass(client, server);
            moved = pass(server, client) || there;
        }
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean moved = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved = true;
            if (to.isActive()) {
                to.pipeline().fireChannelRead(bytes);
                to.pipeline().fireChannelReadComplete();
            } else {
                bytes.release();
            }
        }
        to.runPendingTasks();
        return moved;
    }

    @Override
    public void close() {
        for (EmbeddedChannel end : List.of(client, server)) {
            end.disconnect().syncUninterruptibly();
            end.runPendingTasks();
            end.releaseInbound();
            end.releaseOutbound();
        }
        tls.close();
    }
}
