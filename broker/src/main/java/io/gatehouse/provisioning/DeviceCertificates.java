package io.gatehouse.provisioning;

import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.Issuance;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import java.security.cert.X509Certificate;

/**
 * CreateKeysAndCertificate and CreateCertificateFromCsr: issued by this broker's authority and registered. Virtual
 * threads; blocks until the store has it.
 */
public final class DeviceCertificates {
    private final DeviceIssuer issuer;
    private final Registry registry;

    public DeviceCertificates(DeviceIssuer issuer, Registry registry) {
        this.issuer = issuer;
        this.registry = registry;
    }

    /** @param status ACTIVE or INACTIVE; PENDING_ACTIVATION where a device asked for it */
    public CertificateCreation createKeysAndCertificate(CertificateStatus status) {
        return switch (issuer.withNewKeys()) {
            case Issuance.WithKeys made ->
                switch (register(made.certificate(), status)) {
                    case ResourceResult.Done<Certificate>(var certificate) ->
                        new CertificateCreation.CreatedWithKeys(certificate, made.publicKeyPem(), made.privateKeyPem());
                    case ResourceResult<Certificate> refused -> new CertificateCreation.NotRegistered(refused);
                };
            case Issuance why -> new CertificateCreation.NotIssued(why);
        };
    }

    /**
     * As often as it is asked for, each time another certificate.
     *
     * @param csrPem PKCS#10 in PEM
     * @param status as in {@link #createKeysAndCertificate}
     */
    public CertificateCreation createCertificateFromCsr(String csrPem, CertificateStatus status) {
        return switch (issuer.certify(csrPem)) {
            case Issuance.Certified(X509Certificate issued) ->
                switch (register(issued, status)) {
                    case ResourceResult.Done<Certificate>(var certificate) ->
                        new CertificateCreation.Created(certificate);
                    case ResourceResult<Certificate> refused -> new CertificateCreation.NotRegistered(refused);
                };
            case Issuance why -> new CertificateCreation.NotIssued(why);
        };
    }

    private ResourceResult<Certificate> register(X509Certificate issued, CertificateStatus status) {
        return registry.registrations().registerIssued(issued, status);
    }
}
