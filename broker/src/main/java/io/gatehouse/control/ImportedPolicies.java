package io.gatehouse.control;

import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.RegistryDifference;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is to point out in the policies that an import adds or changes. A document of the registry may hold any
 * number of them, so what a look costs and what it says are bounded for all of them together.
 */
record ImportedPolicies(List<RegistryDocumentApi.OfPolicy> findings, int unlinted) {
    /** 14,000 policies as devices have them; some seconds, if all are as large and as twisted as policies may be. */
    private static final int MOST_CHARACTERS = 4 << 20;

    private static final int MOST_FINDINGS = 1000;

    static ImportedPolicies of(List<RegistryDifference.PolicyText> documents, PolicyScope scope, PolicyLimits limits) {
        List<RegistryDocumentApi.OfPolicy> all = new ArrayList<>();
        long characters = 0;
        int found = 0;
        int looked = 0;
        for (RegistryDifference.PolicyText text : documents) {
            characters += text.document().length();
            if (looked > 0 && (characters > MOST_CHARACTERS || found >= MOST_FINDINGS)) {
                break;
            }
            looked++;
            List<PolicyApi.Finding> findings = findings(text, scope, limits);
            found += findings.size();
            if (!findings.isEmpty()) {
                all.add(new RegistryDocumentApi.OfPolicy(text.policy(), text.version(), findings));
            }
        }
        return new ImportedPolicies(all, documents.size() - looked);
    }

    private static List<PolicyApi.Finding> findings(
            RegistryDifference.PolicyText text, PolicyScope scope, PolicyLimits limits) {
        return switch (PolicyParser.parse(text.document(), limits)) {
            case PolicyParse.Parsed(var document) -> PolicyLinter.findings(document, scope);
            case PolicyParse.Malformed _ -> List.of(); // not in a document that was read
        };
    }
}
