package io.gatehouse.operator;

import io.gatehouse.sigv4.AuthenticationError;
import org.jspecify.annotations.Nullable;

/** Who sent a request. */
public sealed interface Identification {
    /**
     * An operator, who is not disabled.
     *
     * @param by the access key id, or the SHA-256 of the certificate, that says so
     * @param service what the request was signed for, {@code null} where a certificate says who it is
     * @param region likewise
     */
    record Identified(
            String operator,
            Role role,
            String by,
            @Nullable String service,
            @Nullable String region) implements Identification {}

    /**
     * Nobody we know.
     *
     * @param message for the client; repeats nothing of the request
     */
    record Refused(AuthenticationError error, String message) implements Identification {}
}
