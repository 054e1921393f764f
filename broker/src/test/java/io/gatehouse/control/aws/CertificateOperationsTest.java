package io.gatehouse.control.aws;

import static io.gatehouse.control.aws.TestControlPlane.arn;
import static io.gatehouse.control.aws.TestControlPlane.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.audit.AuditCall;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.PkiException;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.security.Certificates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile requests for certificates and authorities are answered, and what is told of keys: nothing. */
final class CertificateOperationsTest {
    @TempDir
    static Path folder;

    private static DevelopmentCa authority;

    private TestControlPlane ground;

    @BeforeAll
    static void make() throws PkiException {
        authority = DevelopmentCa.openOrCreate(folder);
    }

    @BeforeEach
    void open() throws StoreException {
        ground = issuing(IssuingRules.asAws(2), Clock.SYSTEM);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private static TestControlPlane issuing(IssuingRules rules, Clock clock) throws StoreException {
        return new TestControlPlane(new DeviceIssuer(authority.issuingAuthority(), rules, clock));
    }

    private record StandingClock(Instant now) implements Clock {
        @Override
        public long wallMillis() {
            return now.toEpochMilli();
        }

        @Override
        public long monotonicNanos() {
            return 1;
        }
    }

    private static Reply refused(Reply reply, AwsError error, String message) {
        assertThat(reply.error()).as(reply.toString()).isEqualTo(error);
        assertThat(text(reply, "message")).contains(message);
        return reply;
    }

    private static Reply done(Reply reply) {
        assertThat(reply.error()).as(reply.toString()).isNull();
        return reply;
    }

    private static JsonValue.ObjectBuilder csr() {
        return JsonValue.object()
                .put("certificateSigningRequest", SigningRequest.create().pem());
    }

    private void assertNothingRegistered() {
        assertThat(ground.registry.certificates("", null, 9)).isEmpty();
        assertThat(ground.registry.cas()).isEmpty();
    }

    @Test
    void a_private_key_is_in_the_answer_and_nowhere_else() {
        Reply made = done(ground.admin("POST", "/keys-and-certificate?setAsActive=true", ""));

        String key = text(made, "keyPair", "PrivateKey");
        String secret = key.lines().skip(1).findFirst().orElseThrow();
        assertThat(key).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(made.toString()).doesNotContain(secret).doesNotContain("PRIVATE KEY");
        assertThat(ground.audited.toString()).doesNotContain(secret);
        assertThat(ground.admin("GET", "/certificates/" + text(made, "certificateId"), "")
                        .body()
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void the_audit_trail_names_the_certificate_that_was_made_and_the_path_where_none_was() {
        Reply made = done(ground.admin("POST", "/keys-and-certificate", ""));
        refused(
                ground.admin("POST", "/certificates", "{\"certificateSigningRequest\":\"x\"}"),
                AwsError.INVALID_REQUEST,
                "csr: ");

        AuditCall first = ground.audited.get(0);
        assertThat(first.resource()).isEqualTo(text(made, "certificateArn"));
        assertThat(first.before()).isNull();
        assertThat(first.after()).matches("[0-9a-f]{64}");
        assertThat(ground.audited.get(1).resource()).isEqualTo("/certificates");
        assertThat(ground.audited.get(1).result()).isEqualTo("InvalidRequestException");
    }

    @Test
    void without_an_authority_nothing_is_issued_and_the_rest_goes_on() throws StoreException {
        try (TestControlPlane none = new TestControlPlane()) {
            refused(
                    none.admin("POST", "/keys-and-certificate", ""),
                    AwsError.SERVICE_UNAVAILABLE,
                    "authority: none here that issues certificates");
            refused(none.admin("POST", "/certificates", csr()), AwsError.SERVICE_UNAVAILABLE, "RegisterCertificate");
            done(none.admin(
                    "POST",
                    "/certificate/register-no-ca",
                    JsonValue.object()
                            .put(
                                    "certificatePem",
                                    Certificates.authority("pump").issued().certificatePem())));
        }
    }

    @Test
    void more_than_the_rules_let_through_is_throttled() throws StoreException {
        IssuingRules rules = new IssuingRules(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.OF_REQUEST, 1, 1, 1);
        try (TestControlPlane slow = issuing(rules, new StandingClock(Instant.now()))) {
            done(slow.admin("POST", "/keys-and-certificate", ""));
            refused(slow.admin("POST", "/keys-and-certificate", ""), AwsError.THROTTLING, "keys: more than 1 a second");
            done(slow.admin("POST", "/certificates", csr()));
            refused(slow.admin("POST", "/certificates", csr()), AwsError.THROTTLING, "csr: more than 1 a second");
            assertThat(slow.registry.certificates("", null, 9)).hasSize(2);
        }
    }

    @Test
    void an_authority_that_has_ended_issues_nothing() throws StoreException {
        Instant late = authority.notAfter().plus(Duration.ofDays(1));
        try (TestControlPlane ended = issuing(IssuingRules.asAws(2), new StandingClock(late))) {
            refused(ended.admin("POST", "/certificates", csr()), AwsError.SERVICE_UNAVAILABLE, "renew the authority");
        }
    }

    @Test
    void a_certificate_that_the_store_does_not_take_is_not_answered_with_its_key() {
        ground.store.failWith("disk full");

        Reply reply =
                refused(ground.admin("POST", "/keys-and-certificate", ""), AwsError.SERVICE_UNAVAILABLE, "disk full");

        assertThat(reply.body().toString()).doesNotContain("KEY");
        ground.store.failWith(null);
        assertNothingRegistered();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                | certificatePem: missing
                    {"certificatePem":""}                             | certificatePem: missing
                    {"certificatePem":7}                              | certificatePem: a number
                    {"certificatePem":["x"]}                          | certificatePem: an array
                    {"certificatePem":"x","status":"PENDING_TRANSFER"} | status: "PENDING_TRANSFER"
                    {"certificatePem":"x","status":"active"}          | status: "active"
                    {"certificatePem":"x","status":true}              | status: a boolean
                    {"certificatePem":"a","certificatePem":"b"}       | a second time
                    """)
    void requests_to_register_that_are_wrong_are_told_the_field(String body, String message) {
        refused(ground.admin("POST", "/certificate/register", body), AwsError.INVALID_REQUEST, message);
        refused(ground.admin("POST", "/certificate/register-no-ca", body), AwsError.INVALID_REQUEST, message);
        assertNothingRegistered();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0",
                "0\u0082\u0001",
                "-----BEGIN CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----"
            })
    void what_is_no_certificate_is_neither_a_devices_nor_an_authoritys(String pem) {
        JsonValue.ObjectBuilder device = JsonValue.object().put("certificatePem", pem);
        JsonValue.ObjectBuilder ca =
                JsonValue.object().put("caCertificate", pem).put("certificateMode", "SNI_ONLY");

        refused(
                ground.admin("POST", "/certificate/register-no-ca", device),
                AwsError.CERTIFICATE_VALIDATION,
                "certificate: ");
        refused(
                ground.admin("POST", "/certificate/register", device),
                AwsError.CERTIFICATE_VALIDATION,
                "certificate: ");
        refused(ground.admin("POST", "/cacertificate", ca), AwsError.CERTIFICATE_VALIDATION, "certificate: ");
        assertNothingRegistered();
    }

    @Test
    void a_certificate_of_seventy_thousand_characters_is_refused() {
        refused(
                ground.admin(
                        "POST",
                        "/certificate/register-no-ca",
                        JsonValue.object().put("certificatePem", "-----BEGIN CERTIFICATE-----" + "A".repeat(70_000))),
                AwsError.CERTIFICATE_VALIDATION,
                "at most 65536");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "certificateMode":"sni_only"                    | certificateMode: "sni_only" (expected: one of
                    "registrationConfig":"x"                        | registrationConfig: a string
                    "registrationConfig":{"templateBody":{}}        | registrationConfig.templateBody: an object
                    "registrationConfig":{"templateBody":"{"}       | registrationConfig.templateBody: line 1
                    "registrationConfig":{"roleArn":"r"}            | registrationConfig: no template
                    "verificationCertificate":""                    | verificationCertificate: none
                    """)
    void requests_to_register_an_authority_that_are_wrong_are_told_the_field(String member, String message) {
        String ca =
                Json.print(JsonValue.of(Certificates.authority("CA").issued().certificatePem()));
        String mode = member.startsWith("\"registration") ? ",\"certificateMode\":\"SNI_ONLY\"" : "";

        refused(
                ground.admin("POST", "/cacertificate", "{\"caCertificate\":" + ca + mode + "," + member + "}"),
                AwsError.INVALID_REQUEST,
                message);
        assertNothingRegistered();
    }

    @Test
    void an_authority_that_needs_no_proof_may_have_an_empty_one_and_is_audited_by_its_arn() {
        Reply registered = done(ground.admin(
                "POST",
                "/cacertificate",
                JsonValue.object()
                        .put(
                                "caCertificate",
                                Certificates.authority("CA").issued().certificatePem())
                        .put("verificationCertificate", "")
                        .put("certificateMode", "SNI_ONLY")));

        String id = text(registered, "certificateId");
        assertThat(ground.audited.getLast().resource()).isEqualTo(arn("cacert/" + id));
        done(ground.admin("GET", "/cacertificate/" + id.toUpperCase(Locale.ROOT), ""));
        done(ground.admin("DELETE", "/cacertificate/" + id, ""));
        assertThat(ground.audited.getLast().after()).isNull();
        assertNothingRegistered();
    }

    @Test
    void parameters_that_are_wrong_are_refused_before_anything_is_made() {
        refused(
                ground.admin("POST", "/keys-and-certificate?setAsActive=maybe", ""),
                AwsError.INVALID_REQUEST,
                "setAsActive: \"maybe\"");
        refused(
                ground.admin("POST", "/certificates?setAsActive=true&setAsActive=false", csr()),
                AwsError.INVALID_REQUEST,
                "more than once");
        refused(ground.admin("GET", "/cacertificate/abc", ""), AwsError.INVALID_REQUEST, "caCertificateId: \"abc\"");
        refused(ground.admin("DELETE", "/cacertificate/abc", ""), AwsError.INVALID_REQUEST, "caCertificateId");
        refused(
                ground.admin("GET", "/cacertificates?templateName=a%20b", ""),
                AwsError.INVALID_REQUEST,
                "templateName: \"a b\"");
        refused(ground.admin("GET", "/cacertificates?pageSize=251", ""), AwsError.INVALID_REQUEST, "pageSize: 251");
        assertNothingRegistered();
    }

    @Test
    void who_may_make_the_daily_changes_decides_over_no_authority_and_sees_no_code() {
        for (String path : List.of("/cacertificate", "/provisioning-templates")) {
            refused(ground.ask("OPERATOR", "POST", path, "{}"), AwsError.ACCESS_DENIED, "ADMIN");
        }
        refused(ground.ask("OPERATOR", "GET", "/registrationcode", ""), AwsError.ACCESS_DENIED, "ADMIN");
        refused(ground.ask("VIEWER", "POST", "/keys-and-certificate", ""), AwsError.ACCESS_DENIED, "OPERATOR");
        refused(ground.admin("DELETE", "/registrationcode", ""), AwsError.RESOURCE_NOT_FOUND, "registration code");
        assertNothingRegistered();
    }

    @Test
    void the_registration_code_is_not_in_the_audit_trail() {
        String code = text(done(ground.admin("GET", "/registrationcode", "")), "registrationCode");
        done(ground.admin("DELETE", "/registrationcode", ""));

        assertThat(ground.audited)
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.resource()).isEqualTo(arn("registrationcode")));
        assertThat(ground.audited.toString()).doesNotContain(code);
    }
}
