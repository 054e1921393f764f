package io.gatehouse.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS front.
 *
 * @param certificate PEM chain of the server, leaf first; {@code null} for the development certificate
 * @param key PEM private key of {@code certificate} (PKCS#8, unencrypted, readable by nobody else)
 * @param ocspResponse an OCSP response in DER for {@code certificate}, sent to clients that ask for one; optional
 * @param rsaCertificate a second chain with an RSA key, for clients that verify nothing else; optional
 * @param rsaOcspResponse the same for {@code rsaCertificate}
 * @param versions of TLSv1.3 and TLSv1.2
 * @param groups key exchange groups in order of preference, by their TLS names
 * @param maxClientHelloBytes larger ones are refused before the handshake goes on
 * @param resumption session tickets; off by default, because a resumed session proves less (see the threat model)
 * @param ticketLifetime from one second to one hour; a device signs at least that often
 * @param expiredCertificateGrace how long after its end a device certificate is still let in
 * @param expiryWarning from how long before its end on the log warns of a certificate of the server
 */
public record TlsSettings(
        Engine engine,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path ocspResponse,
        @Nullable Path rsaCertificate,
        @Nullable Path rsaKey,
        @Nullable Path rsaOcspResponse,
        List<String> versions,
        List<String> groups,
        Duration handshakeTimeout,
        int maxClientHelloBytes,
        boolean resumption,
        Duration ticketLifetime,
        Duration expiredCertificateGrace,
        Duration expiryWarning) {

    /** Who does the cryptography. */
    public enum Engine {
        /** BoringSSL through netty-tcnative. */
        BORINGSSL,
        /** The system's OpenSSL through netty-tcnative; has to be chosen when the JVM is started, too. */
        OPENSSL,
        /** The JDK's engine: slower, takes Ed25519 client certificates. */
        JDK
    }

    public static final TlsSettings DEFAULTS = new TlsSettings(
            Engine.BORINGSSL,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of("TLSv1.3", "TLSv1.2"),
            List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1"),
            Duration.ofSeconds(10),
            16 * 1024,
            false,
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ofDays(30));

    public TlsSettings {
        versions = List.copyOf(versions);
        groups = List.copyOf(groups);
        Check.that(
                !versions.isEmpty() && List.of("TLSv1.3", "TLSv1.2").containsAll(versions),
                "versions",
                versions,
                "TLSv1.3, TLSv1.2 or both");
        Check.that(
                !groups.isEmpty()
                        && List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1")
                                .containsAll(groups),
                "groups",
                groups,
                "some of X25519MLKEM768, x25519, secp256r1, secp384r1, secp521r1");
        Check.that((certificate == null) == (key == null), "key", String.valueOf(key), "set together with certificate");
        Check.that(
                (rsaCertificate == null) == (rsaKey == null),
                "rsaKey",
                String.valueOf(rsaKey),
                "set together with rsaCertificate");
        Check.that(
                ocspResponse == null || certificate != null,
                "ocspResponse",
                String.valueOf(ocspResponse),
                "set together with certificate");
        Check.that(
                rsaOcspResponse == null || rsaCertificate != null,
                "rsaOcspResponse",
                String.valueOf(rsaOcspResponse),
                "set together with rsaCertificate");
        Check.positive("handshakeTimeout", handshakeTimeout);
        Check.range("maxClientHelloBytes", maxClientHelloBytes, 2048, 65_536);
        Check.that(
                ticketLifetime.compareTo(Duration.ofSeconds(1))
                                >= 0 // the engines count seconds, and 0 is their default
                        && ticketLifetime.compareTo(Duration.ofHours(1)) <= 0,
                "ticketLifetime",
                ticketLifetime,
                "1s to 1h");
        Check.notNegative("expiredCertificateGrace", expiredCertificateGrace);
        Check.notNegative("expiryWarning", expiryWarning);
    }
}
