package io.gatehouse.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the broker speaks to the webhooks that say whether a device may be provisioned. Which webhook is asked stands in
 * each provisioning template.
 *
 * @param hookCa file of the authorities whose certificates are believed, in PEM; {@code null} for those of the Java
 *     platform
 * @param hookToken sent to each as {@code Authorization: Bearer …}; empty for none
 */
public record ProvisioningSettings(@Nullable Path hookCa, String hookToken) {
    public static final ProvisioningSettings DEFAULTS = new ProvisioningSettings(null, "");

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
        return "ProvisioningSettings[hookCa=" + hookCa + "]";
    }
}
