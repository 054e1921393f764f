package io.gatehouse.sigv4;

/**
 * One line of a request's head.
 *
 * @param name as it was sent, in any case
 * @param value one character for each byte that was sent, which is how HTTP libraries hand them over
 */
public record Header(String name, String value) {}
