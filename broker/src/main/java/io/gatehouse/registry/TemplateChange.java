package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * What UpdateProvisioningTemplate changes. What is null stays as it is.
 *
 * @param defaultVersion the number of the version that is to count
 */
public record TemplateChange(
        @Nullable String description,
        @Nullable Boolean enabled,
        @Nullable Long defaultVersion,
        @Nullable String roleArn,
        @Nullable ProvisioningHook hook,
        boolean removeHook) {}
