package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * What UpdateCACertificate changes. What is null stays as it is.
 *
 * @param removeAutoRegistration takes the configuration away and switches automatic registration off, whatever else is
 *     asked for
 */
public record CaUpdate(
        @Nullable CaStatus status,
        @Nullable Boolean autoRegistration,
        @Nullable RegistrationConfig config,
        boolean removeAutoRegistration) {}
