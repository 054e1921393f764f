package io.gatehouse.operator;

import io.gatehouse.sigv4.AuthenticationError;
import io.gatehouse.sigv4.Hashes;
import io.gatehouse.sigv4.Header;
import io.gatehouse.sigv4.Request;
import io.gatehouse.sigv4.SigningKeys;
import io.gatehouse.sigv4.Verification;
import io.gatehouse.sigv4.Verifier;
import java.net.InetAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says whose request it is: by its signature, or where it has none by the client certificate of its connection. A
 * signature that is wrong is refused, whatever the certificate says. Any thread; waits for nothing.
 */
public final class OperatorGate {
    private final Operators operators;
    private final InstantSource time;
    private final Verifier verifier;

    /** Takes changes that were signed from now on. */
    public OperatorGate(Operators operators, InstantSource time) {
        this.operators = operators;
        this.time = time;
        this.verifier = new Verifier(keys(operators), time.instant());
    }

    /** An operator has no session tokens: with one the credentials are another service's. */
    private static SigningKeys keys(Operators operators) {
        return (keyId, sessionToken) -> {
            OperatorIndex.Held held = operators.holder(keyId);
            return held == null || sessionToken != null ? null : operators.secret(held);
        };
    }

    /**
     * Whose request it is.
     *
     * @param path as it was sent, percent-encoded
     * @param query as it was sent, {@code null} where there is none
     * @param headers in their order, one character for each byte
     * @param certificate of the client, whose key the handshake proved, {@code null} where it showed none
     */
    public Identification identify(
            String method,
            String path,
            @Nullable String query,
            List<Header> headers,
            byte[] body,
            @Nullable X509Certificate certificate,
            InetAddress peer) {
        Instant now = time.instant();
        return switch (verifier.verify(Request.of(method, path, query, headers, body), now)) {
            case Verification.Verified verified -> signed(verified, peer, now);
            case Verification.Refused(AuthenticationError error, String _)
            when error == AuthenticationError.MISSING_AUTHENTICATION_TOKEN && certificate != null ->
                shown(certificate, now);
            case Verification.Refused(AuthenticationError error, String message) ->
                new Identification.Refused(error, message);
        };
    }

    /** Whether something of a signature may be in the query of a request, as it was sent. */
    public static boolean isSigned(@Nullable String query) {
        return Verifier.isPresigned(query);
    }

    private Identification signed(Verification.Verified verified, InetAddress peer, Instant now) {
        OperatorIndex.Held held = operators.holder(verified.accessKeyId());
        if (held == null) { // taken away meanwhile
            return new Identification.Refused(
                    AuthenticationError.UNRECOGNIZED_CLIENT, "The access key in the request is not known.");
        }
        operators.used(held.key().id(), new KeyUse(now, peer.getHostAddress(), verified.service()));
        return new Identification.Identified(
                held.operator().name(), held.operator().role(), held.key().id(), verified.service(), verified.region());
    }

    private Identification shown(X509Certificate certificate, Instant now) {
        try {
            String sha256 = sha256(certificate);
            Operator operator = operators.withCertificate(sha256);
            certificate.checkValidity(Date.from(now));
            if (operator != null) {
                return new Identification.Identified(operator.name(), operator.role(), sha256, null, null);
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return new Identification.Refused(
                    AuthenticationError.UNRECOGNIZED_CLIENT, "The client certificate is not valid now.");
        } catch (CertificateEncodingException e) {
            return new Identification.Refused(
                    AuthenticationError.UNRECOGNIZED_CLIENT, "The client certificate cannot be read.");
        }
        return new Identification.Refused(
                AuthenticationError.UNRECOGNIZED_CLIENT, "The client certificate is no operator's.");
    }

    /** By what {@link Operators#addCertificate} knows a certificate: 64 hexadecimal digits in lower case. */
    public static String sha256(X509Certificate certificate) throws CertificateEncodingException {
        return Hashes.sha256Hex(certificate.getEncoded());
    }
}
