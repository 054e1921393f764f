package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a completed handshake looked like. Immutable; made on the channel's loop.
 *
 * @param certificateId see {@link CertificateIds}; {@code null} of a client that was not asked for a certificate
 * @param leaf the client's certificate; with BoringSSL its fields are parsed on first use, its DER is at hand; {@code
 *     null} likewise
 * @param protocol {@code TLSv1.3} or {@code TLSv1.2}
 * @param cipherSuite by its IANA name
 * @param group of the key exchange, by its IANA name; {@code null} where the engine does not tell (the JDK)
 * @param resumed whether an earlier session was continued: nothing proved that the peer still has the private key
 * @param serverName SNI the client sent
 * @param applicationProtocol agreed by ALPN
 * @param record its course; {@code null} where nobody watched
 */
public record Handshake(
        @Nullable String certificateId,
        @Nullable X509Certificate leaf,
        String protocol,
        String cipherSuite,
        @Nullable String group,
        boolean resumed,
        @Nullable String serverName,
        @Nullable String applicationProtocol,
        @Nullable HandshakeRecord record) {

    /**
     * Call it once, on the channel's loop, after the handshake completed and before the channel closes.
     *
     * @throws IllegalStateException when the handshake has not completed
     */
    public static Handshake of(SslHandler handler) {
        return of(handler, leafOf(handler.engine().getSession()));
    }

    /** As {@link #of}, of a client that was not asked for a certificate. */
    public static Handshake withoutCertificate(SslHandler handler) {
        return of(handler, null);
    }

    private static Handshake of(SslHandler handler, @Nullable X509Certificate leaf) {
        SSLSession session = handler.engine().getSession();
        return new Handshake(
                leaf == null ? null : CertificateIds.of(leaf),
                leaf,
                session.getProtocol(),
                session.getCipherSuite(),
                session instanceof OpenSslSession openSsl ? ianaName(openSsl.getNamedGroup()) : null,
                Resumption.happened(handler.engine()),
                ServerNames.of(session),
                handler.applicationProtocol(),
                null);
    }

    /**
     * The same with its course, and with what only that knows: the JDK tells no group.
     *
     * @param watched {@code null} where nobody watched
     */
    public Handshake over(@Nullable HandshakeRecord watched) {
        return new Handshake(
                certificateId,
                leaf,
                protocol,
                cipherSuite,
                group == null && watched != null ? watched.group() : group,
                resumed,
                serverName,
                applicationProtocol,
                watched);
    }

    /** BoringSSL takes its groups by the names of the IANA, and tells them by others. */
    private static @Nullable String ianaName(@Nullable String group) {
        return switch (group) {
            case "X25519" -> "x25519";
            case "P-256" -> "secp256r1";
            case "P-384" -> "secp384r1";
            case "P-521" -> "secp521r1";
            case null, default -> group;
        };
    }

    private static X509Certificate leafOf(SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("handshake: no client certificate (expected: a completed handshake)", e);
        }
    }
}
