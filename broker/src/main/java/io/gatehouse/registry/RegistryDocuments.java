package io.gatehouse.registry;

/** The whole registry as one JSON text, and back; on virtual threads. */
public final class RegistryDocuments {
    private final Index index;
    private final Journal journal;
    private final ImportPlans plans;

    RegistryDocuments(Index index, Journal journal, ImportPlans plans) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
    }

    /** As of one moment; writers wait meanwhile. The same registry gives the same text. */
    public String export() {
        return journal.read(() -> RegistryDocument.of(index));
    }

    /** What {@link #replace} would change; nothing is changed. */
    public RegistryResult<RegistryDifference> compare(String document) {
        return journal.write(() -> plans.compare(document));
    }

    /**
     * Makes the registry what the document says: what is not in it is removed.
     *
     * <p>A change of up to 1,000 records is one commit. A larger one is several, in an order in which a crash between
     * any two of them leaves nobody with more rights than before or after, see {@link ImportPlans}; a certificate may
     * be INACTIVE then that was and will be ACTIVE, until the document is imported again. Live sessions go from before
     * to after in one step in either case.
     *
     * @param reactivate lets certificates in again that are not let in now; without it a document that would do so is
     *     answered with {@link RegistryDifference#applied} false, and nothing is changed
     */
    public RegistryResult<RegistryDifference> replace(String document, boolean reactivate) {
        return journal.write(() -> plans.replace(document, reactivate));
    }
}
