package io.gatehouse.operator;

/** What an operator may do. Each role may do what the one before may. */
public enum Role {
    /** Looks at everything that is no secret, and changes nothing. */
    VIEWER,
    /** Changes things, certificates, policies and connections. */
    OPERATOR,
    /**
     * Changes operators too, what the broker itself does, and what decides over whole fleets or cannot be undone:
     * authorities, deleted policies, templates, authorizers.
     */
    ADMIN;

    /** Whether this role may do what {@code needed} may. */
    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }
}
