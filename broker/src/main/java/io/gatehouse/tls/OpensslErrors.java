package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the errors of OpenSSL 3: {@code error:0A0000C7:SSL routines::peer did not return a certificate}. The sentences
 * at their ends stand in its sources beside constants and have been the same in every 3.x.
 */
final class OpensslErrors {
    private static final String SSL = ":SSL routines::";
    private static final String ANY = " routines::";
    /** What cannot be read of a certificate: of what comes from a client, it reads nothing else in this way. */
    private static final String ASN1 = ":asn1 encoding routines::";

    private static final Map<String, Reason> SENTENCES = Map.ofEntries(
            Map.entry("peer did not return a certificate", Reason.TLS_NO_CLIENT_CERTIFICATE),
            Map.entry("unsupported protocol", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("wrong version number", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("unknown protocol", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("version too low", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("inappropriate fallback", Reason.TLS_VERSION_UNSUPPORTED),
            Map.entry("no shared cipher", Reason.TLS_NO_SHARED_CIPHER),
            // No signature algorithm in common with the server's certificate: to a client, the same trouble.
            Map.entry("no shared signature algorithms", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("no suitable signature algorithm", Reason.TLS_NO_SHARED_CIPHER),
            Map.entry("no suitable key share", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("no suitable groups", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("no shared groups", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("unsupported elliptic curve", Reason.TLS_NO_SHARED_GROUP),
            Map.entry("http request", Reason.TLS_PLAINTEXT),
            Map.entry("https proxy request", Reason.TLS_PLAINTEXT),
            Map.entry("bad signature", Reason.TLS_SIGNATURE_INVALID),
            // Of the client's key in TLS 1.2, where tls.groups has not its curve.
            Map.entry("wrong curve", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("wrong signature type", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("wrong signature size", Reason.TLS_SIGNATURE_INVALID),
            Map.entry("unknown certificate type", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("wrong certificate type", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("signature for non signing certificate", Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED),
            Map.entry("ee key too small", Reason.TLS_CERTIFICATE_KEY_WEAK),
            Map.entry("cert length mismatch", Reason.TLS_CERTIFICATE_MALFORMED),
            // RFC 8879: of what a client sends, nothing else is compressed.
            Map.entry("bad decompression", Reason.TLS_CERTIFICATE_MALFORMED),
            Map.entry("bad compression algorithm", Reason.TLS_MALFORMED),
            Map.entry("no renegotiation", Reason.TLS_RENEGOTIATION),
            Map.entry("renegotiation mismatch", Reason.TLS_RENEGOTIATION),
            Map.entry("renegotiation encoding err", Reason.TLS_RENEGOTIATION),
            Map.entry("unsafe legacy renegotiation disabled", Reason.TLS_RENEGOTIATION),
            Map.entry("scsv received when renegotiating", Reason.TLS_RENEGOTIATION),
            // A ClientHello that large is refused by HandshakeLimits before; what else is long is the certificates.
            Map.entry("excessive message size", Reason.TLS_CHAIN_TOO_LONG),
            Map.entry("bad change cipher spec", Reason.TLS_MALFORMED),
            Map.entry("bad cipher", Reason.TLS_MALFORMED),
            Map.entry("bad digest length", Reason.TLS_MALFORMED),
            Map.entry("bad ecpoint", Reason.TLS_MALFORMED),
            Map.entry("bad extension", Reason.TLS_MALFORMED),
            Map.entry("bad key share", Reason.TLS_MALFORMED),
            Map.entry("bad length", Reason.TLS_MALFORMED),
            Map.entry("bad packet", Reason.TLS_MALFORMED),
            Map.entry("bad psk", Reason.TLS_MALFORMED),
            Map.entry("bad psk identity", Reason.TLS_MALFORMED),
            Map.entry("bad record type", Reason.TLS_MALFORMED),
            Map.entry("binder does not verify", Reason.TLS_MALFORMED),
            Map.entry("ccs received early", Reason.TLS_MALFORMED),
            Map.entry("data length too long", Reason.TLS_MALFORMED),
            Map.entry("decryption failed or bad record mac", Reason.TLS_MALFORMED),
            Map.entry("digest check failed", Reason.TLS_MALFORMED),
            Map.entry("encrypted length too long", Reason.TLS_MALFORMED),
            Map.entry("invalid alert", Reason.TLS_MALFORMED),
            Map.entry("invalid ccs message", Reason.TLS_MALFORMED),
            Map.entry("length mismatch", Reason.TLS_MALFORMED),
            Map.entry("length too long", Reason.TLS_MALFORMED),
            Map.entry("length too short", Reason.TLS_MALFORMED),
            Map.entry("missing sigalgs extension", Reason.TLS_MALFORMED),
            Map.entry("missing signing cert", Reason.TLS_MALFORMED),
            Map.entry("missing supported groups extension", Reason.TLS_MALFORMED),
            Map.entry("missing psk kex modes extension", Reason.TLS_MALFORMED),
            Map.entry("mixed handshake and non handshake data", Reason.TLS_MALFORMED),
            Map.entry("no ciphers specified", Reason.TLS_MALFORMED),
            Map.entry("no compression specified", Reason.TLS_MALFORMED),
            Map.entry("not on record boundary", Reason.TLS_MALFORMED),
            Map.entry("packet length too long", Reason.TLS_MALFORMED),
            Map.entry("record length mismatch", Reason.TLS_MALFORMED),
            Map.entry("record too small", Reason.TLS_MALFORMED),
            Map.entry("too many warn alerts", Reason.TLS_MALFORMED),
            Map.entry("unexpected ccs message", Reason.TLS_MALFORMED),
            Map.entry("unexpected message", Reason.TLS_MALFORMED),
            Map.entry("unexpected record", Reason.TLS_MALFORMED),
            Map.entry("unknown alert type", Reason.TLS_MALFORMED));

    /** Of a signature that is not one by this key: RSA has a word for each way to be none. */
    private static final Set<String> SIGNATURES = Set.of(
            "digital envelope routines::provider signature failure",
            "rsa routines::bad signature",
            "rsa routines::block type is not 01",
            "rsa routines::data too large for modulus",
            "rsa routines::first octet invalid",
            "rsa routines::invalid padding",
            "rsa routines::last octet invalid",
            "rsa routines::null before block missing",
            "rsa routines::padding check failed",
            "rsa routines::salt length check failed",
            "rsa routines::salt length recovery failed",
            "rsa routines::wrong signature length");

    private OpensslErrors() {}

    /** Behind {@code error:0A0000C7:}. */
    private static String afterNumber(String message) {
        return message.substring(message.indexOf(':', "error:".length()) + 1);
    }

    /** Whether OpenSSL said it; BoringSSL has words of its own between the colons. */
    static boolean said(String message) {
        return message.startsWith("error:") && message.contains(ANY);
    }

    /** {@code null} where the sentence is not known. */
    static @Nullable Reason reasonOf(String message) {
        if (message.contains(ASN1)) {
            return Reason.TLS_CERTIFICATE_MALFORMED;
        }
        int at = message.indexOf(SSL);
        if (at < 0) {
            // The cryptography below says it first: of what a client signs, a server verifies nothing else.
            return SIGNATURES.contains(afterNumber(message)) ? Reason.TLS_SIGNATURE_INVALID : null;
        }
        String sentence = message.substring(at + SSL.length());
        // "tlsv1 alert unknown ca", "ssl/tls alert bad certificate", "tlsv13 alert missing extension"
        if (sentence.contains(" alert ") && !sentence.startsWith("unknown alert")) {
            return Reason.TLS_ALERT_RECEIVED;
        }
        return SENTENCES.get(sentence);
    }
}
