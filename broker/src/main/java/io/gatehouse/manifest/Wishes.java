package io.gatehouse.manifest;

/**
 * How far a plan goes.
 *
 * @param additive what is attached, in a group or an attribute, and not written, stays
 * @param reactivates whether certificates that are there and not let in may be let in again
 * @param prunes whether what is written nowhere goes
 */
public record Wishes(boolean additive, boolean reactivates, boolean prunes) {}
