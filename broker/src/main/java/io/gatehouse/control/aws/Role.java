package io.gatehouse.control.aws;

/** What a caller may do at most; each role may do what those before it may. */
public enum Role {
    /** Looks, and changes nothing. */
    VIEWER,
    /** The daily changes: things, certificates, policies and what is attached to what. */
    OPERATOR,
    /** What decides over whole fleets or cannot be undone: authorities, deleted policies, templates, authorizers. */
    ADMIN;

    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }
}
