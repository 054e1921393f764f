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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes to policies and their versions. Under the writer's lock. */
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

    /** A policy that is new, or a new version that is in force from now on. */
    Plan<Policy> put(String name, String document) {
        Policy existing = index.policy(name);
        if (existing != null) {
            return existing.document().equals(document)
                    ? Plan.unchanged(existing)
                    : addVersion(existing, document, true);
        }
        return fresh(name, document);
    }

    /** A policy that is new, or there with that document in force. */
    Plan<Policy> create(String name, String document) {
        Policy existing = index.policy(name);
        if (existing == null) {
            return fresh(name, document);
        }
        return existing.document().equals(document) ? Plan.unchanged(existing) : Plan.alreadyExists(Kind.POLICY, name);
    }

    private Plan<Policy> fresh(String name, String document) {
        return switch (prepare(name, document)) {
            case RegistryResult.Done<Policy>(var fresh) -> create(fresh);
            case RegistryResult<Policy> refused -> new Plan.Answer<>(refused);
        };
    }

    /** One more version of a policy that exists, whatever its document. */
    Plan<Policy> addVersion(String name, String document, boolean inForce) {
        Policy existing = index.policy(name);
        return existing == null ? Plan.notFound(Kind.POLICY, name) : addVersion(existing, document, inForce);
    }

    private Plan<Policy> addVersion(Policy existing, String document, boolean inForce) {
        return switch (version(existing.name(), document, existing.newest() + 1)) {
            case RegistryResult.Done<PolicyVersion>(var version) -> {
                Policy before = existing;
                if (existing.versions().size() >= limits.policyVersions()) {
                    if (!limits.dropsOldestVersion() || existing.others().isEmpty()) {
                        yield Plan.conflict(
                                "policy " + existing.name() + " has "
                                        + existing.versions().size() + " versions (expected: at most "
                                        + limits.policyVersions() + ")",
                                "delete one that is not in force: gatehouse policy rm " + existing.name() + " N");
                    }
                    before = existing.without(existing.others().getFirst());
                }
                Policy after = before.with(version);
                yield replace(existing, inForce ? after.inForce(version) : after);
            }
            case RegistryResult<PolicyVersion> refused ->
                new Plan.Answer<>(refused.map(done -> {
                    throw new IllegalStateException("policy: " + done + " (expected: a refusal)");
                }));
        };
    }

    Plan<Policy> setDefault(String name, long number) {
        Policy policy = index.policy(name);
        if (policy == null) {
            return Plan.notFound(Kind.POLICY, name);
        }
        PolicyVersion chosen = policy.version(number);
        if (chosen == null) {
            return Plan.notFound(Kind.POLICY_VERSION, name + " " + number);
        }
        return number == policy.version() ? Plan.unchanged(policy) : replace(policy, policy.inForce(chosen));
    }

    Plan<Policy> deleteVersion(String name, long number) {
        Policy policy = index.policy(name);
        if (policy == null) {
            return Plan.notFound(Kind.POLICY, name);
        }
        PolicyVersion gone = policy.version(number);
        if (gone == null) {
            return Plan.notFound(Kind.POLICY_VERSION, name + " " + number);
        }
        if (number == policy.version()) {
            return Plan.conflict(
                    "version " + number + " of policy " + name + " is in force",
                    "put another one in force first: gatehouse policy default " + name + " N");
        }
        return replace(policy, policy.without(gone));
    }

    /**
     * A policy that is there, or one that is to be created.
     *
     * @param document in force, or of version 1; null for one that is there, whatever it says
     */
    RegistryResult<Policy> wanted(String name, @Nullable String document) {
        Policy existing = index.policy(name);
        if (existing != null) {
            return document == null || document.equals(existing.document())
                    ? new RegistryResult.Done<>(existing)
                    : new RegistryResult.AlreadyExists<>(Kind.POLICY, name);
        }
        return document == null ? new RegistryResult.NotFound<>(Kind.POLICY, name) : prepare(name, document);
    }

    /** Version 1 of a policy of that document; or what is wrong with it. */
    private RegistryResult<Policy> prepare(String name, String document) {
        return version(name, document, 1).map(only -> Policy.first(name, only));
    }

    private RegistryResult<PolicyVersion> version(String name, String document, long number) {
        String problem = Names.policy(name);
        if (problem == null && document.length() > MAX_DOCUMENT_CHARACTERS) {
            problem = "policy document: " + document.length() + " characters (expected: at most "
                    + MAX_DOCUMENT_CHARACTERS + ")";
        }
        if (problem != null) {
            return new RegistryResult.Invalid<>(problem);
        }
        return compile(name, document, scope, limits.policy(), number, Registry.now(clock));
    }

    static RegistryResult<PolicyVersion> compile(
            String name, String document, PolicyScope scope, PolicyLimits limits, long number, Instant createdAt) {
        return switch (PolicyParser.parse(document, limits)) {
            case PolicyParse.Parsed(var parsed) ->
                new RegistryResult.Done<>(
                        new PolicyVersion(number, document, CompiledPolicy.compile(name, parsed, scope), createdAt));
            case PolicyParse.Malformed(var problems) ->
                new RegistryResult.Invalid<>("policy document: malformed: "
                        + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        };
    }

    /** The records of a policy that is new. */
    static List<Change> creation(Policy policy) {
        return List.of(
                new Change.Create(Keys.policy(policy.name()), StoredForm.of(policy)),
                new Change.Create(
                        Keys.policyVersion(policy.name(), policy.version()), StoredForm.of(policy.inForce())));
    }

    private Plan<Policy> create(Policy policy) {
        return new Plan.Commit<>(
                creation(policy),
                () -> index.put(policy, Set.of()),
                List.of(new RegistryChange.PoliciesChanged(Set.of())),
                false,
                policy);
    }

    // Every version is written again, at most five: a policy still stored in the form of one document becomes one with
    // versions at its first change, without anybody having to know in which form it is.
    private Plan<Policy> replace(Policy before, Policy after) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Put(Keys.policy(after.name()), StoredForm.of(after)));
        for (PolicyVersion version : after.versions()) {
            changes.add(new Change.Put(Keys.policyVersion(after.name(), version.number()), StoredForm.of(version)));
        }
        for (PolicyVersion version : before.versions()) {
            if (after.version(version.number()) == null) {
                changes.add(new Change.Delete(Keys.policyVersion(after.name(), version.number())));
            }
        }
        Set<String> concerned =
                before.inForce().equals(after.inForce()) ? Set.of() : index.concernedByPolicy(after.name());
        return new Plan.Commit<>(
                changes,
                () -> index.put(after, concerned),
                List.of(new RegistryChange.PoliciesChanged(concerned)),
                !concerned.isEmpty(),
                after);
    }

    Plan<Policy> delete(String name) {
        Policy policy = index.policy(name);
        if (policy == null) {
            return Plan.notFound(Kind.POLICY, name);
        }
        if (index.certificatesOfPolicy().any(name)) {
            return Plan.conflict("policy " + name + " is attached to a certificate", "detach it first");
        }
        if (index.groups().groupsOfPolicy().any(name)) {
            return Plan.conflict("policy " + name + " is attached to a thing group", "detach it first");
        }
        if (!policy.others().isEmpty()) {
            return Plan.conflict(
                    "policy " + name + " has " + policy.others().size() + " versions that are not in force",
                    "delete them first: gatehouse policy rm " + name + " N");
        }
        return new Plan.Commit<>(
                List.of(
                        new Change.Delete(Keys.policy(name)),
                        new Change.Delete(Keys.policyVersion(name, policy.version()))),
                () -> index.policies().remove(name),
                List.of(new RegistryChange.PoliciesChanged(Set.of())),
                false,
                policy);
    }
}
