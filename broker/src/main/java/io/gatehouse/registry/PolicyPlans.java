package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes to policies. Under the writer's lock. */
final class PolicyPlans {
    /** White space included, which the policy limits do not count; keeps the record within what the store takes. */
    private static final int MAX_DOCUMENT_CHARACTERS = 200_000;

    private final Index index;
    private final PolicyScope scope;
    private final RegistryLimits limits;
    private final InstantSource clock;

    PolicyPlans(Index index, PolicyScope scope, RegistryLimits limits, InstantSource clock) {
        this.index = index;
        this.scope = scope;
        this.limits = limits;
        this.clock = clock;
    }

    Plan<Policy> put(String name, String document) {
        Policy existing = index.policy(name);
        if (existing != null && existing.document().equals(document)) {
            return Plan.unchanged(existing);
        }
        return switch (prepare(name, document)) {
            case RegistryResult.Done<Policy>(var fresh) -> existing == null ? create(fresh) : replace(existing, fresh);
            case RegistryResult<Policy> refused -> new Plan.Answer<>(refused);
        };
    }

    /** Version 1 of a policy of that document; or what is wrong with it. */
    RegistryResult<Policy> prepare(String name, String document) {
        String problem = Names.policy(name);
        if (problem == null && document.length() > MAX_DOCUMENT_CHARACTERS) {
            problem = "policy document: " + document.length() + " characters (expected: at most "
                    + MAX_DOCUMENT_CHARACTERS + ")";
        }
        if (problem != null) {
            return new RegistryResult.Invalid<>(problem);
        }
        return compile(name, document, scope, limits.policy(), 1, Registry.now(clock));
    }

    static RegistryResult<Policy> compile(
            String name, String document, PolicyScope scope, PolicyLimits limits, long version, Instant createdAt) {
        return switch (PolicyParser.parse(document, limits)) {
            case PolicyParse.Parsed(var parsed) ->
                new RegistryResult.Done<>(
                        new Policy(name, document, CompiledPolicy.compile(name, parsed, scope), version, createdAt));
            case PolicyParse.Malformed(var problems) ->
                new RegistryResult.Invalid<>("policy document: malformed: "
                        + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        };
    }

    private Plan<Policy> create(Policy policy) {
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.policy(policy.name()), StoredForm.of(policy))),
                () -> index.put(policy),
                List.of(new RegistryChange.PoliciesChanged(Set.of())),
                false,
                policy);
    }

    private Plan<Policy> replace(Policy existing, Policy fresh) {
        Policy policy = new Policy(
                fresh.name(), fresh.document(), fresh.compiled(), existing.version() + 1, existing.createdAt());
        Set<String> certificates = index.certificatesOf(Kind.POLICY, policy.name());
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.policy(policy.name()), StoredForm.of(policy))),
                () -> index.put(policy),
                List.of(new RegistryChange.PoliciesChanged(certificates)),
                !certificates.isEmpty(),
                policy);
    }

    Plan<Policy> delete(String name) {
        Policy policy = index.policy(name);
        if (policy == null) {
            return Plan.notFound(Kind.POLICY, name);
        }
        if (!index.certificatesOf(Kind.POLICY, name, "", 1).isEmpty()) {
            return Plan.conflict("policy " + name + " is attached to a certificate", "detach it first");
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.policy(name))),
                () -> index.removePolicy(name),
                List.of(new RegistryChange.PoliciesChanged(Set.of())),
                false,
                policy);
    }
}
