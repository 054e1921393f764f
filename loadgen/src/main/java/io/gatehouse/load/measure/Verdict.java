package io.gatehouse.load.measure;

/**
 * Whether what was asked for held.
 *
 * @param assertion as it was written
 * @param measured in words
 */
public record Verdict(String assertion, boolean held, String measured) {}
