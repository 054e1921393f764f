package io.gatehouse.provisioning;

import io.gatehouse.json.JsonValue;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ThingRegistration.OnExisting;
import io.gatehouse.registry.ThingRegistration.WantedPolicy;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a template wants of one device; values only, nothing is left to be evaluated.
 *
 * @param thing null for none
 * @param status ACTIVE or INACTIVE
 * @param onStatus what becomes of the status of a certificate that is registered
 * @param names what the template calls all of it
 * @param deviceConfiguration for the device: strings, numbers and booleans by name
 */
public record ProvisioningPlan(
        @Nullable WantedThing thing,
        CertificateMethod certificate,
        CertificateStatus status,
        OnExisting onStatus,
        List<WantedPolicy> policies,
        LogicalNames names,
        JsonValue.JsonObject deviceConfiguration) {
    public ProvisioningPlan {
        policies = List.copyOf(policies);
    }

    /** The same with another certificate. */
    public ProvisioningPlan with(CertificateMethod another) {
        return new ProvisioningPlan(thing, another, status, onStatus, policies, names, deviceConfiguration);
    }
}
