package io.gatehouse.registry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changed in the registry, for those who hold live connections or caches. */
public sealed interface RegistryChange {
    /** Ids of the certificates that may be able to do other things than before. */
    Set<String> concerned();

    /**
     * A certificate was registered ({@code before} is null), deleted ({@code after} is null), or got another status.
     */
    record CertificateChanged(
            String certificateId,
            @Nullable CertificateStatus before,
            @Nullable CertificateStatus after) implements RegistryChange {
        @Override
        public Set<String> concerned() {
            return Set.of(certificateId);
        }
    }

    /** These certificates have other policies, or other documents behind the same policies, than before. */
    record PoliciesChanged(Set<String> certificateIds) implements RegistryChange {
        public PoliciesChanged {
            certificateIds = Set.copyOf(certificateIds);
        }

        @Override
        public Set<String> concerned() {
            return certificateIds;
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

        @Override
        public Set<String> concerned() {
            return certificateIds;
        }
    }

    /**
     * A group was created, changed or deleted, has other policies, or other things are in it.
     *
     * @param certificateIds for whose things the group brings something else along than before
     */
    record GroupChanged(String groupName, Set<String> certificateIds) implements RegistryChange {
        public GroupChanged {
            certificateIds = Set.copyOf(certificateIds);
        }

        @Override
        public Set<String> concerned() {
            return certificateIds;
        }
    }

    /**
     * A thing type was created, changed, deleted, deprecated or taken up again.
     *
     * @param certificateIds to whose messages it adds something else than before
     */
    record ThingTypeChanged(String typeName, Set<String> certificateIds) implements RegistryChange {
        public ThingTypeChanged {
            certificateIds = Set.copyOf(certificateIds);
        }

        @Override
        public Set<String> concerned() {
            return certificateIds;
        }
    }

    /** A CA was registered, deleted, or got another status. Changes no connection. */
    record CaChanged(String caId) implements RegistryChange {
        @Override
        public Set<String> concerned() {
            return Set.of();
        }
    }

    /**
     * A document took the place of the registry. Certificates that got another status are told by
     * {@link CertificateChanged} before.
     */
    record RegistryImported(Set<String> certificateIds) implements RegistryChange {
        public RegistryImported {
            certificateIds = Set.copyOf(certificateIds);
        }

        @Override
        public Set<String> concerned() {
            return certificateIds;
        }
    }
}
