package io.gatehouse.migration;

/**
 * One {@code topic} or {@code pattern} line.
 *
 * @param line counted from 1
 */
record AclRule(int line, AclAccess access, AclFilter filter) {
    boolean allows() {
        return access != AclAccess.DENY;
    }

    /** Whether whatever the other rule allows, or denies, this one does too. */
    boolean covers(AclRule other) {
        return access.covers(other.access) && filter.covers(other.filter);
    }

    /** Whether there is something that both are about: to publish or to be sent. */
    boolean sharesActionWith(AclRule other) {
        return (access.reads() && other.access.reads()) || (access.writes() && other.access.writes());
    }
}
