package io.gatehouse.control;

import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryDifference;
import io.gatehouse.registry.RegistryDocuments;
import io.gatehouse.registry.RegistryResult;
import java.util.stream.Collectors;

/** The registry as one document. Blocks until the store has it; virtual threads. */
public final class Documents {
    private static final int MOST_SHOWN = 50;
    private static final String NOT_IMPORTED = "nothing was imported";

    private final RegistryDocuments documents;
    private final PolicyScope scope;
    private final PolicyLimits limits;

    public Documents(Registry registry, PolicyScope scope, PolicyLimits limits) {
        this.documents = registry.documents();
        this.scope = scope;
        this.limits = limits;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(
                        RegistryDocumentApi.EXPORT,
                        nothing -> Outcome.done(new RegistryDocumentApi.Document(documents.export())))
                .add(RegistryDocumentApi.IMPORT, this::replace);
    }

    private Outcome<RegistryDocumentApi.Difference> replace(RegistryDocumentApi.Import request) {
        RegistryResult<RegistryDifference> result = request.dryRun()
                ? documents.compare(request.text())
                : documents.replace(request.text(), request.reactivate());
        if (result instanceof RegistryResult.Done<RegistryDifference>(var difference)
                && !request.dryRun()
                && !difference.applied()) {
            return Outcome.refused(
                    Refusal.Code.CONFLICT,
                    NOT_IMPORTED,
                    listed(difference),
                    "give them the status they have now in the document;"
                            + " to let them in again: --reactivate-certificates");
        }
        return RegistryOutcome.of(NOT_IMPORTED, result, this::view);
    }

    private static String listed(RegistryDifference difference) {
        int all = difference.reactivated().size();
        return "certificates that are not let in now would be let in again: " + all + "\n"
                + difference.reactivated().stream()
                        .limit(MOST_SHOWN)
                        .map(again -> again.certificateId() + "  " + again.was() + " now, ACTIVE in the document  "
                                + again.subject())
                        .collect(Collectors.joining("\n"))
                + (all > MOST_SHOWN ? "\nand " + (all - MOST_SHOWN) + " more" : "");
    }

    private RegistryDocumentApi.Difference view(RegistryDifference difference) {
        ImportedPolicies policies = ImportedPolicies.of(difference.documents(), scope, limits);
        return new RegistryDocumentApi.Difference(
                difference.applied(),
                difference.nouns().stream()
                        .map(of -> new RegistryDocumentApi.OfNoun(
                                of.noun(), of.added(), of.changed(), of.removed(), of.unchanged()))
                        .toList(),
                difference.reactivated().stream()
                        .map(again -> new StoreApi.Reactivated(
                                again.certificateId(),
                                again.subject(),
                                again.was().name()))
                        .toList(),
                policies.findings(),
                policies.unlinted());
    }
}
