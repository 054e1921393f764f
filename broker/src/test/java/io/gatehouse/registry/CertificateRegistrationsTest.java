package io.gatehouse.registry;

import static io.gatehouse.registry.CertificateAuthoritiesTest.resource;
import static io.gatehouse.registry.CertificateStatus.ACTIVE;
import static io.gatehouse.registry.CertificateStatus.INACTIVE;
import static io.gatehouse.registry.CertificateStatus.PENDING_ACTIVATION;
import static io.gatehouse.registry.CertificateStatus.PENDING_TRANSFER;
import static io.gatehouse.registry.CertificateStatus.REVOKED;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.deviceOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.TestCertificates.Issuer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CertificateRegistrationsTest extends RegistryGround {
    private final Issuer works = TestCertificates.ca("Works CA");

    private CaCertificate registered(Issuer ca, CaStatus status) {
        return done(registry.registerCa(der(ca.certificate()), status));
    }

    @Test
    void a_certificate_of_a_registered_ca_is_registered_and_has_its_mode() throws Exception {
        CaCertificate ca = resource(registry.authorities()
                .register(new CaRegistration(
                        der(works.certificate()), null, CaStatus.ACTIVE, false, null, CertificateMode.SNI_ONLY)));
        Certificate certificate =
                resource(registry.registrations().register(der(deviceOf(works, "pump")), null, ACTIVE));

        assertThat(certificate.caId()).isEqualTo(ca.id());
        assertThat(certificate.mode()).isEqualTo(CertificateMode.SNI_ONLY);
        assertThat(reopen().certificate(certificate.id())).isEqualTo(certificate);
        assertThat(told).contains(new RegistryChange.CertificateChanged(certificate.id(), null, ACTIVE));
    }

    @Test
    void a_certificate_of_nobody_is_registered_without_a_ca_only() {
        byte[] pump = der(deviceOf(works, "pump"));

        assertThat(registry.registrations().register(pump, null, ACTIVE))
                .isInstanceOf(ResourceResult.CertificateValidation.class);
        Certificate certificate = resource(registry.registrations().registerWithoutCa(pump, INACTIVE));
        assertThat(certificate.caId()).isNull();
        assertThat(certificate.mode()).isEqualTo(CertificateMode.SNI_ONLY);
        assertThat(registry.registrations().registerWithoutCa(pump, INACTIVE))
                .isEqualTo(new ResourceResult.ResourceAlreadyExists<>(
                        Kind.CERTIFICATE, certificate.id(), "arn:aws:iot:local:000000000000:cert/" + certificate.id()));
    }

    @Test
    void a_ca_that_is_there_twice_over_one_key_has_to_be_named() {
        CaCertificate one = registered(works, CaStatus.ACTIVE);
        Issuer renewed = TestCertificates.ca("Works CA");
        CaCertificate two = registered(renewed, CaStatus.INACTIVE);
        byte[] pump = der(deviceOf(works, "pump"));

        assertThat(registry.registrations().register(pump, null, ACTIVE))
                .isInstanceOfSatisfying(
                        ResourceResult.CertificateConflict.class,
                        conflict -> assertThat(conflict.whatToDo()).contains("caCertificatePem"));
        assertThat(registry.registrations().register(pump, der(renewed.certificate()), ACTIVE))
                .isInstanceOfSatisfying(
                        ResourceResult.CertificateState.class,
                        state -> assertThat(state.why()).contains(two.id()).contains("INACTIVE"));
        assertThat(resource(registry.registrations().register(pump, der(works.certificate()), ACTIVE))
                        .caId())
                .isEqualTo(one.id());
    }

    @Test
    void a_ca_that_is_named_has_to_be_registered_and_the_direct_issuer() {
        Issuer other = TestCertificates.ca("Other CA");
        registered(works, CaStatus.ACTIVE);
        byte[] pump = der(deviceOf(works, "pump"));

        assertThat(registry.registrations()
                        .register(pump, der(other.certificate()), ACTIVE)
                        .sentence())
                .contains("is not registered");
        registered(other, CaStatus.ACTIVE);
        assertThat(registry.registrations()
                        .register(pump, der(other.certificate()), ACTIVE)
                        .sentence())
                .contains("did not sign");
        assertThat(registry.registrations().register(pump, new byte[] {7}, ACTIVE))
                .isInstanceOf(ResourceResult.CertificateValidation.class);
    }

    @Test
    void a_certificate_that_is_a_registered_ca_is_a_conflict() {
        registered(works, CaStatus.ACTIVE);

        assertThat(registry.registrations().registerWithoutCa(der(works.certificate()), ACTIVE))
                .isInstanceOf(ResourceResult.CertificateConflict.class);
    }

    @Test
    void pending_states_are_no_ones_to_ask_for() {
        byte[] pump = der(TestCertificates.device("pump"));
        for (CertificateStatus status : List.of(PENDING_ACTIVATION, PENDING_TRANSFER)) {
            assertThat(registry.registrations().registerWithoutCa(pump, status))
                    .isInstanceOf(ResourceResult.InvalidRequest.class);
        }
        Certificate waiting =
                resource(registry.registrations().registerIssued(TestCertificates.device("door"), PENDING_ACTIVATION));
        assertThat(registry.registrations().setStatus(waiting.id(), PENDING_ACTIVATION))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
        assertThat(resource(registry.registrations().setStatus(waiting.id(), ACTIVE))
                        .status())
                .isEqualTo(ACTIVE);
    }

    @Test
    void revoked_is_a_state_that_does_not_end() {
        String id = resource(registry.registrations().registerWithoutCa(der(TestCertificates.device("pump")), REVOKED))
                .id();

        assertThat(registry.registrations().setStatus(id, ACTIVE)).isInstanceOf(ResourceResult.CertificateState.class);
        assertThat(resource(registry.registrations().setStatus(id, REVOKED)).status())
                .isEqualTo(REVOKED);
        assertThat(registry.registrations().setStatus("0".repeat(64), ACTIVE))
                .isInstanceOf(ResourceResult.ResourceNotFound.class);
    }

    @Test
    void force_takes_policies_off_but_no_thing_and_no_active_certificate() throws Exception {
        String id = registered("pump", ACTIVE).id();
        done(registry.putPolicy("all", ALLOW_ALL));
        done(registry.attachPolicy("all", id));
        done(registry.createThing("pump", null, NONE));
        done(registry.attachThing("pump", id));

        assertThat(registry.registrations().delete(id, true)).isInstanceOf(ResourceResult.CertificateState.class);
        done(registry.setCertificateStatus(id, INACTIVE));
        assertThat(registry.registrations().delete(id, true)).isInstanceOf(ResourceResult.DeleteConflict.class);
        done(registry.detachThing("pump", id));
        assertThat(registry.registrations().delete(id, false)).isInstanceOf(ResourceResult.DeleteConflict.class);
        resource(registry.registrations().delete(id, true));

        assertThat(registry.certificate(id)).isNull();
        assertThat(registry.certificatesOfPolicy("all", null, 10)).isEmpty();
        assertThat(reopen().certificate(id)).isNull();
        done(registry.deletePolicy("all"));
    }
}
