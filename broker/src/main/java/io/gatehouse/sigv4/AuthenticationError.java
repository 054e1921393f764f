package io.gatehouse.sigv4;

/**
 * Why nobody was recognised, by the names that AWS's services give it and its SDKs look for. The names and statuses are
 * those of AWS's REST services ("Common errors" of its API references).
 */
public enum AuthenticationError {
    /** Nothing in the request says who sends it. */
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403),
    /** What says it has not the form it must have. */
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403),
    /** The signature is not the one of this request, is not valid now, or was used. SDKs set their clock by it. */
    INVALID_SIGNATURE("InvalidSignatureException", 403),
    /** The access key or the session token is none of ours, or none that counts now. */
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403),
    /** A presigned request whose time is over. */
    REQUEST_EXPIRED("RequestExpired", 400),
    /** More signed changes than can be remembered; nothing is done that might be a repetition. */
    THROTTLING("ThrottlingException", 400);

    private final String code;
    private final int httpStatus;

    AuthenticationError(String code, int httpStatus) {
        this.code = code;
        this.httpStatus = httpStatus;
    }

    /** What goes into {@code x-amzn-ErrorType}. */
    public String code() {
        return code;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
