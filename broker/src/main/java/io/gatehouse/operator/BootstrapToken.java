package io.gatehouse.operator;

import java.time.Instant;

/**
 * The token that makes the first administrator, as it is kept.
 *
 * @param sha256 of the token, which is 32 random bytes: nobody guesses it from its hash
 * @param expiresAt an hour after it was made
 */
record BootstrapToken(String sha256, Instant expiresAt) {}
