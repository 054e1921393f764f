package io.gatehouse.session;

/** What becomes of a message that a session's queue has no room for. */
public enum Overflow {
    /** It is dropped: what a device was promised first it gets first, as at AWS IoT Core. */
    DROP_NEWEST,
    /** The oldest that wait are dropped until there is room. */
    DROP_OLDEST,
    /** Nobody gets it, and its publisher is told, while any durable session it is for is full. */
    REFUSE
}
