package io.gatehouse.jobs;

/** Which things a job is for. */
public enum TargetSelection {
    /** Its targets, and what is in its target groups when it is created; it completes. */
    SNAPSHOT,
    /** As well what joins its target groups later; it goes on until it is canceled. */
    CONTINUOUS
}
