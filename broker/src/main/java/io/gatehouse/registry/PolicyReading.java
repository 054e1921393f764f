package io.gatehouse.registry;

import io.gatehouse.json.JsonValue;
import io.gatehouse.policy.PolicyScope;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy of a registry document.
 *
 * @param now for what has no time of its own
 */
record PolicyReading(PolicyScope scope, RegistryLimits limits, Instant now) {
    /** Members that it may have. */
    static final Set<String> MEMBERS = Set.of("name", "default", "newest", "tags", "createdAt", "versions");

    /**
     * Versions that exist with the same document stay the objects they are.
     *
     * @param called its name, checked
     * @param existing the policy of that name before, or null
     */
    Policy of(DocumentFields fields, String called, @Nullable Policy existing) {
        Instant createdAt = existing == null ? fields.time("createdAt", now) : existing.createdAt();
        Map<Long, PolicyVersion> versions = new LinkedHashMap<>();
        for (JsonValue element : fields.list("versions")) {
            PolicyVersion version = version(called, element, existing, createdAt);
            if (versions.putIfAbsent(version.number(), version) != null) {
                throw new DocumentFields.Problem(
                        element.position(), "number: " + version.number() + " a second time (expected: each once)");
            }
        }
        PolicyVersion inForce = versions.remove(fields.number("default"));
        if (inForce == null) {
            throw fields.problem("default", "default: " + fields.number("default") + " (expected: one of versions)");
        }
        if (versions.size() >= limits.policyVersions()) {
            throw fields.problem(
                    "versions",
                    "versions: " + (versions.size() + 1) + " (expected: at most " + limits.policyVersions() + ")");
        }
        long newest = Math.max(fields.number("newest", 1), existing == null ? 1 : existing.newest());
        for (long number : versions.keySet()) {
            newest = Math.max(newest, number);
        }
        List<PolicyVersion> others = versions.values().stream()
                .sorted(Comparator.comparingLong(PolicyVersion::number))
                .toList();
        return new Policy(called, inForce, others, Math.max(newest, inForce.number()), createdAt);
    }

    private PolicyVersion version(String policy, JsonValue value, @Nullable Policy existing, Instant created) {
        DocumentFields fields = DocumentFields.of(value, Set.of("number", "createdAt", "document"));
        long number = fields.number("number");
        String document = String.join("\n", fields.texts("document"));
        PolicyVersion known = existing == null ? null : existing.version(number);
        if (known != null && known.document().equals(document)) {
            return known;
        }
        Instant createdAt = fields.time("createdAt", created);
        RegistryResult<PolicyVersion> compiled =
                PolicyPlans.compile(policy, document, scope, limits.policy(), number, createdAt);
        if (compiled instanceof RegistryResult.Done<PolicyVersion>(var version)) {
            return version;
        }
        throw fields.problem("document", compiled.sentence());
    }
}
