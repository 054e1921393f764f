package io.gatehouse.registry;

import io.gatehouse.policy.PolicyLimits;

/**
 * How much the registry takes. Each is checked when something is written, never when it is read back: lowering a limit
 * locks nobody out.
 *
 * @param attributesWithType attributes of a thing that has a type
 * @param attributesWithoutType attributes of a thing without one
 * @param policiesPerCertificate attached at once
 * @param thingsPerCertificate attached at once
 * @param policyVersions kept of one policy, the one in force included
 * @param dropsOldestVersion whether the oldest version that is not in force makes room for a new one, where AWS refuses
 * @param casPerSubject registered CAs with the same subject
 */
public record RegistryLimits(
        int attributesWithType,
        int attributesWithoutType,
        int policiesPerCertificate,
        int thingsPerCertificate,
        int policyVersions,
        boolean dropsOldestVersion,
        int casPerSubject,
        GroupLimits groups,
        PolicyLimits policy) {

    /** AWS IoT Core's numbers ("AWS IoT Core thing, policy and CA quotas"); it has none for a certificate's things. */
    public static final RegistryLimits STRICT =
            new RegistryLimits(50, 3, 10, 100, 5, false, 10, GroupLimits.STRICT, PolicyLimits.STRICT);

    /** Without AWS's line between things with and without a type. */
    public static final RegistryLimits EXTENDED =
            new RegistryLimits(50, 50, 10, 100, 5, true, 10, GroupLimits.EXTENDED, PolicyLimits.EXTENDED);

    public RegistryLimits {
        check("attributesWithType", attributesWithType);
        check("attributesWithoutType", attributesWithoutType);
        check("policiesPerCertificate", policiesPerCertificate);
        check("thingsPerCertificate", thingsPerCertificate);
        check("policyVersions", policyVersions);
        check("casPerSubject", casPerSubject);
    }

    /** The same for other policy documents. */
    public RegistryLimits with(PolicyLimits documents) {
        return new RegistryLimits(
                attributesWithType,
                attributesWithoutType,
                policiesPerCertificate,
                thingsPerCertificate,
                policyVersions,
                dropsOldestVersion,
                casPerSubject,
                groups,
                documents);
    }

    private static void check(String name, int value) {
        if (value < 0 || value > 1000) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 1000)");
        }
    }
}
