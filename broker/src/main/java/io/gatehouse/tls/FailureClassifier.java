package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the exceptions of Netty, BoringSSL, OpenSSL and the JDK.
 *
 * <p>What they mean is in their types where there are types for it, else in their messages: BoringSSL ends each with a
 * constant of its C headers ({@code …:NO_SHARED_CIPHER}), which is stable; the JDK writes sentences, which are not, so
 * that each of them is provoked by a test. What is not recognised is TLS_FAILED and never something more precise that
 * may be wrong.
 */
final class FailureClassifier {
    private static final int MAX_DETAIL = 300;

    /** The last word of a BoringSSL error. */
    private static final Map<String, Reason> BORINGSSL = Map.ofEntries(
            Map.entry("PEER_DID_NOT_RETURN_A_CERTIFICATE", Reason.TLS_NO_CLIENT_CERTIFICATE),
            Map.entry("UNSUPPORTED_PROTOCOL", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("WRONG_VERSION_NUMBER", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("UNKNOWN_PROTOCOL", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("UNSUPPORTED_PROTOCOL_FOR_CUSTOM_KEY", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("INAPPROPRIATE_FALLBACK", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("NO_SHARED_CIPHER", Reason.TLS_NO_SHARED_CIPHER),
            // No signature algorithm in common with the server's certificate: to a client, the same trouble.
            Map.entry("NO_COMMON_SIGNATURE_ALGORITHMS", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("NO_SHARED_GROUP", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("WRONG_CURVE", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("HTTP_REQUEST", Reason.TLS_PLAINTEXT),
            Map.entry("HTTPS_PROXY_REQUEST", Reason.TLS_PLAINTEXT),
            Map.entry("BAD_SIGNATURE", Reason.TLS_SIGNATURE_INVALID),
            // What another key's RSA signature looks like inside is chance, and so is which check it fails at first.
            Map.entry("LAST_OCTET_INVALID", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("FIRST_OCTET_INVALID", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("SLEN_CHECK_FAILED", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("SLEN_RECOVERY_FAILED", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("BLOCK_TYPE_IS_NOT_01", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("PADDING_CHECK_FAILED", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("DATA_TOO_LARGE_FOR_MODULUS", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("WRONG_SIGNATURE_LENGTH", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("WRONG_SIGNATURE_TYPE", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("UNKNOWN_CERTIFICATE_TYPE", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("WRONG_CERTIFICATE_TYPE", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            // BoringSSL looks at it by itself in TLS 1.3, before LeafFitness does.
            Map.entry("KEY_USAGE_BIT_INCORRECT", Reason.TLS_CERTIFICATE_USAGE_WRONG),
            Map.entry("CANNOT_PARSE_LEAF_CERT", Reason.TLS_CERTIFICATE_MALFORMED),
            Map.entry("RENEGOTIATION_MISMATCH", Reason.TLS_RENEGOTIATION),
            Map.entry("NO_RENEGOTIATION", Reason.TLS_RENEGOTIATION),
            Map.entry("TOO_MANY_KEY_UPDATES", Reason.TLS_RENEGOTIATION),
            Map.entry("TOO_MANY_EMPTY_FRAGMENTS", Reason.TLS_MALFORMED),
            Map.entry("TOO_MANY_WARNING_ALERTS", Reason.TLS_MALFORMED),
            Map.entry("BAD_ALERT", Reason.TLS_MALFORMED),
            Map.entry("BAD_CHANGE_CIPHER_SPEC", Reason.TLS_MALFORMED),
            Map.entry("BAD_ECPOINT", Reason.TLS_MALFORMED),
            Map.entry("BAD_HELLO_REQUEST", Reason.TLS_MALFORMED),
            Map.entry("CLIENTHELLO_PARSE_FAILED", Reason.TLS_MALFORMED),
            Map.entry("CLIENTHELLO_TLSEXT", Reason.TLS_MALFORMED),
            Map.entry("DATA_LENGTH_TOO_LONG", Reason.TLS_MALFORMED),
            Map.entry("DECODE_ERROR", Reason.TLS_MALFORMED),
            Map.entry("DECRYPTION_FAILED_OR_BAD_RECORD_MAC", Reason.TLS_MALFORMED),
            Map.entry("DIGEST_CHECK_FAILED", Reason.TLS_MALFORMED),
            Map.entry("DUPLICATE_EXTENSION", Reason.TLS_MALFORMED),
            Map.entry("DUPLICATE_KEY_SHARE", Reason.TLS_MALFORMED),
            Map.entry("ENCRYPTED_LENGTH_TOO_LONG", Reason.TLS_MALFORMED),
            Map.entry("ERROR_PARSING_EXTENSION", Reason.TLS_MALFORMED),
            // A ClientHello that large is refused by HandshakeLimits before; what else is long is the certificates.
            Map.entry("EXCESSIVE_MESSAGE_SIZE", Reason.TLS_CHAIN_TOO_LONG),
            Map.entry("EXCESS_HANDSHAKE_DATA", Reason.TLS_MALFORMED),
            Map.entry("FRAGMENT_MISMATCH", Reason.TLS_MALFORMED),
            Map.entry("INVALID_ALPN_PROTOCOL_LIST", Reason.TLS_MALFORMED),
            Map.entry("INVALID_COMPRESSION_LIST", Reason.TLS_MALFORMED),
            Map.entry("INVALID_OUTER_RECORD_TYPE", Reason.TLS_MALFORMED),
            Map.entry("LENGTH_MISMATCH", Reason.TLS_MALFORMED),
            Map.entry("MISSING_EXTENSION", Reason.TLS_MALFORMED),
            Map.entry("MISSING_KEY_SHARE", Reason.TLS_MALFORMED),
            Map.entry("NO_COMPRESSION_SPECIFIED", Reason.TLS_MALFORMED),
            Map.entry("PARSE_TLSEXT", Reason.TLS_MALFORMED),
            Map.entry("PRE_SHARED_KEY_MUST_BE_LAST", Reason.TLS_MALFORMED),
            Map.entry("UNEXPECTED_MESSAGE", Reason.TLS_MALFORMED),
            Map.entry("UNEXPECTED_RECORD", Reason.TLS_MALFORMED),
            Map.entry("WRONG_VERSION_ON_EARLY_DATA", Reason.TLS_MALFORMED));

    /** Parts of the JDK's sentences, the first that is found decides. */
    private static final List<Map.Entry<String, Reason>> JDK = List.of(
            Map.entry("Empty client certificate chain", Reason.TLS_NO_CLIENT_CERTIFICATE),
            Map.entry("Received fatal alert", Reason.TLS_ALERT_RECEIVED),
            Map.entry("Unexpected plaintext alert received", Reason.TLS_ALERT_RECEIVED),
            Map.entry("Received close_notify during handshake", Reason.TLS_CLOSED_EARLY),
            Map.entry("Client requested protocol", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("is not enabled or supported in server context", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("no cipher suites in common", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("No available authentication scheme", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("No supported signature algorithm", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("No common named group", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("Invalid CertificateVerify", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("Cannot verify CertificateVerify signature", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("Unsupported signature algorithm", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("The certificate chain length (", Reason.TLS_CHAIN_TOO_LONG),
            Map.entry("The size of the handshake message (", Reason.TLS_CHAIN_TOO_LONG),
            Map.entry("server_name extension", Reason.TLS_SERVER_NAME_INVALID),
            Map.entry("Illegal server name", Reason.TLS_SERVER_NAME_INVALID),
            Map.entry("Unsupported or unrecognized SSL message", Reason.TLS_PLAINTEXT),
            Map.entry("Unrecognized SSL message", Reason.TLS_PLAINTEXT),
            Map.entry("renegotiation", Reason.TLS_RENEGOTIATION),
            Map.entry("Failed to parse client certificates", Reason.TLS_CERTIFICATE_MALFORMED),
            Map.entry("Failed to parse server certificates", Reason.TLS_CERTIFICATE_MALFORMED),
            Map.entry("Could not parse certificate", Reason.TLS_CERTIFICATE_MALFORMED),
            Map.entry("(decode_error)", Reason.TLS_MALFORMED),
            Map.entry("(unexpected_message)", Reason.TLS_MALFORMED),
            Map.entry("(bad_record_mac)", Reason.TLS_MALFORMED),
            Map.entry("(illegal_parameter)", Reason.TLS_MALFORMED),
            Map.entry("(record_overflow)", Reason.TLS_MALFORMED));

    private FailureClassifier() {}

    static HandshakeFailure classify(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) { // a cycle of causes ends too
            HandshakeFailure found = one(cause);
            if (found != null) {
                return found;
            }
            cause = cause.getCause();
        }
        return new HandshakeFailure(Reason.TLS_FAILED, bounded(String.valueOf(failure.getMessage())), null);
    }

    private static @Nullable HandshakeFailure one(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return switch (cause) {
            case HandshakeRefused refused -> new HandshakeFailure(refused.reason(), bounded(message), refused.leaf());
            // Without its message, which quotes the first bytes: they may be a password sent to the wrong port.
            case NotSslRecordException _ ->
                new HandshakeFailure(Reason.TLS_PLAINTEXT, "the first bytes are not a TLS record", null);
            case SslHandshakeTimeoutException _ ->
                new HandshakeFailure(Reason.TLS_HANDSHAKE_TIMEOUT, bounded(message), null);
            case ClosedChannelException _ -> closedEarly();
            default -> byMessage(cause, message);
        };
    }

    private static HandshakeFailure closedEarly() {
        return new HandshakeFailure(Reason.TLS_CLOSED_EARLY, "the connection ended during the handshake", null);
    }

    private static @Nullable HandshakeFailure byMessage(Throwable cause, String message) {
        String constant = message.substring(message.lastIndexOf(':') + 1);
        if (constant.equals("BAD_PACKET_LENGTH")) {
            // RFC 8446 section 5.1 wants it encrypted, but OpenSSL's clients send in the clear what they dislike about
            // the server's certificate: a record too short to be decrypted.
            return new HandshakeFailure(
                    Reason.TLS_ALERT_RECEIVED,
                    "an alert that was not encrypted (most often: the client does not trust the server's certificate)",
                    null);
        }
        Reason reason = OpensslErrors.said(message) ? OpensslErrors.reasonOf(message) : BORINGSSL.get(constant);
        if (reason == null && message.contains("SSL routines") && constant.contains("_ALERT_")) {
            reason = Reason.TLS_ALERT_RECEIVED;
        }
        if (reason == null) {
            reason = jdk(message);
        }
        if (reason != null) {
            return new HandshakeFailure(reason, detail(reason, message), null);
        }
        // A reset connection, or Netty's word for one that closed while shaking hands.
        boolean closed = message.startsWith("Connection closed while SSL/TLS handshake was in progress")
                || (cause instanceof IOException && message.startsWith("Connection reset"));
        return closed ? closedEarly() : null;
    }

    private static @Nullable Reason jdk(String message) {
        for (Map.Entry<String, Reason> sentence : JDK) {
            if (message.contains(sentence.getKey())) {
                return sentence.getValue();
            }
        }
        return null;
    }

    private static String detail(Reason reason, String message) {
        if (reason == Reason.TLS_NO_CLIENT_CERTIFICATE) {
            // The one that needs words: a device with such a key believes that it has a certificate and sends none.
            return "the client sent no certificate (expected: one; with the BoringSSL engine a client with an Ed25519"
                    + " key, or in TLS 1.3 a P-521 key, sends none, because BoringSSL does not offer these signatures:"
                    + " use a P-256 key, or set tls.engine to openssl or jdk)";
        }
        if (reason == Reason.TLS_CERTIFICATE_USAGE_WRONG) {
            return LeafFitness.NOT_FOR_SIGNING.detail();
        }
        return bounded(message);
    }

    private static String bounded(String text) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), MAX_DETAIL));
        for (int i = 0; i < text.length() && i < MAX_DETAIL; i++) {
            char c = text.charAt(i);
            plain.append(Character.isISOControl(c) ? '?' : c);
        }
        return plain.toString();
    }
}
