package io.gatehouse.engine;

/** What became of a commit. */
public sealed interface CommitResult {
    /**
     * All changes are stored, as safely as the configured fsync says.
     *
     * @param revision of the last change; the changes of one commit take consecutive revisions in their order
     */
    record Stored(long revision) implements CommitResult {}

    /**
     * Nothing was changed: a key was not as the change expected.
     *
     * @param currentRevision of that key; 0 when it has no value
     */
    record Conflict(Key key, long currentRevision) implements CommitResult {}

    /**
     * The store did not answer for it (disk full, I/O error, too much waiting). The caller must not acknowledge;
     * whether the change is there after a restart is open.
     *
     * @param problem what happened, for the log and the operator
     */
    record Failed(String problem) implements CommitResult {}
}
