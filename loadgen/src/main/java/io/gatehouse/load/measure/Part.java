package io.gatehouse.load.measure;

/**
 * A part of a run.
 *
 * @param name of a phase of a script, empty where a scenario has no names for its parts
 */
public record Part(Phase phase, String name) {}
