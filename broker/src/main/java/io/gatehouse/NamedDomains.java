package io.gatehouse;

import io.gatehouse.control.aws.NamedDomain;
import io.gatehouse.tls.ServerCertificate;
import io.gatehouse.tls.ServerCertificates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The names for which the server has a certificate of its own, as the control plane shows them. */
final class NamedDomains {
    private NamedDomains() {}

    /** @param certificates as they are shown to clients now */
    static List<NamedDomain> of(ServerCertificates certificates, Instant now) {
        List<NamedDomain> domains = new ArrayList<>();
        for (ServerCertificate certificate : certificates.all()) {
            String name = certificate.name();
            if (name != null) {
                domains.add(new NamedDomain(
                        name,
                        certificate.names().getFirst(), // none without a name is read
                        certificate.isValidAt(now),
                        certificate.notAfter()));
            }
        }
        return domains;
    }
}
