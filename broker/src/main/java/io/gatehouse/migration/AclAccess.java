package io.gatehouse.migration;

/** What a line of an access control file is about. */
enum AclAccess {
    READ,
    WRITE,
    READWRITE,
    DENY;

    boolean reads() {
        return this == READ || this == READWRITE;
    }

    boolean writes() {
        return this == WRITE || this == READWRITE;
    }

    boolean covers(AclAccess other) {
        return this == other || (this == READWRITE && other != DENY);
    }
}
