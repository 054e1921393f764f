package io.gatehouse.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What was known about a peer when it was refused or its connection ended. Every component may be unknown. Values are
 * the peer's own words: they are escaped when they are printed, not here.
 *
 * @param listener name of the listener it came through
 * @param peer address and port
 * @param certificateId lower-case hexadecimal SHA-256 of the certificate's DER
 * @param detail what exactly, in a few words; no payload, key or token
 * @param subject of the certificate, RFC 2253
 * @param issuer of the certificate, RFC 2253
 * @param serial of the certificate, hexadecimal
 * @param serverName of the ClientHello
 */
public record Refusal(
        @Nullable String listener,
        @Nullable String peer,
        @Nullable String clientId,
        @Nullable String certificateId,
        @Nullable String thing,
        @Nullable String detail,
        @Nullable String subject,
        @Nullable String issuer,
        @Nullable String serial,
        @Nullable String serverName) {

    /** Before anything but the address is known. */
    public static Refusal from(String listener, @Nullable String peer) {
        return new Refusal(listener, peer, null, null, null, null, null, null, null, null);
    }

    public Refusal withClient(@Nullable String clientId, @Nullable String certificateId, @Nullable String thing) {
        return new Refusal(listener, peer, clientId, certificateId, thing, detail, subject, issuer, serial, serverName);
    }

    public Refusal withCertificate(String certificateId, String subject, String issuer, String serial) {
        return new Refusal(listener, peer, clientId, certificateId, thing, detail, subject, issuer, serial, serverName);
    }

    public Refusal withDetail(@Nullable String detail) {
        return new Refusal(listener, peer, clientId, certificateId, thing, detail, subject, issuer, serial, serverName);
    }

    public Refusal withServerName(@Nullable String serverName) {
        return new Refusal(listener, peer, clientId, certificateId, thing, detail, subject, issuer, serial, serverName);
    }
}
