package io.gatehouse.registry;

/** Writers of the versions of a {@link Registry}'s policies, on virtual threads; {@link Policy} shows them. */
public final class PolicyVersions {
    private final Journal journal;
    private final PolicyPlans plans;

    PolicyVersions(Journal journal, PolicyPlans plans) {
        this.journal = journal;
        this.plans = plans;
    }

    /**
     * Adds a version to a policy that exists. Of five, the oldest that is not in force makes room; in strict it is
     * refused.
     *
     * @param inForce whether it decides from now on
     */
    public RegistryResult<Policy> create(String policy, String json, boolean inForce) {
        return journal.write(() -> plans.addVersion(policy, json, inForce));
    }

    /** Puts another version in force. */
    public RegistryResult<Policy> setDefault(String policy, long number) {
        return journal.write(() -> plans.setDefault(policy, number));
    }

    /** Refused for the version in force. */
    public RegistryResult<Policy> delete(String policy, long number) {
        return journal.write(() -> plans.deleteVersion(policy, number));
    }
}
