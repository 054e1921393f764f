package io.gatehouse.control;

import java.util.Objects;

/**
 * An operation that was not done, in the three lines an operator needs.
 *
 * @param code stable, for scripts
 * @param what was not done
 * @param why, reading {@code name: value (expected: …)} where a value is to blame
 * @param remedy what to do about it, as an imperative
 */
public record Refusal(Code code, String what, String why, String remedy) {

    /** The stable codes; renaming one breaks scripts. */
    public enum Code {
        /** The request has a value that is not accepted. */
        INVALID(400),
        /** No valid token. */
        NOT_AUTHORISED(401),
        /** The request came from a browser or under a foreign host name. */
        FORBIDDEN(403),
        /** The thing, certificate, policy or connection does not exist. */
        NOT_FOUND(404),
        /** Something of that name exists already. */
        ALREADY_EXISTS(409),
        /** It is in use: attached, active, or has children. */
        IN_USE(409),
        /** It is in a state from which this cannot be done. */
        CONFLICT(409),
        /** Larger or more than the broker takes. */
        LIMIT_EXCEEDED(413),
        /** This broker cannot do it, as it is configured. */
        NOT_AVAILABLE(501),
        /** The broker failed; its log knows more. */
        FAILED(500);

        private final int httpStatus;

        Code(int httpStatus) {
            this.httpStatus = httpStatus;
        }

        int httpStatus() {
            return httpStatus;
        }
    }

    public Refusal {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(why, "why");
        Objects.requireNonNull(remedy, "remedy");
    }

    static Refusal notFound(String what, String noun, String name, String remedy) {
        return new Refusal(Code.NOT_FOUND, what, noun + ": " + name + " (expected: one that exists)", remedy);
    }
}
