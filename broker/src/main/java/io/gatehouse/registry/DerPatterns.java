package io.gatehouse.registry;

import java.util.HashMap;
import java.util.Map;

/**
 * One certificate of each issuer, the first that came, as the pattern of all others. Issuers beyond the first few
 * hundred have none, and their certificates are kept whole. The writer only, and the loader at start.
 */
final class DerPatterns {
    /** A pattern takes some 10 KiB; and who registers certificates of ever other issuers has none that are alike. */
    private static final int MOST = 256;

    private final Map<String, DerPattern> ofIssuers = new HashMap<>();

    /** The same certificate, with less to keep. */
    Certificate packed(Certificate certificate) {
        DerPattern pattern = ofIssuers.get(certificate.issuer());
        if (pattern == null && ofIssuers.size() < MOST) {
            byte[] first = certificate.der().bytes();
            if (first.length <= DerPattern.MOST_BYTES) {
                pattern = new DerPattern(first);
                ofIssuers.put(certificate.issuer(), pattern);
            }
        }
        return pattern == null
                ? certificate
                : certificate.with(certificate.der().like(pattern));
    }
}
