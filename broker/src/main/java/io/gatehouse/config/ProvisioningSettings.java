package io.gatehouse.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How devices are provisioned: how the broker speaks to the webhooks that say whether one may be, which each template
 * names, and where files with many devices are.
 *
 * @param hookCa file of the authorities whose certificates are believed, in PEM; {@code null} for those of the Java
 *     platform
 * @param hookToken sent to each as {@code Authorization: Bearer …}; empty for none
 * @param bulkFolder in which bulk registration finds its input files, each bucket a folder; {@code null} for none:
 *     nothing is registered from files then
 */
public record ProvisioningSettings(
        @Nullable Path hookCa, String hookToken, @Nullable Path bulkFolder) {
    public static final ProvisioningSettings DEFAULTS = new ProvisioningSettings(null, "", null);

    public ProvisioningSettings {
        Check.that(
                hookToken.chars().allMatch(c -> c > ' ' && c < 0x7F),
                "hookToken",
                "of " + hookToken.length() + " characters", // which is a secret
                "printable ASCII without spaces");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ProvisioningSettings[hookCa=" + hookCa + ", bulkFolder=" + bulkFolder + "]";
    }
}
