package io.gatehouse.registry;

/**
 * A policy or a thing bound to a certificate.
 *
 * @param kind {@link Kind#POLICY} or {@link Kind#THING}
 * @param name of the policy or thing
 */
public record Attachment(Kind kind, String name, String certificateId) {}
