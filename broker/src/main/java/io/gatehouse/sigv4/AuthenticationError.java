package io.gatehouse.sigv4;

/**
 * Why nobody was recognised: the cases that AWS's services tell apart ("Common errors" of its API references). What
 * goes over the wire for each, name and status, is the affair of whoever answers.
 */
public enum AuthenticationError {
    /** Nothing in the request says who sends it. */
    MISSING_AUTHENTICATION_TOKEN,
    /** What says it has not the form it must have. */
    INCOMPLETE_SIGNATURE,
    /** The signature is not the one of this request, is not valid now, or was used. SDKs set their clock by it. */
    INVALID_SIGNATURE,
    /** The access key or the session token is none of ours, or none that counts now. */
    UNRECOGNIZED_CLIENT,
    /** A presigned request whose time is over. */
    REQUEST_EXPIRED,
    /** More signed changes than can be remembered; nothing is done that might be a repetition. */
    THROTTLING
}
