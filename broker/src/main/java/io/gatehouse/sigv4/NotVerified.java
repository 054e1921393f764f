package io.gatehouse.sigv4;

import java.io.Serial;

/** Ends the reading of a request from within; becomes a {@link Verification.Refused} at the {@link Verifier}. */
final class NotVerified extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final AuthenticationError error;
    private final String words;

    NotVerified(AuthenticationError error, String words) {
        super(words, null, false, false);
        this.error = error;
        this.words = words;
    }

    static NotVerified incomplete(String words) {
        return new NotVerified(AuthenticationError.INCOMPLETE_SIGNATURE, words);
    }

    static NotVerified invalid(String words) {
        return new NotVerified(AuthenticationError.INVALID_SIGNATURE, words);
    }

    Verification.Refused refusal() {
        return new Verification.Refused(error, words);
    }
}
