package io.gatehouse.control.aws;

import io.gatehouse.audit.AuditCall;

/**
 * Keeps what was changed, or tried. Told once of every request for a changing operation whose caller is known, refused
 * ones included, behind the change and before the answer, unless it was not {@link #ready}; on a virtual thread, by
 * many at once; may block.
 */
public interface AuditTrail {
    /** Asked before a change is made: false where an entry could not be kept. Then nothing is changed. */
    boolean ready();

    /**
     * @param call its resource is the ARN of what was changed, or two of them with an arrow between; the path where
     *     that is not known. Other callers may have changed it between the digests of before and after
     * @return false where the entry could not be kept: the caller is then answered with an error, not with success
     */
    boolean keep(AuditCall call);
}
