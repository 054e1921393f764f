package io.gatehouse.registry;

import java.time.Instant;

/**
 * Things that somebody counts together. A thing is in one at most; nothing is decided by it.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes
 * @param description up to 2,028 characters, may be empty
 * @param version 1 at first, one more with every update; its things are not part of it
 */
public record BillingGroup(String name, String description, long version, Instant createdAt) {}
