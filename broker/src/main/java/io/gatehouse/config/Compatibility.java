package io.gatehouse.config;

/** Which rulebook the broker follows where AWS IoT Core and the OASIS texts differ. */
public enum Compatibility {
    /** AWS IoT Core's documented limits and deviations. */
    STRICT,
    /** The OASIS specifications with configurable limits. */
    EXTENDED
}
