package io.gatehouse.control;

import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.PolicySettings;
import io.gatehouse.policy.PolicyDocument;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyLint;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at policies for what is legal and probably not meant. Any thread; reads memory only. */
public final class PolicyLinter {
    private static final String NOT_LOOKED_AT = "no policy was looked at";

    private final Registry registry;
    private final PolicyScope scope;
    private final PolicyLimits limits;

    PolicyLinter(Registry registry, PolicyScope scope, PolicyLimits limits) {
        this.registry = registry;
        this.scope = scope;
        this.limits = limits;
    }

    /** A document on its way to a broker of that configuration, which need not run. */
    public static Outcome<PolicyLintApi.Linted> file(String source, String document, Configuration configuration) {
        PolicySettings policy = configuration.policy();
        PolicyLimits limits =
                configuration.compatibility() == Compatibility.STRICT ? PolicyLimits.STRICT : PolicyLimits.EXTENDED;
        return lint(
                source,
                document,
                new PolicyScope(policy.partition(), policy.region(), policy.account()),
                limits.withMaxCharacters(policy.maxDocumentCharacters()));
    }

    Outcome<PolicyLintApi.Linted> lint(PolicyApi.Name name) {
        Policy policy = registry.policy(name.name());
        return policy == null
                ? Outcome.refused(Refusal.notFound(
                        NOT_LOOKED_AT, "policy", name.name(), "see what there is: gatehouse policy ls"))
                : lint(policy.name(), policy.document(), scope, limits);
    }

    /** As every write answers. */
    static List<PolicyApi.Finding> findings(PolicyDocument document, PolicyScope scope) {
        return PolicyLint.findings(document, scope).stream()
                .map(PolicyApi.Finding::of)
                .toList();
    }

    private static Outcome<PolicyLintApi.Linted> lint(
            String source, String document, PolicyScope scope, PolicyLimits limits) {
        return switch (PolicyParser.parse(document, limits)) {
            case PolicyParse.Malformed(var problems) ->
                Outcome.refused(
                        Refusal.Code.INVALID,
                        source + " is no policy document",
                        problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                        "correct the document");
            case PolicyParse.Parsed(PolicyDocument parsed) ->
                Outcome.done(new PolicyLintApi.Linted(source, findings(parsed, scope)));
        };
    }
}
