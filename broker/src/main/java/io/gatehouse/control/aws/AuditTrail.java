package io.gatehouse.control.aws;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what was changed, or tried. Told once of every request for a changing operation whose caller is known, refused
 * ones included, behind the change and before the answer, unless it was not {@link #ready}; on a virtual thread, by
 * many at once; may block.
 */
public interface AuditTrail {
    /** Asked before a change is made: false where an entry could not be kept. Then nothing is changed. */
    boolean ready();

    /** @return false where the entry could not be kept: the caller is then answered with an error, not with success */
    boolean keep(Entry entry);

    /**
     * One request. There is no secret in it: digests stand for what was changed.
     *
     * @param who name of the caller
     * @param from address and port of the caller's end of the connection
     * @param operation {@code AttachPolicy}
     * @param resource ARN of what was changed, or two of them with an arrow between; the path where that is not known
     * @param before SHA-256 of its description before the call, lower-case hex; null where it was not there
     * @param after the same behind the call. Other callers may have changed it in between
     * @param result {@code ok}, or the name of the error that was answered
     * @param requestId of the answer, so that a caller's log and the trail can be laid side by side
     */
    record Entry(
            String who,
            String from,
            String operation,
            String resource,
            @Nullable String before,
            @Nullable String after,
            String result,
            String requestId) {}
}
