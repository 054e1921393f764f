package io.gatehouse.migration;

/**
 * A policy document that came of a conversion.
 *
 * @param name as it may be stored under, and without {@code /}
 * @param meantFor whose certificates to attach it to, in words
 * @param document JSON, indented
 */
public record ConvertedPolicy(String name, String meantFor, String document) {}
