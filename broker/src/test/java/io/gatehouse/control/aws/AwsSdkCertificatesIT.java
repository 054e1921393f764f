package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.security.Certificates;
import io.gatehouse.tls.CertificateIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.AutoRegistrationStatus;
import software.amazon.awssdk.services.iot.model.CACertificate;
import software.amazon.awssdk.services.iot.model.CACertificateStatus;
import software.amazon.awssdk.services.iot.model.Certificate;
import software.amazon.awssdk.services.iot.model.CertificateConflictException;
import software.amazon.awssdk.services.iot.model.CertificateMode;
import software.amazon.awssdk.services.iot.model.CertificateStateException;
import software.amazon.awssdk.services.iot.model.CertificateStatus;
import software.amazon.awssdk.services.iot.model.CertificateValidationException;
import software.amazon.awssdk.services.iot.model.DeleteConflictException;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.LimitExceededException;
import software.amazon.awssdk.services.iot.model.RegisterCaCertificateRequest;
import software.amazon.awssdk.services.iot.model.RegisterCaCertificateResponse;
import software.amazon.awssdk.services.iot.model.RegistrationCodeValidationException;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;

/** Certificates and authorities, asked by AWS's own client: every operation, with its errors and pages. */
final class AwsSdkCertificatesIT extends AwsSdkGround {
    private final TestDevice works = Certificates.authority("Works CA");

    private static String pem(TestDevice device) {
        return device.issued().certificatePem();
    }

    /** As its owner would: with a certificate for the code, made with the authority's key. */
    private RegisterCaCertificateResponse verified(
            TestDevice authority, Consumer<RegisterCaCertificateRequest.Builder> more) {
        String code = iot.getRegistrationCode().registrationCode();
        return iot.registerCACertificate(r -> r.caCertificate(pem(authority))
                .verificationCertificate(pem(Certificates.signedBy(authority, code)))
                .applyMutation(more));
    }

    private String unverified(TestDevice authority) {
        return iot.registerCACertificate(r -> r.caCertificate(pem(authority))
                        .certificateMode(CertificateMode.SNI_ONLY)
                        .setAsActive(true))
                .certificateId();
    }

