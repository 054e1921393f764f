package io.gatehouse.registry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changed in the registry, for those who hold live connections or caches. */
public sealed interface RegistryChange {
    /**
     * A certificate was registered ({@code before} is null), deleted ({@code after} is null), or got another status.
     */
    record CertificateChanged(
            String certificateId,
            @Nullable CertificateStatus before,
            @Nullable CertificateStatus after) implements RegistryChange {}

    /** These certificates have other policies, or other documents behind the same policies, than before. */
    record PoliciesChanged(Set<String> certificateIds) implements RegistryChange {
        public PoliciesChanged {
            certificateIds = Set.copyOf(certificateIds);
        }
    }

    /**
     * A thing was created, changed, deleted, attached or detached.
     *
     * @param certificateIds whose view of the thing changed; empty when it is attached to none
     */
    record ThingChanged(String thingName, Set<String> certificateIds) implements RegistryChange {
        public ThingChanged {
            certificateIds = Set.copyOf(certificateIds);
        }
    }

    /** A CA was registered, deleted, or got another status. Changes no connection. */
    record CaChanged(String caId) implements RegistryChange {}
}
