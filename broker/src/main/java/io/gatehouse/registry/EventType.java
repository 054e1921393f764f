package io.gatehouse.registry;

/** What events there are about: each is told only where somebody turned it on. Names as AWS IoT Core has them. */
public enum EventType {
    THING,
    THING_GROUP,
    THING_TYPE,
    THING_GROUP_MEMBERSHIP,
    THING_GROUP_HIERARCHY,
    THING_TYPE_ASSOCIATION,
    /** Not of the registry: told by whoever keeps jobs. */
    JOB,
    /** Not of the registry: told by whoever keeps jobs. */
    JOB_EXECUTION,
    /** AWS documents no event of it, so nothing is told. */
    POLICY,
    CERTIFICATE,
    CA_CERTIFICATE
}
