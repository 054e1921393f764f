package io.gatehouse.registry;

import java.time.Instant;

/**
 * One version of a provisioning template.
 *
 * @param body the template itself, JSON as it was given
 */
public record TemplateVersion(long number, String body, Instant createdAt) {}
