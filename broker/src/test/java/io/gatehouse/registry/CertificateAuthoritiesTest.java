package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.TestCertificates.Issuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CertificateAuthoritiesTest extends RegistryGround {
    private static final String BODY = "{}"; // what is in it is provisioning's

    private final Issuer works = TestCertificates.ca("Works CA");

    static <T> T resource(ResourceResult<T> result) {
        assertThat(result).isInstanceOf(ResourceResult.Done.class);
        return ((ResourceResult.Done<T>) result).value();
    }

    private String code() {
        return resource(registry.authorities().registrationCode());
    }

    private static CaRegistration registration(Issuer ca, byte @Nullable [] verification, CertificateMode mode) {
        return new CaRegistration(der(ca.certificate()), verification, CaStatus.INACTIVE, false, null, mode);
    }

    private ResourceResult<CaCertificate> verified(Issuer ca, String commonName) {
        return registry.authorities()
                .register(registration(ca, der(TestCertificates.deviceOf(ca, commonName)), CertificateMode.DEFAULT));
    }

    private CaCertificate unverified(Issuer ca) {
        return resource(registry.authorities().register(registration(ca, null, CertificateMode.SNI_ONLY)));
    }

    @Test
    void a_ca_whose_owner_shows_the_registration_code_is_registered() throws Exception {
        CaCertificate ca = resource(verified(works, code()));

        assertThat(ca.status()).isEqualTo(CaStatus.INACTIVE);
        assertThat(ca.mode()).isEqualTo(CertificateMode.DEFAULT);
        assertThat(ca.autoRegistration()).isFalse();
        assertThat(registry.ca(ca.id())).isSameAs(ca);
        assertThat(reopen().ca(ca.id())).isEqualTo(ca);
        assertThat(told).containsExactly(new RegistryChange.CaChanged(ca.id()));
    }

    @Test
    void the_registration_code_stays_until_it_is_deleted() throws Exception {
        String code = code();

        assertThat(code).matches("[0-9a-f]{64}");
        assertThat(code()).isEqualTo(code);
        assertThat(resource(reopen().authorities().registrationCode())).isEqualTo(code);
        assertThat(resource(registry.authorities().deleteRegistrationCode())).isEqualTo(code);
        assertThat(registry.authorities().deleteRegistrationCode()).isInstanceOf(ResourceResult.ResourceNotFound.class);
        assertThat(verified(works, code)).isInstanceOf(ResourceResult.RegistrationCodeValidation.class);
        assertThat(code()).isNotEqualTo(code);
        assertThat(verified(works, code)).isInstanceOf(ResourceResult.RegistrationCodeValidation.class);
    }

    @Test
    void a_ca_whose_owner_shows_something_else_is_refused() {
        Issuer other = TestCertificates.ca("Other CA");
        String code = code();

        assertThat(verified(works, code.substring(1))).isInstanceOf(ResourceResult.RegistrationCodeValidation.class);
        assertThat(verified(works, code.toUpperCase(Locale.ROOT)))
                .isInstanceOf(ResourceResult.RegistrationCodeValidation.class);
        assertThat(verified(works, code + ",CN=" + code)).isInstanceOf(ResourceResult.RegistrationCodeValidation.class);
        assertThat(registry.authorities()
                        .register(registration(
                                works, der(TestCertificates.deviceOf(other, code)), CertificateMode.DEFAULT))
                        .sentence())
                .contains("not signed by the CA");
        assertThat(registry.authorities().register(registration(works, new byte[] {1, 2}, CertificateMode.DEFAULT)))
                .isInstanceOf(ResourceResult.CertificateValidation.class);
        assertThat(registry.authorities().register(registration(works, null, CertificateMode.DEFAULT)))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
        assertThat(registry.authorities()
                        .register(registration(
                                works, der(TestCertificates.deviceOf(works, code)), CertificateMode.SNI_ONLY)))
                .isInstanceOf(ResourceResult.InvalidRequest.class);
        assertThat(registry.cas()).isEmpty();
    }

    @Test
    void a_verification_certificate_has_to_be_valid_now() {
        String code = code();
        byte[] early = der(TestCertificates.deviceOf(works, code, NOW.plusSeconds(60), NOW.plusSeconds(120)));
        byte[] late = der(TestCertificates.deviceOf(works, code, NOW.minusSeconds(120), NOW.minusSeconds(60)));

        for (byte[] verification : List.of(early, late)) {
            assertThat(registry.authorities().register(registration(works, verification, CertificateMode.DEFAULT)))
                    .isInstanceOf(ResourceResult.CertificateValidation.class);
        }
    }

    @Test
    void what_is_no_ca_is_refused_and_what_is_there_is_named_with_its_arn() {
        assertThat(registry.authorities()
                        .register(new CaRegistration(
                                der(TestCertificates.device("pump")),
                                null,
                                CaStatus.ACTIVE,
                                false,
                                null,
                                CertificateMode.SNI_ONLY)))
                .isInstanceOf(ResourceResult.CertificateValidation.class);
        String id = unverified(works).id();

        assertThat(registry.authorities().register(registration(works, null, CertificateMode.SNI_ONLY)))
                .isEqualTo(new ResourceResult.ResourceAlreadyExists<>(
                        Kind.CA, id, "arn:aws:iot:local:000000000000:cacert/" + id));
    }

    @Test
    void ten_cas_may_have_one_subject() {
        for (int i = 0; i < 10; i++) {
            unverified(TestCertificates.ca("Works CA"));
        }

        assertThat(registry.authorities()
                        .register(registration(TestCertificates.ca("Works CA"), null, CertificateMode.SNI_ONLY)))
                .isInstanceOf(ResourceResult.LimitExceeded.class);
    }

    @Test
    void a_ca_is_updated_in_what_is_said_and_deleted_when_it_is_not_active() throws Exception {
        String id = unverified(works).id();
        RegistrationConfig config = new RegistrationConfig(null, BODY, "arn:aws:iam::123456789012:role/x");

        CaCertificate after =
                resource(registry.authorities().update(id, new CaUpdate(CaStatus.ACTIVE, true, config, false)));
        assertThat(after.status()).isEqualTo(CaStatus.ACTIVE);
        assertThat(after.autoRegistration()).isTrue();
        assertThat(after.config()).isEqualTo(config);
        assertThat(reopen().ca(id)).isEqualTo(after);
        told.clear();
        assertThat(resource(registry.authorities().update(id, new CaUpdate(null, null, null, false))))
                .isSameAs(after);
        assertThat(told).isEmpty();
        assertThat(registry.authorities().delete(id)).isInstanceOf(ResourceResult.CertificateState.class);
        CaCertificate off =
                resource(registry.authorities().update(id, new CaUpdate(CaStatus.INACTIVE, true, null, true)));
        assertThat(off.autoRegistration()).isFalse();
        assertThat(off.config()).isNull();
        resource(registry.authorities().delete(id));
        assertThat(registry.authorities().delete(id)).isEqualTo(new ResourceResult.ResourceNotFound<>(Kind.CA, id));
        assertThat(registry.authorities().update(id, new CaUpdate(null, null, null, false)))
                .isInstanceOf(ResourceResult.ResourceNotFound.class);
    }

    @Test
    void a_ca_provisions_with_a_jitp_template_that_is_there() {
        String id = unverified(works).id();
        resource(registry.templates()
                .create("fleet", "", TemplateType.FLEET_PROVISIONING, BODY, true, null, null, Tags.NONE));
        resource(registry.templates().create("jitp", "", TemplateType.JITP, BODY, true, null, null, Tags.NONE));

        for (RegistrationConfig bad : List.of(
                new RegistrationConfig("fleet", null, null),
                new RegistrationConfig(null, null, null),
                new RegistrationConfig("jitp", BODY, null),
                new RegistrationConfig(null, "x".repeat(10_241), null))) {
            assertThat(registry.authorities().update(id, new CaUpdate(null, null, bad, false)))
                    .isInstanceOf(ResourceResult.InvalidRequest.class);
        }
        assertThat(registry.authorities()
                        .update(id, new CaUpdate(null, null, new RegistrationConfig("gone", null, null), false)))
                .isEqualTo(new ResourceResult.ResourceNotFound<>(Kind.PROVISIONING_TEMPLATE, "gone"));
        resource(registry.authorities()
                .update(id, new CaUpdate(null, true, new RegistrationConfig("jitp", null, null), false)));

        assertThat(registry.templates().delete("jitp")).isInstanceOf(ResourceResult.DeleteConflict.class);
        assertThat(registry.authorities().page(null, 10, true, "jitp")).hasSize(1);
        assertThat(registry.authorities().page(null, 10, true, "fleet")).isEmpty();
    }

    @Test
    void cas_are_listed_page_by_page_in_both_directions() {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            ids.add(unverified(TestCertificates.ca("CA " + i)).id());
        }
        List<String> ascending = List.copyOf(ids);

        List<CaCertificate> first = registry.authorities().page(null, 2, true, null);
        assertThat(first).extracting(CaCertificate::id).isEqualTo(ascending.subList(0, 2));
        assertThat(registry.authorities().page(ascending.get(1), 9, true, null))
                .extracting(CaCertificate::id)
                .isEqualTo(ascending.subList(2, 5));
        assertThat(registry.authorities().page(ascending.get(2), 9, false, null))
                .extracting(CaCertificate::id)
                .containsExactly(ascending.get(1), ascending.get(0));
    }

    @Test
    void what_is_said_of_a_ca_is_part_of_the_exported_registry_and_comes_back() throws Exception {
        String id = unverified(works).id();
        resource(registry.templates().create("jitp", "", TemplateType.JITP, BODY, true, null, null, Tags.NONE));
        CaCertificate said = resource(registry.authorities()
                .update(id, new CaUpdate(null, true, new RegistrationConfig("jitp", null, "role"), false)));
        String document = registry.documents().export();
        resource(registry.authorities().update(id, new CaUpdate(null, null, null, true)));
        resource(registry.authorities().delete(id));

        done(registry.documents().replace(document, false));

        assertThat(registry.ca(id)).isEqualTo(said);
        assertThat(reopen().documents().export()).isEqualTo(document);
        assertThat(registry.documents()
                        .replace(document.replace("\"templateName\": \"jitp\"", "\"templateName\": \"gone\""), false)
                        .sentence())
                .contains("expected: one of provisioningTemplates");
    }

    @Test
    void a_ca_that_was_registered_before_there_were_modes_is_read_as_it_was() throws Exception {
        CaCertificate plain = done(registry.registerCa(der(works.certificate()), CaStatus.ACTIVE));

        assertThat(reopen().ca(plain.id())).isEqualTo(plain);
        assertThat(new String(StoredForm.of(plain), StandardCharsets.UTF_8))
                .doesNotContain("mode")
                .doesNotContain("autoRegistration");
        assertThat(plain.mode()).isEqualTo(CertificateMode.DEFAULT);
        assertThat(Duration.between(plain.createdAt(), NOW)).isZero();
    }
}
