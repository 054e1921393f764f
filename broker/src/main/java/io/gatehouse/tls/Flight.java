package io.gatehouse.tls;

/**
 * What one side sent before it waited for the other.
 *
 * @param bytes with the headers of TLS records, without those of TCP
 * @param beginMicros first byte, since the connection was accepted
 * @param endMicros last byte, since the connection was accepted
 */
public record Flight(boolean ofClient, int bytes, int beginMicros, int endMicros) {}
