package io.gatehouse.engine;

/** What became of the wish for a {@link Lease}. */
public sealed interface LeaseResult {
    /** The caller has it. Its time to live began after it was asked for. */
    record Granted(Lease lease) implements LeaseResult {}

    /**
     * The key has a value, be it another holder's or one that no lease is on.
     *
     * @param holder the key as it was found
     */
    record Taken(Entry holder) implements LeaseResult {}

    /**
     * The store did not answer for it (disk full, too much waiting), or the process has too many. Whether the key was
     * taken is open; if it was, nobody renews it and its time to live ends it.
     *
     * @param problem what happened, for the log and the operator
     */
    record Failed(String problem) implements LeaseResult {}
}
