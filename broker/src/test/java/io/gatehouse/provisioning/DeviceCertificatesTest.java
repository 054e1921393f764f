package io.gatehouse.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.Key;
import io.gatehouse.pki.Issuance;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ResourceResult;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class DeviceCertificatesTest extends ProvisioningGround {
    @Test
    void keys_and_certificate_are_made_and_registered_and_the_key_is_nowhere_in_the_store() {
        CertificateCreation made =
                new DeviceCertificates(issuer, registry).createKeysAndCertificate(CertificateStatus.INACTIVE);

        assertThat(made).isInstanceOfSatisfying(CertificateCreation.CreatedWithKeys.class, created -> {
            Certificate certificate = created.certificate();
            assertThat(registry.certificate(certificate.id())).isEqualTo(certificate);
            assertThat(certificate.status()).isEqualTo(CertificateStatus.INACTIVE);
            assertThat(certificate.mode()).isEqualTo(CertificateMode.DEFAULT);
            assertThat(certificate.caId()).isNull();
            assertThat(created.toString()).doesNotContain("PRIVATE KEY");
            String secret = created.privateKeyPem().lines().skip(1).findFirst().orElseThrow();
            store.scan(
                    Key.of("certificate"),
                    entry -> assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                            .doesNotContain(secret));
        });
    }

    @Test
    void one_request_gives_two_certificates_of_one_key() {
        DeviceCertificates certificates = new DeviceCertificates(issuer, registry);
        String csr = SigningRequest.create().pem();

        for (int i = 0; i < 2; i++) {
            assertThat(certificates.createCertificateFromCsr(csr, CertificateStatus.ACTIVE))
                    .isInstanceOf(CertificateCreation.Created.class);
        }
        assertThat(registry.certificates("", null, 10)).hasSize(2);
    }

    @Test
    void what_is_not_issued_or_not_stored_is_told_apart() {
        DeviceCertificates certificates = new DeviceCertificates(issuer, registry);

        assertThat(certificates.createCertificateFromCsr("no csr", CertificateStatus.ACTIVE))
                .isInstanceOfSatisfying(
                        CertificateCreation.NotIssued.class,
                        not -> assertThat(not.why()).isInstanceOf(Issuance.Refused.class));
        store.failWith("disk full");
        assertThat(certificates.createCertificateFromCsr(SigningRequest.create().pem(), CertificateStatus.ACTIVE))
                .isInstanceOfSatisfying(
                        CertificateCreation.NotRegistered.class,
                        not -> assertThat(not.why()).isInstanceOf(ResourceResult.StoreFailed.class));
        assertThat(registry.certificates("", null, 10)).isEmpty();
    }
}
