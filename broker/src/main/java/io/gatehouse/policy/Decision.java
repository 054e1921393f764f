package io.gatehouse.policy;

/** The three answers of the language, named as AWS's TestAuthorization names them. */
public enum Decision {
    /** A statement allows it and none denies it. */
    ALLOWED,
    /** A Deny statement matched; no Allow can undo that. */
    EXPLICIT_DENY,
    /** No statement matched. */
    IMPLICIT_DENY;

    public boolean isAllowed() {
        return this == ALLOWED;
    }
}
