package io.gatehouse.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One more certificate of the server, for clients that ask for one of its names (SNI).
 *
 * @param name appears in messages; nothing else depends on it
 * @param certificate PEM chain, leaf first
 * @param key PEM private key of {@code certificate} (PKCS#8, unencrypted, readable by nobody else)
 * @param ocspResponse an OCSP response in DER that is sent to clients that ask for one; optional
 */
public record CertificateSettings(
        String name, Path certificate, Path key, @Nullable Path ocspResponse) {
    /** Nothing was written where a file is needed. */
    static final Path MISSING = Path.of("");
}
