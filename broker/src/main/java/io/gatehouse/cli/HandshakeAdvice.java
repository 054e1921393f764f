package io.gatehouse.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/**
 * What a failed handshake means to whoever runs the device.
 *
 * @param cause in words
 * @param remedy what to do
 */
record HandshakeAdvice(String cause, String remedy) {
    private static final String FATAL = "Received fatal alert: ";

    /** @param heard whether the server sent anything before */
    static HandshakeAdvice of(IOException trouble, boolean heard) {
        return switch (trouble) {
            case SocketTimeoutException _ ->
                new HandshakeAdvice(
                        heard ? "the server stopped answering in the handshake" : "the server does not answer",
                        "look whether a TLS server listens there, and whether a firewall drops what is long");
            case EOFException _
            when !heard ->
                new HandshakeAdvice(
                        "the server closed the connection without a word",
                        "look whether a TLS server listens there: a listener at its limit and a load balancer without"
                                + " servers behind it do this too");
            case EOFException _ ->
                new HandshakeAdvice(
                        "the server closed the connection in the middle of the handshake", "read the broker's log");
            default -> ofMessage(String.valueOf(trouble.getMessage()));
        };
    }

    private static HandshakeAdvice ofMessage(String message) {
        int at = message.indexOf(FATAL);
        if (at >= 0) {
            return ofAlert(message.substring(at + FATAL.length()).strip());
        }
        if (message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
            return new HandshakeAdvice(
                    "the server does not speak TLS on this port",
                    "name the TLS port (8883 is usual); plain MQTT is not offered by Gatehouse");
        }
        if (message.startsWith("Connection reset") || message.startsWith("Broken pipe")) {
            return new HandshakeAdvice(
                    "the server, or something on the way, reset the connection",
                    "read the broker's log; where it has nothing, look at firewalls and proxies");
        }
        return new HandshakeAdvice("the handshake failed: " + message, "read the broker's log for the same moment");
    }

    /** RFC 8446 section 6.2, as Gatehouse and other servers use them. */
    static HandshakeAdvice ofAlert(String alert) {
        String cause = switch (alert) {
            case "certificate_required" -> "it wants a client certificate and got none";
            case "bad_certificate" -> "it cannot use the client certificate, or got none";
            case "unsupported_certificate" -> "the client certificate is of a kind it does not take";
            case "certificate_unknown" -> "it does not take the client certificate as such";
            case "certificate_expired" -> "the client certificate has ended";
            case "certificate_revoked" -> "the client certificate is revoked";
            case "unknown_ca" -> "it does not know who issued the client certificate";
            case "access_denied" -> "it knows the client certificate and does not let it in";
            case "decrypt_error" -> "the client's signature is not of the key in its certificate";
            case "handshake_failure" -> "there is no cipher suite, group or signature both sides take";
            case "insufficient_security" -> "what the client offers is too weak for it";
            case "protocol_version" -> "there is no TLS version both sides speak";
            case "unrecognized_name" -> "it does not know the name that was asked for (SNI)";
            case "no_application_protocol" -> "it speaks none of the protocols of --alpn";
            case "illegal_parameter" ->
                "something in the handshake is not allowed, such as a certificate whose"
                        + " keyUsage leaves out digitalSignature";
            case "decode_error", "unexpected_message", "bad_record_mac", "record_overflow" ->
                "it cannot read what was sent, or something on the way changed it";
            // What the native engines send where the broker refuses a certificate as such; we know of no other use.
            case "internal_error" -> "it does not take the client certificate as such, or it failed itself";
            default -> "it gives no other reason";
        };
        String remedy = switch (alert) {
            case "certificate_required" -> "give one: --cert FILE --key FILE";
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_unknown",
                    "certificate_expired",
                    "certificate_revoked",
                    "unknown_ca",
                    "access_denied",
                    "internal_error",
                    "illegal_parameter" -> "look at it: gatehouse doctor cert FILE";
            case "decrypt_error" -> "do they belong together? gatehouse doctor cert FILE --key FILE";
            case "handshake_failure", "insufficient_security" ->
                "allow ECDHE with AES-GCM, and x25519 or P-256, on both sides";
            case "protocol_version" -> "allow TLS 1.2 or 1.3 on both sides";
            case "unrecognized_name" -> "give the server's own name: --sni NAME";
            case "no_application_protocol" -> "leave --alpn out, or give mqtt or x-amzn-mqtt-ca";
            default -> "read the broker's log for the same moment";
        };
        return new HandshakeAdvice("the server answered with the alert " + alert + ": " + cause, remedy);
    }
}
