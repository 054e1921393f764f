package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static io.gatehouse.registry.CertificateStatus.PENDING_ACTIVATION;
import static io.gatehouse.registry.CertificateStatus.PENDING_TRANSFER;
import static io.gatehouse.registry.CertificateStatus.REVOKED;
import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.RegistryChange.CertificateChanged;
import io.gatehouse.tls.CertificateIds;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RegistryCertificatesTest extends RegistryGround {
    // ---- Certificates

    @Test
    void a_registered_certificate_is_found_by_the_digest_of_its_der() {
        X509Certificate lamp = device("lamp");
        Certificate certificate = done(registry.registerCertificate(der(lamp), ACTIVE));

        assertThat(registry.certificate(CertificateIds.of(lamp))).isEqualTo(certificate);
        assertThat(certificate.subject()).isEqualTo("CN=lamp");
        assertThat(certificate.status()).isEqualTo(ACTIVE);
        assertThat(certificate.caId()).isNull();
        assertThat(certificate.createdAt()).isEqualTo(NOW);
        assertThat(registry.certificate("0".repeat(64))).isNull();
        assertThat(told).containsExactly(new CertificateChanged(certificate.id(), null, ACTIVE));
    }

    @Test
    void a_certificate_is_registered_once() {
        X509Certificate lamp = device("lamp");
        done(registry.registerCertificate(lamp, ACTIVE));

        assertThat(registry.registerCertificate(lamp, INACTIVE))
                .isEqualTo(new RegistryResult.AlreadyExists<>(Kind.CERTIFICATE, CertificateIds.of(lamp)));
        assertThat(status(CertificateIds.of(lamp))).isEqualTo(ACTIVE);
    }

    @Test
    void revoked_is_final() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.setCertificateStatus(id, REVOKED));

        for (CertificateStatus status : List.of(ACTIVE, INACTIVE)) {
            assertThat(registry.setCertificateStatus(id, status))
                    .isInstanceOfSatisfying(RegistryResult.Conflict.class, conflict -> {
                        assertThat(conflict.why()).contains("is REVOKED");
                        assertThat(conflict.whatToDo()).contains("new certificate");
                    });
        }
        done(registry.setCertificateStatus(id, REVOKED));
        assertThat(status(id)).isEqualTo(REVOKED);
    }

    @Test
    void pending_states_are_never_set_by_hand() {
        String id = registered("lamp", ACTIVE).id();

        assertThat(registry.setCertificateStatus(id, PENDING_ACTIVATION)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.setCertificateStatus(id, PENDING_TRANSFER)).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.registerCertificate(device("door"), PENDING_TRANSFER))
                .isInstanceOf(RegistryResult.Invalid.class);
    }

    @Test
    void a_certificate_that_waits_for_activation_may_be_activated_deactivated_and_revoked() {
        for (CertificateStatus next : List.of(ACTIVE, INACTIVE, REVOKED)) {
            Certificate waiting = registered("lamp", PENDING_ACTIVATION);
            assertThat(done(registry.setCertificateStatus(waiting.id(), next)).status())
                    .isEqualTo(next);
        }
    }

    @Test
    void a_status_change_tells_before_and_after_and_no_change_tells_nothing() {
        String id = registered("lamp", ACTIVE).id();
        told.clear();
        long epoch = registry.epoch();

        done(registry.setCertificateStatus(id, ACTIVE));
        assertThat(told).isEmpty();
        assertThat(registry.epoch()).isEqualTo(epoch);

        done(registry.setCertificateStatus(id, INACTIVE));
        assertThat(told).containsExactly(new CertificateChanged(id, ACTIVE, INACTIVE));
        assertThat(registry.epoch()).isGreaterThan(epoch);
    }

    @Test
    void a_certificate_is_deleted_only_when_neither_active_nor_bound_to_anything() {
        String id = registered("lamp", ACTIVE).id();
        done(registry.createThing("lamp", null, NONE));
        done(registry.attachThing("lamp", id));

        assertThat(registry.deleteCertificate(id).sentence())
                .contains("is ACTIVE")
                .contains("deactivate or revoke");
        done(registry.setCertificateStatus(id, INACTIVE));
        assertThat(registry.deleteCertificate(id).sentence()).contains("thing lamp attached");
        done(registry.detachThing("lamp", id));
        told.clear();
        done(registry.deleteCertificate(id));

        assertThat(registry.certificate(id)).isNull();
        assertThat(registry.principal(id)).isNull();
        assertThat(registry.certificates("", null, 10)).isEmpty();
        assertThat(told).containsExactly(new CertificateChanged(id, INACTIVE, null));
        assertThat(registry.deleteCertificate(id)).isEqualTo(new RegistryResult.NotFound<>(Kind.CERTIFICATE, id));
    }

    @Test
    void weak_and_expired_certificates_are_refused_with_words() {
        assertThat(registry.registerCertificate(
                        TestCertificates.selfSigned(TestCertificates.rsa(1024), "SHA256withRSA", false), ACTIVE))
                .isInstanceOf(RegistryResult.Invalid.class);
        assertThat(registry.registerCertificate(new byte[] {1, 2, 3}, ACTIVE).sentence())
                .isEqualTo("certificate: neither DER nor PEM (expected: an X.509 certificate)");
        assertThat(told).isEmpty();
    }

    // ---- CAs

    @Test
    void a_registered_ca_lets_nobody_in() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE));

        assertThat(registry.certificate(CertificateIds.of(TestCertificates.deviceOf(ca, "lamp"))))
                .isNull();
        assertThat(registry.certificate(CertificateIds.of(ca.certificate()))).isNull();
    }

    @Test
    void a_certificate_that_a_revoked_device_signed_with_its_own_key_stays_unknown() {
        TestCertificates.Issuer lamp = TestCertificates.deviceWithKey("lamp");
        String id =
                done(registry.registerCertificate(lamp.certificate(), ACTIVE)).id();
        done(registry.setCertificateStatus(id, REVOKED));

        X509Certificate derived = TestCertificates.deviceOf(lamp, "lamp");

        assertThat(registry.certificate(CertificateIds.of(derived))).isNull();
    }

    @Test
    void a_certificate_knows_the_ca_that_really_signed_it() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        String caId = done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE))
                .id();
        X509Certificate forged = TestCertificates.deviceOf(
                new TestCertificates.Issuer(
                        ca.certificate(), TestCertificates.p256().getPrivate()),
                "forged");

        assertThat(done(registry.registerCertificate(TestCertificates.deviceOf(ca, "lamp"), ACTIVE))
                        .caId())
                .isEqualTo(caId);
        assertThat(done(registry.registerCertificate(forged, ACTIVE)).caId()).isNull();
    }

    @Test
    void an_inactive_ca_stops_new_certificates_and_leaves_the_old_ones_alone() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        String caId = done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE))
                .id();
        Certificate lamp = done(registry.registerCertificate(TestCertificates.deviceOf(ca, "lamp"), ACTIVE));
        done(registry.setCaStatus(caId, CaStatus.INACTIVE));

        assertThat(registry.registerCertificate(TestCertificates.deviceOf(ca, "door"), ACTIVE)
                        .sentence())
                .contains("is INACTIVE")
                .contains("activate the CA first");
        assertThat(registry.certificate(lamp.id())).isEqualTo(lamp);
    }

    @Test
    void a_renewed_ca_registers_what_its_inactive_predecessor_does_not() {
        TestCertificates.Issuer ca = TestCertificates.ca("factory");
        String first = done(registry.registerCa(der(ca.certificate()), CaStatus.ACTIVE))
                .id();
        String second = done(registry.registerCa(
                        der(TestCertificates.ca("factory").certificate()), CaStatus.ACTIVE))
                .id();
        for (String inactive : List.of(first, second)) { // whichever of them the registry looks at first
            done(registry.setCaStatus(first, inactive.equals(first) ? CaStatus.INACTIVE : CaStatus.ACTIVE));
            done(registry.setCaStatus(second, inactive.equals(second) ? CaStatus.INACTIVE : CaStatus.ACTIVE));

            assertThat(done(registry.registerCertificate(
                                    TestCertificates.deviceOf(ca, inactive.substring(0, 8)), CertificateStatus.ACTIVE))
                            .caId())
                    .isEqualTo(inactive.equals(first) ? second : first);
        }
    }

    @Test
    void a_ca_is_deleted_only_when_inactive() {
        String id = done(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.ACTIVE))
                .id();

        assertThat(registry.deleteCa(id)).isInstanceOf(RegistryResult.Conflict.class);
        done(registry.setCaStatus(id, CaStatus.INACTIVE));
        done(registry.deleteCa(id));
        assertThat(registry.ca(id)).isNull();
        assertThat(registry.cas()).isEmpty();
    }

    @Test
    void a_device_certificate_is_no_ca_and_one_certificate_has_one_role() {
        byte[] both = der(TestCertificates.selfSigned(TestCertificates.p256(), "SHA256withECDSA", true));

        assertThat(registry.registerCa(der(device("lamp")), CaStatus.ACTIVE))
                .isInstanceOf(RegistryResult.Invalid.class);
        done(registry.registerCertificate(both, ACTIVE));
        assertThat(registry.registerCa(both, CaStatus.ACTIVE)).isInstanceOf(RegistryResult.Conflict.class);
    }

    @Test
    void cas_with_one_subject_are_limited() {
        for (int i = 0; i < RegistryLimits.STRICT.casPerSubject(); i++) {
            done(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.INACTIVE));
        }

        assertThat(registry.registerCa(der(TestCertificates.ca("factory").certificate()), CaStatus.ACTIVE))
                .isInstanceOf(RegistryResult.Conflict.class);
    }
}
