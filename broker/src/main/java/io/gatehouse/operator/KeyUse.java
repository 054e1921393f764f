package io.gatehouse.operator;

import java.time.Instant;

/**
 * The last use of an access key.
 *
 * @param from the peer's address
 * @param service what it was signed for
 */
public record KeyUse(Instant at, String from, String service) {}
