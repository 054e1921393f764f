package io.gatehouse.refusal;

import org.jspecify.annotations.Nullable;

/**
 * The certificate a client presented, as it describes itself, and what the registry said of it.
 *
 * @param subject RFC 2253; {@code null} where the certificate cannot be read
 * @param issuer RFC 2253
 * @param serial hexadecimal
 * @param status as the registry has it at the moment of the refusal: {@code ACTIVE}, {@code REVOKED} …; {@code null}
 *     for one that is not registered
 */
public record Presented(
        @Nullable String subject,
        @Nullable String issuer,
        @Nullable String serial,
        @Nullable String status) {}
