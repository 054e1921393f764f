package io.gatehouse.engine;

/** What became of an {@link Append}. */
public sealed interface AppendResult {
    /**
     * It has its place, and is stored as safely as the configured fsync says.
     *
     * @param position {@link Append#NOWHERE} when the record was not to be kept
     */
    record Stored(long position) implements AppendResult {}

    /** Its {@link Append#onlyOnce} key exists: it was stored before. Nothing was done now. */
    record Duplicate() implements AppendResult {}

    /** There is no room for another retained message. Nothing was stored; the topic's former one stays. */
    record RetainedFull() implements AppendResult {}

    /**
     * The store did not answer for it (disk full, I/O error, too much waiting). The caller must not acknowledge;
     * whether the record is there after a restart is open.
     *
     * @param problem what happened, for the log and the operator
     */
    record Failed(String problem) implements AppendResult {}
}