    @Test
    void an_authority_shows_its_key_with_the_code_and_its_devices_are_registered_change_status_and_are_deleted() {
        var authority = verified(works, r -> r.setAsActive(true));
        assertThat(authority.certificateArn()).isEqualTo(arn("cacert/" + authority.certificateId()));

        TestDevice pump = Certificates.signedBy(works, "pump");
        var registered = iot.registerCertificate(r -> r.certificatePem(pem(pump)));
        String id = registered.certificateId();
        assertThat(id).isEqualTo(pump.certificateId());
        assertThat(registered.certificateArn()).isEqualTo(arn("cert/" + id));
        var described = iot.describeCertificate(r -> r.certificateId(id)).certificateDescription();
        assertThat(described.status()).isEqualTo(CertificateStatus.INACTIVE);
        assertThat(described.caCertificateId()).isEqualTo(authority.certificateId());
        assertThat(described.certificateMode()).isEqualTo(CertificateMode.DEFAULT);
        var exists = refused(
                ResourceAlreadyExistsException.class,
                () -> iot.registerCertificate(r -> r.certificatePem(pem(pump))),
                "exists already");
        assertThat(exists.statusCode()).isEqualTo(409);
        assertThat(exists.resourceId()).isEqualTo(id);
        assertThat(exists.resourceArn()).isEqualTo(arn("cert/" + id));

        iot.updateCertificate(r -> r.certificateId(id).newStatus(CertificateStatus.ACTIVE));
        iot.updateCertificate(r -> r.certificateId(id).newStatus(CertificateStatus.ACTIVE));
        var active = refused(
                CertificateStateException.class,
                () -> iot.deleteCertificate(r -> r.certificateId(id).forceDelete(true)),
                "ACTIVE");
        assertThat(active.statusCode()).isEqualTo(406);
        iot.createThing(r -> r.thingName("pump"));
        iot.attachThingPrincipal(r -> r.thingName("pump").principal(arn("cert/" + id)));
        iot.updateCertificate(r -> r.certificateId(id).newStatus(CertificateStatus.REVOKED));
        refused(
                CertificateStateException.class,
                () -> iot.updateCertificate(r -> r.certificateId(id).newStatus(CertificateStatus.INACTIVE)),
                "REVOKED");
        refused(
                DeleteConflictException.class,
                () -> iot.deleteCertificate(r -> r.certificateId(id).forceDelete(true)),
                "thing pump");
        iot.detachThingPrincipal(r -> r.thingName("pump").principal(arn("cert/" + id)));
        iot.deleteCertificate(r -> r.certificateId(id));
        refused(ResourceNotFoundException.class, () -> iot.deleteCertificate(r -> r.certificateId(id)), id);

        refused(
                CertificateStateException.class,
                () -> iot.deleteCACertificate(r -> r.certificateId(authority.certificateId())),
                "ACTIVE");
        iot.updateCACertificate(
                r -> r.certificateId(authority.certificateId()).newStatus(CACertificateStatus.INACTIVE));
        refused(
                CertificateStateException.class,
                () -> iot.registerCertificate(r -> r.certificatePem(pem(Certificates.signedBy(works, "late")))),
                "INACTIVE");
        iot.deleteCACertificate(r -> r.certificateId(authority.certificateId()));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeCACertificate(r -> r.certificateId(authority.certificateId())),
                "CA " + authority.certificateId());
        assertThat(iot.listCACertificates().certificates()).isEmpty();
    }

    @Test
    void keys_and_certificate_are_made_fit_each_other_and_get_a_thing_and_a_policy() throws Exception {
        iot.createThing(r -> r.thingName("pump"));
        iot.createPolicy(r -> r.policyName("p").policyDocument(Policies.everything()));

        var made = iot.createKeysAndCertificate(r -> r.setAsActive(true));

        X509Certificate certificate = certificateOf(made.certificatePem());
        assertThat(made.certificateId()).isEqualTo(CertificateIds.of(certificate));
        assertThat(made.certificateArn()).isEqualTo(arn("cert/" + made.certificateId()));
        assertThat(made.keyPair().publicKey()).startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(made.keyPair().privateKey()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
                .isEqualTo(2048);
        assertSignatureOf(made.keyPair().privateKey(), certificate);

        iot.attachThingPrincipal(r -> r.thingName("pump").principal(made.certificateArn()));
        iot.attachPolicy(r -> r.policyName("p").target(made.certificateArn()));
        assertThat(iot.describeCertificate(r -> r.certificateId(made.certificateId()))
                        .certificateDescription()
                        .status())
                .isEqualTo(CertificateStatus.ACTIVE);
        assertThat(iot.listPrincipalThings(r -> r.principal(made.certificateArn()))
                        .things())
                .containsExactly("pump");
        assertThat(iot.getEffectivePolicies(
                                r -> r.principal(made.certificateArn()).thingName("pump"))
                        .effectivePolicies())
                .hasSize(1);
        assertThat(running.ground.audited.toString()).doesNotContain("PRIVATE KEY");
    }

    private static X509Certificate certificateOf(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void assertSignatureOf(String privateKey, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
        try (PEMParser parser = new PEMParser(new StringReader(privateKey))) {
            KeyPair pair = new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) parser.readObject());
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certificate);
            signature.update(message);
            assertThat(signature.verify(signed)).isTrue();
        }
    }

    @Test
    void one_signing_request_gives_two_certificates_and_none_where_it_is_no_request() {
        String csr = SigningRequest.create().pem();

        var first = iot.createCertificateFromCsr(r -> r.certificateSigningRequest(csr));
        var second = iot.createCertificateFromCsr(
                r -> r.certificateSigningRequest(csr).setAsActive(true));

        assertThat(first.certificateId()).isNotEqualTo(second.certificateId());
        assertThat(first.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(iot.listCertificates().certificates())
                .extracting(Certificate::status)
                .containsExactlyInAnyOrder(CertificateStatus.INACTIVE, CertificateStatus.ACTIVE);
        refused(
                InvalidRequestException.class,
                () -> iot.createCertificateFromCsr(r -> r.certificateSigningRequest(first.certificatePem())),
                "csr: ");
    }

    @Test
    void an_authority_without_the_code_is_refused_and_with_a_code_that_was_deleted_too() {
        String code = iot.getRegistrationCode().registrationCode();
        assertThat(code)
                .matches("[0-9a-f]{64}")
                .isEqualTo(iot.getRegistrationCode().registrationCode());
        TestDevice verification = Certificates.signedBy(works, code);
        TestDevice other = Certificates.authority("Other CA");

        refused(
                RegistrationCodeValidationException.class,
                () -> iot.registerCACertificate(r ->
                        r.caCertificate(pem(works)).verificationCertificate(pem(Certificates.signedBy(works, "pump")))),
                "registration code");
        refused(
                CertificateValidationException.class,
                () -> iot.registerCACertificate(
                        r -> r.caCertificate(pem(other)).verificationCertificate(pem(verification))),
                "not signed by the CA");
        refused(
                InvalidRequestException.class,
                () -> iot.registerCACertificate(r -> r.caCertificate(pem(works))),
                "verificationCertificate");
        refused(
                InvalidRequestException.class,
                () -> iot.registerCACertificate(r -> r.caCertificate(pem(works))
                        .verificationCertificate(pem(verification))
                        .certificateMode(CertificateMode.SNI_ONLY)),
                "verificationCertificate");
        refused(
                CertificateValidationException.class,
                () -> iot.registerCACertificate(
                        r -> r.caCertificate(pem(verification)).certificateMode(CertificateMode.SNI_ONLY)),
                "certificate");

        iot.deleteRegistrationCode();
        refused(ResourceNotFoundException.class, () -> iot.deleteRegistrationCode(), "registration code");
        refused(
                RegistrationCodeValidationException.class,
                () -> iot.registerCACertificate(
                        r -> r.caCertificate(pem(works)).verificationCertificate(pem(verification))),
                "registration code");
        assertThat(iot.getRegistrationCode().registrationCode()).isNotEqualTo(code);
        assertThat(iot.listCACertificates().certificates()).isEmpty();
    }

    @Test
    void an_authority_is_there_once_and_ten_may_have_one_subject() {
        String id = unverified(works);

        var exists = refused(ResourceAlreadyExistsException.class, () -> unverified(works), "exists already");
        assertThat(exists.resourceId()).isEqualTo(id);
        assertThat(exists.resourceArn()).isEqualTo(arn("cacert/" + id));
        for (int i = 1; i < 10; i++) {
            unverified(Certificates.renewed(works));
        }
        var eleventh = refused(
                LimitExceededException.class, () -> unverified(Certificates.renewed(works)), "10 CAs have the subject");
        assertThat(eleventh.statusCode()).isEqualTo(410);
    }

    @Test
    void a_certificate_that_two_authorities_may_have_signed_is_registered_when_it_is_said_which() {
        TestDevice renewed = Certificates.renewed(works);
        unverified(works);
        String second = unverified(renewed);
        TestDevice pump = Certificates.signedBy(works, "pump");

        var conflict = refused(
                CertificateConflictException.class,
                () -> iot.registerCertificate(r -> r.certificatePem(pem(pump))),
                "caCertificatePem");
        assertThat(conflict.statusCode()).isEqualTo(409);
        String id = iot.registerCertificate(r -> r.certificatePem(pem(pump))
                        .caCertificatePem(pem(renewed))
                        .status(CertificateStatus.ACTIVE))
                .certificateId();

        var described = iot.describeCertificate(r -> r.certificateId(id)).certificateDescription();
        assertThat(described.caCertificateId()).isEqualTo(second);
        assertThat(described.status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(described.certificateMode()).isEqualTo(CertificateMode.SNI_ONLY);
        assertThat(iot.listCertificatesByCA(r -> r.caCertificateId(second)).certificates())
                .extracting(Certificate::certificateId)
                .containsExactly(id);
    }

    @Test
    @SuppressWarnings("deprecation") // setAsActive is what older tools say
    void a_certificate_of_nobody_we_know_is_registered_without_an_authority_and_only_then() {
        TestDevice pump = Certificates.signedBy(works, "pump");
        TestDevice weak = Certificates.withKey("weak", "RSA", 1024, "SHA256withRSA");

        refused(
                CertificateValidationException.class,
                () -> iot.registerCertificate(r -> r.certificatePem(pem(pump))),
                "no registered CA");
        String id = iot.registerCertificateWithoutCA(
                        r -> r.certificatePem(pem(pump)).status(CertificateStatus.REVOKED))
                .certificateId();
        refused(
                CertificateValidationException.class,
                () -> iot.registerCertificateWithoutCA(r -> r.certificatePem(pem(weak))),
                "1024");
        refused(
                InvalidRequestException.class,
                () -> iot.registerCertificateWithoutCA(
                        r -> r.certificatePem(pem(weak)).status(CertificateStatus.PENDING_ACTIVATION)),
                "status: ");
        refused(
                InvalidRequestException.class,
                () -> iot.registerCertificate(
                        r -> r.certificatePem(pem(pump)).setAsActive(true).status(CertificateStatus.INACTIVE)),
                "beside setAsActive");

        assertThat(iot.listCertificates().certificates()).singleElement().satisfies(one -> {
            assertThat(one.certificateId()).isEqualTo(id);
            assertThat(one.status()).isEqualTo(CertificateStatus.REVOKED);
            assertThat(one.certificateMode()).isEqualTo(CertificateMode.SNI_ONLY);
        });
    }

    @Test
    void an_authority_is_described_and_updated_with_what_its_devices_are_provisioned_with() {
        String body = ProvisioningBodies.ofTheDevice();
        String role = "arn:aws:iam::000000000000:role/provisioning";
        String id = verified(
                        works,
                        r -> r.allowAutoRegistration(true)
                                .registrationConfig(c -> c.templateBody(body).roleArn(role)))
                .certificateId();

        var described = iot.describeCACertificate(r -> r.certificateId(id));
        var authority = described.certificateDescription();
        assertThat(authority.certificateArn()).isEqualTo(arn("cacert/" + id));
        assertThat(authority.status()).isEqualTo(CACertificateStatus.INACTIVE);
        assertThat(authority.autoRegistrationStatus()).isEqualTo(AutoRegistrationStatus.ENABLE);
        assertThat(authority.certificateMode()).isEqualTo(CertificateMode.DEFAULT);
        assertThat(authority.certificatePem()).isEqualTo(pem(works));
        assertThat(authority.ownedBy()).isEqualTo("000000000000");
        assertThat(authority.creationDate()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(authority.validity().notAfter())
                .isEqualTo(works.issued().leaf().getNotAfter().toInstant());
        assertThat(described.registrationConfig().templateBody()).isEqualTo(body);
        assertThat(described.registrationConfig().roleArn()).isEqualTo(role);

        refused(
                InvalidRequestException.class,
                () -> iot.updateCACertificate(
                        r -> r.certificateId(id).registrationConfig(c -> c.templateBody("{\"Resources\": {}}"))),
                "registrationConfig.templateBody: ");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateCACertificate(r -> r.certificateId(id).registrationConfig(c -> c.templateName("none"))),
                "provisioning template none");
        refused(
                InvalidRequestException.class,
                () -> iot.updateCACertificate(r -> r.certificateId(id).newStatus("REVOKED")),
                "newStatus: \"REVOKED\"");
        iot.updateCACertificate(r -> r.certificateId(id)
                .newStatus(CACertificateStatus.ACTIVE)
                .newAutoRegistrationStatus(AutoRegistrationStatus.DISABLE));
        var updated = iot.describeCACertificate(r -> r.certificateId(id));
        assertThat(updated.certificateDescription().status()).isEqualTo(CACertificateStatus.ACTIVE);
        assertThat(updated.certificateDescription().autoRegistrationStatus()).isEqualTo(AutoRegistrationStatus.DISABLE);
        assertThat(updated.registrationConfig().templateBody()).isEqualTo(body);
        iot.updateCACertificate(r -> r.certificateId(id).removeAutoRegistration(true));
        assertThat(iot.describeCACertificate(r -> r.certificateId(id)).registrationConfig())
                .isNull();
    }

    @Test
    void authorities_are_listed_in_either_order_and_by_the_template_they_provision_with() {
        iot.createProvisioningTemplate(r -> r.templateName("first-connect")
                .type("JITP")
                .templateBody(ProvisioningBodies.ofTheDevice())
                .provisioningRoleArn("arn:aws:iam::000000000000:role/provisioning"));
        String provisioning = verified(works, r -> r.registrationConfig(c -> c.templateName("first-connect")))
                .certificateId();
        for (int i = 0; i < 4; i++) {
            unverified(Certificates.authority("CA " + i));
        }

        List<String> up = iot.listCACertificatesPaginator(r -> r.pageSize(2)).certificates().stream()
                .map(CACertificate::certificateId)
                .toList();
        List<String> down =
                iot.listCACertificatesPaginator(r -> r.pageSize(2).ascendingOrder(false)).certificates().stream()
                        .map(CACertificate::certificateId)
                        .toList();

        assertThat(up).hasSize(5).isSorted().isEqualTo(down.reversed());
        assertThat(iot.listCACertificates(r -> r.templateName("first-connect")).certificates())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.certificateId()).isEqualTo(provisioning);
                    assertThat(one.certificateArn()).isEqualTo(arn("cacert/" + provisioning));
                    assertThat(one.status()).isEqualTo(CACertificateStatus.INACTIVE);
                });
        refused(
                DeleteConflictException.class,
                () -> iot.deleteProvisioningTemplate(r -> r.templateName("first-connect")),
                provisioning);
    }
}
