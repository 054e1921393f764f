package io.gatehouse.revocation;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A CRL whose signature was verified.
 *
 * @param source where it came from, for people
 * @param scope issuingDistributionPoint as encoded, empty for none: CRLs of one issuer with different scopes stand
 *     beside each other
 * @param number cRLNumber, where it has one
 * @param nextUpdate after this it is stale; {@code null} where it does not say
 * @param serials of the certificates it revokes, those on hold included
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand
record Crl(
        String source,
        Issuer issuer,
        byte[] scope,
        @Nullable BigInteger number,
        Instant thisUpdate,
        @Nullable Instant nextUpdate,
        Serials serials) {

    boolean isStale(Instant now) {
        return nextUpdate != null && now.isAfter(nextUpdate);
    }

    /** For log and operators: whose it is, from where, and of when. */
    String words() {
        return "CRL of " + issuer.name().getName() + " from " + source + ", thisUpdate " + thisUpdate
                + (number == null ? "" : ", number " + number);
    }
}
