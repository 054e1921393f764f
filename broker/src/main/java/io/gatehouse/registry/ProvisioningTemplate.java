package io.gatehouse.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A provisioning template: up to 5 versions of its body, one of which counts. One record of the store.
 *
 * @param name {@code [0-9A-Za-z_-]{1,36}}, never changes
 * @param enabled whether devices may be provisioned with it
 * @param roleArn kept and shown; there are no roles here
 * @param hook who is asked before, or null
 * @param versions oldest first
 * @param newest the highest number a version was ever given
 */
public record ProvisioningTemplate(
        String name,
        String description,
        TemplateType type,
        boolean enabled,
        @Nullable String roleArn,
        @Nullable ProvisioningHook hook,
        List<TemplateVersion> versions,
        long defaultVersion,
        long newest,
        Instant createdAt,
        Instant lastModifiedAt) {
    public ProvisioningTemplate {
        versions = List.copyOf(versions);
    }

    public @Nullable TemplateVersion version(long number) {
        for (TemplateVersion version : versions) {
            if (version.number() == number) {
                return version;
            }
        }
        return null;
    }

    /** Of the version that counts. */
    public String body() {
        TemplateVersion chosen = version(defaultVersion);
        if (chosen == null) {
            throw new IllegalStateException(
                    "template " + name + ": default " + defaultVersion + " (expected: a version)");
        }
        return chosen.body();
    }

    ProvisioningTemplate with(TemplateVersion added, boolean asDefault, Instant now) {
        List<TemplateVersion> more = new ArrayList<>(versions);
        more.add(added);
        return with(more, asDefault ? added.number() : defaultVersion, added.number(), now);
    }

    ProvisioningTemplate without(long number, Instant now) {
        return with(
                versions.stream().filter(version -> version.number() != number).toList(), defaultVersion, newest, now);
    }

    ProvisioningTemplate at(Instant modified) {
        return with(versions, defaultVersion, newest, modified);
    }

    private ProvisioningTemplate with(List<TemplateVersion> other, long chosen, long highest, Instant now) {
        return new ProvisioningTemplate(
                name, description, type, enabled, roleArn, hook, other, chosen, highest, createdAt, now);
    }

    @Override
    public String toString() {
        return "ProvisioningTemplate[" + name + ", version " + defaultVersion + "]";
    }
}
