package io.gatehouse.provisioning;

import io.gatehouse.pki.Issuance;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.ThingRegistration.Registered;
import java.util.Map;

/** What came of provisioning one device. */
public sealed interface ThingProvisioning {
    /**
     * All of it is there.
     *
     * @param resourceArns by what the template calls each resource
     */
    record Provisioned(Registered registered, Map<String, String> resourceArns) implements ThingProvisioning {
        public Provisioned {
            resourceArns = Map.copyOf(resourceArns);
        }
    }

    /** The template wants another certificate than the one that the device has. */
    record NotItsOwn(String problem) implements ThingProvisioning {}

    /** @param why {@link Issuance.Refused}, {@link Issuance.Throttled} or {@link Issuance.Unavailable} */
    record NotIssued(Issuance why) implements ThingProvisioning {}

    /** Nothing was written. */
    record NotRegistered(ResourceResult<Registered> why) implements ThingProvisioning {}
}
