package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Something that was refused, or the end of an admitted connection that was not an ordinary one, with all that was
 * known at that moment. Immutable.
 *
 * @param atMillis when, by the wall clock
 * @param endedBy who ended the connection, where this is an end; {@code null} for what was refused
 */
public record Refusal(Reason reason, long atMillis, Client client, Facts facts, Refusals.@Nullable Initiator endedBy) {

    /** The check that failed. */
    public Check check() {
        return Check.of(reason);
    }
}
