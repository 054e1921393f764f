package io.gatehouse.load.measure;

/** What is going on in a run; scenarios without messages have no warm-up. */
public enum Phase {
    CONNECTING,
    /** Latencies and rates of it are shown while it lasts, and not told at the end. */
    WARMING_UP,
    MEASURING,
    /** What was sent before still comes. */
    ENDING
}
