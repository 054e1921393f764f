package io.gatehouse;

import io.gatehouse.revocation.Stapled;
import io.gatehouse.tls.ServerCertificate;
import io.gatehouse.tls.ServerTls;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate of the server that no OCSP response was given for, and whose issuer is known. */
record StapledCertificate(ServerCertificate certificate) implements Stapled {
    /** Of those that are shown now; there is one object for each certificate, whatever the listeners. */
    static List<Stapled> shownBy(ServerTls tls) {
        return tls.certificates().all().stream()
                .filter(certificate -> !certificate.staplesWhatWasGiven()
                        && certificate.credential().chain().size() > 1)
                .<Stapled>map(StapledCertificate::new)
                .toList();
    }

    @Override
    public X509Certificate leaf() {
        return certificate.credential().leaf();
    }

    @Override
    public X509Certificate issuer() {
        return certificate.credential().chain().get(1);
    }

    @Override
    public void staple(byte @Nullable [] response) {
        certificate.staple(response);
    }
}
