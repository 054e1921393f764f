package io.gatehouse.control.aws;

import java.time.Instant;

/**
 * A name of this broker for which it has a certificate of its own.
 *
 * @param name by which the configuration calls that certificate
 * @param domainName that clients ask for; the first of several
 * @param valid whether clients that verify the server take it now
 * @param notAfter when its chain ends
 */
public record NamedDomain(String name, String domainName, boolean valid, Instant notAfter) {}
