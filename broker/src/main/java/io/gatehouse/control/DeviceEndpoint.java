package io.gatehouse.control;

/**
 * Where devices connect to, as it is written into their folders.
 *
 * @param host a name or address that the server certificate is valid for
 * @param caPem what they verify the server certificate with
 */
public record DeviceEndpoint(String host, int port, String caPem) {}
