package io.gatehouse.registry;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Where a certificate stands in a store, whether or not a registry is open on it.
 *
 * @param subject RFC 2253
 */
public record CertificateStanding(CertificateStatus status, String subject) {
    /**
     * Those of a whole store, by certificate id.
     *
     * @throws StoreException a certificate's record cannot be read
     * @throws java.io.UncheckedIOException the store cannot be read
     */
    public static Map<String, CertificateStanding> all(KeyValue store) throws StoreException {
        Map<String, CertificateStanding> all = new TreeMap<>();
        Loader.each(store, Keys.CERTIFICATES, (Entry entry) -> {
            Certificate certificate =
                    StoredRecord.read(entry, 1).certificate(entry.key().name(), UnaryOperator.identity());
            all.put(certificate.id(), new CertificateStanding(certificate.status(), certificate.subject()));
        });
        return all;
    }
}
