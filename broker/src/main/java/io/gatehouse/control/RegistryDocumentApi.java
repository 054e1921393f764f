package io.gatehouse.control;

import java.util.List;

/** The operations on the registry as a whole and their shapes. */
public final class RegistryDocumentApi {
    public static final Operation<BrokerApi.Nothing, Document> EXPORT =
            new Operation<>("registry/export", BrokerApi.Nothing.class, Document.class);
    public static final Operation<Import, Difference> IMPORT =
            new Operation<>("registry/import", Import.class, Difference.class);

    private RegistryDocumentApi() {}

    /** The registry as one JSON text. */
    public record Document(String text) {
        public Document {
            Shape.there("text", text);
        }
    }

    /**
     * What the registry is to become.
     *
     * @param dryRun changes nothing
     * @param reactivate lets certificates in again that are not let in now
     */
    public record Import(String text, boolean dryRun, boolean reactivate) {
        public Import {
            Shape.there("text", text);
        }
    }

    /**
     * What is other than before, or would be.
     *
     * @param applied false for a dry run
     * @param nouns each is there, also where nothing changed
     * @param findings of policies that are added or changed, what is legal and probably not meant
     * @param unlinted documents of such policies that were not looked at, there being so many
     */
    public record Difference(
            boolean applied,
            List<OfNoun> nouns,
            List<StoreApi.Reactivated> reactivated,
            List<OfPolicy> findings,
            int unlinted) {}

    /** What there is to point out in one version of a policy; at least one finding. */
    public record OfPolicy(String policy, long version, List<PolicyApi.Finding> findings) {}

    /** Names of one kind. */
    public record OfNoun(String noun, List<String> added, List<String> changed, List<String> removed, int unchanged) {}
}
