package io.gatehouse.control;

import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.PolicyVersion;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;

/** The versions of policies: look at, put in force, remove. Blocks until the store has it; virtual threads. */
public final class PolicyVersions {
    private final Registry registry;

    public PolicyVersions(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(PolicyVersionApi.LIST, this::list)
                .add(PolicyVersionApi.GET, this::get)
                .add(PolicyVersionApi.SET_DEFAULT, this::setDefault)
                .add(PolicyVersionApi.REMOVE, this::remove);
    }

    Outcome<PolicyVersionApi.Listing> list(PolicyApi.Name name) {
        return RegistryOutcome.of("no versions to show", found(name.name()), PolicyVersions::listing);
    }

    Outcome<PolicyVersionApi.Document> get(PolicyVersionApi.Version request) {
        Policy policy = registry.policy(request.name());
        PolicyVersion version = policy == null ? null : policy.version(request.version());
        boolean inForce = policy != null && policy.version() == request.version();
        return RegistryOutcome.of(
                "no version to show",
                RegistryOutcome.found(Kind.POLICY_VERSION, request.name() + " " + request.version(), version),
                v -> new PolicyVersionApi.Document(request.name(), v.number(), inForce, v.document(), v.createdAt()));
    }

    Outcome<PolicyVersionApi.Listing> setDefault(PolicyVersionApi.Version request) {
        return RegistryOutcome.of(
                "policy " + request.name() + " was not changed",
                registry.policyVersions().setDefault(request.name(), request.version()),
                PolicyVersions::listing);
    }

    Outcome<PolicyVersionApi.Listing> remove(PolicyVersionApi.Version request) {
        return RegistryOutcome.of(
                "version " + request.version() + " of policy " + request.name() + " was not removed",
                registry.policyVersions().delete(request.name(), request.version()),
                PolicyVersions::listing);
    }

    private RegistryResult<Policy> found(String name) {
        return RegistryOutcome.found(Kind.POLICY, name, registry.policy(name));
    }

    private static PolicyVersionApi.Listing listing(Policy policy) {
        return new PolicyVersionApi.Listing(
                policy.name(),
                policy.versions().stream()
                        .map(v -> new PolicyVersionApi.View(v.number(), v.number() == policy.version(), v.createdAt()))
                        .toList());
    }
}
