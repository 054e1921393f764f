package io.gatehouse.config;

/**
 * One effective value, for people.
 *
 * @param key dotted path in kebab case
 * @param value as written, or the default as it would be written; a reference such as {@code ${file:…}} stays one, so
 *     that no secret is printed
 */
public record Setting(String key, String value, Origin origin) {}
