package io.gatehouse.admission;

import org.jspecify.annotations.Nullable;

/**
 * The operator whose signature a client came with, in place of a certificate.
 *
 * @param operator by name
 * @param accessKeyId the key that signed; {@code null} of a session that waits for its client, whichever key that has
 */
public record Signer(String operator, @Nullable String accessKeyId) {}
