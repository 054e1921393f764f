package io.gatehouse.registry;

import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.CertificateRegistrationPlans.Signer;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The device certificates of a {@link Registry}, as AWS IoT Core's API changes them: writers on virtual threads, as
 * there. {@link Registry} has the same with fewer words for refusals.
 */
public final class CertificateRegistrations {
    /** What may be asked for when a certificate is registered. */
    private static final Set<CertificateStatus> AT_FIRST =
            Set.of(CertificateStatus.ACTIVE, CertificateStatus.INACTIVE, CertificateStatus.REVOKED);

    private final Journal journal;
    private final CertificateRegistrationPlans plans;

    CertificateRegistrations(Journal journal, CertificateRegistrationPlans plans) {
        this.journal = journal;
        this.plans = plans;
    }

    /**
     * RegisterCertificate: a registered, ACTIVE CA must be its direct issuer.
     *
     * @param certificate DER or PEM
     * @param caCertificate which CA, where several have one subject and key; null to find it
     * @param status ACTIVE, INACTIVE or REVOKED
     */
    public ResourceResult<Certificate> register(
            byte[] certificate, byte @Nullable [] caCertificate, CertificateStatus status) {
        Signer signer = caCertificate == null
                ? new Signer.OneOfOurs()
                : new Signer.Named(CertificateChecks.read(caCertificate));
        return register(CertificateChecks.read(certificate), signer, status);
    }

    /** RegisterCertificateWithoutCA: whoever signed it. */
    public ResourceResult<Certificate> registerWithoutCa(byte[] certificate, CertificateStatus status) {
        return register(CertificateChecks.read(certificate), new Signer.Any(CertificateMode.SNI_ONLY), status);
    }

    private ResourceResult<Certificate> register(Reading reading, Signer signer, CertificateStatus status) {
        return AT_FIRST.contains(status)
                ? ResourceResult.of(journal.write(Footprint.of(reading), () -> plans.register(reading, signer, status)))
                : new ResourceResult.InvalidRequest<>("status: " + status + " (expected: ACTIVE, INACTIVE or REVOKED)");
    }

    /** A certificate that this broker has issued itself, {@code PENDING_ACTIVATION} where a device asked for it. */
    public ResourceResult<Certificate> registerIssued(X509Certificate certificate, CertificateStatus status) {
        Reading reading = CertificateChecks.read(certificate);
        return ResourceResult.of(journal.write(
                Footprint.of(reading), () -> plans.register(reading, new Signer.Any(CertificateMode.DEFAULT), status)));
    }

    /**
     * A certificate that a device came with, of a CA that is ACTIVE and registers automatically: from now on it is
     * there and waits for its activation.
     */
    public ResourceResult<Certificate> registerComing(X509Certificate certificate) {
        Reading reading = CertificateChecks.read(certificate);
        return ResourceResult.of(journal.write(
                Footprint.of(reading),
                () -> plans.register(reading, new Signer.Automatic(), CertificateStatus.PENDING_ACTIVATION)));
    }

    /**
     * UpdateCertificate. See {@link CertificateStatus} for what may follow what. Done as well when it has that status.
     */
    public ResourceResult<Certificate> setStatus(String id, CertificateStatus status) {
        return ResourceResult.of(journal.write(Footprint.ofCertificate(id), () -> plans.setStatus(id, status)));
    }

    /**
     * DeleteCertificate.
     *
     * @param force takes attached policies off in the same step; one with a thing is refused all the same
     */
    public ResourceResult<Certificate> delete(String id, boolean force) {
        return ResourceResult.of(journal.write(Footprint.ofCertificate(id), () -> plans.delete(id, force)));
    }
}
