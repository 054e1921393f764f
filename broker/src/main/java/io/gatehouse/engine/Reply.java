package io.gatehouse.engine;

/** What became of a request on the {@link Bus}. */
public sealed interface Reply {
    /**
     * Somebody replied, before all others.
     *
     * @param body borrowed: never written to
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answered(byte[] body) implements Reply {}

    /** Nobody has replied in time. Somebody may have heard it, and done what it asks for. */
    record TimedOut() implements Reply {}

    /** Nobody listens to the topic. Known at once. */
    record Unheard() implements Reply {}

    /**
     * The bus did not carry it, or was closed before a reply came.
     *
     * @param problem what happened, for the log and the operator
     */
    record Failed(String problem) implements Reply {}
}
