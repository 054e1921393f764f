package io.gatehouse.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A new device in one step: thing, certificate, policy, and what binds them.
 *
 * @param thingName of a thing that does not exist yet
 * @param certificate DER or PEM; not registered yet
 * @param policyName to be attached
 * @param policyDocument for a policy that is new; null, or the very text it has, for one that exists
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
public record Provisioning(
        String thingName,
        @Nullable String typeName,
        Map<String, String> attributes,
        byte[] certificate,
        CertificateStatus status,
        String policyName,
        @Nullable String policyDocument) {
    public Provisioning {
        attributes = Map.copyOf(attributes);
    }

    /** What {@link Registry#provision} made. */
    public record Provisioned(Thing thing, Certificate certificate, Policy policy) {}
}
