package io.gatehouse.control.aws;

import static io.gatehouse.control.aws.TestControlPlane.arn;
import static io.gatehouse.control.aws.TestControlPlane.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.JsonValue;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.CertificateStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile requests for templates and registrations are answered, and what the audit trail hears of it. */
final class ProvisioningOperationsTest {
    private static final String ROLE = "arn:aws:iam::000000000000:role/provisioning";

    private TestControlPlane ground;

    @BeforeEach
    void open() throws StoreException {
        ground = new TestControlPlane();
    }

    @AfterEach
    void close() {
        ground.close();
    }

    private static void refused(Reply reply, AwsError error, String message) {
        assertThat(reply.error()).as(reply.toString()).isEqualTo(error);
        assertThat(text(reply, "message")).contains(message);
    }

    private static Reply done(Reply reply) {
        assertThat(reply.error()).as(reply.toString()).isNull();
        return reply;
    }

    private static JsonValue.ObjectBuilder template(String name, String body) {
        return JsonValue.object()
                .put("templateName", name)
                .put("templateBody", body)
                .put("provisioningRoleArn", ROLE);
    }

    private static JsonValue.ObjectBuilder registering(String body, String... parameters) {
        JsonValue.ObjectBuilder values = JsonValue.object();
        for (int i = 0; i < parameters.length; i += 2) {
            values.put(parameters[i], parameters[i + 1]);
        }
        return JsonValue.object().put("templateBody", body).put("parameters", values.build());
    }

    /** The one that the templates name. */
    private void policy() {
        done(ground.admin("POST", "/policies/pumps", JsonValue.object().put("policyDocument", Policies.everything())));
    }

    private String status(String id) {
        return text(ground.admin("GET", "/certificates/" + id, ""), "certificateDescription", "status");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                                              | templateName: missing
                    {"templateName":"a/b"}                                          | templateName: "a/b"
                    {"templateName":"a123456789b123456789c123456789d123456"}        | templateName: "a1
                    {"templateName":["p"]}                                          | templateName: an array
                    {"templateName":"p"}                                            | templateBody: missing
                    {"templateName":"p","templateBody":{}}                          | templateBody: an object
                    {"templateName":"p","templateBody":"x"}                         | provisioningRoleArn: missing
                    {"templateName":"p","templateBody":"x","enabled":"yes"}         | enabled: a string
                    {"templateName":"p","type":"JITR"}                              | type: "JITR" (expected: one of
                    {"templateName":"p","templateBody":"x","provisioningRoleArn":"r"} | templateBody: line 1
                    """)
    void requests_to_create_a_template_that_are_wrong_are_told_the_field(String body, String message) {
        refused(ground.admin("POST", "/provisioning-templates", body), AwsError.INVALID_REQUEST, message);
        assertThat(ground.registry.templates().templates(null, 9)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                   | preProvisioningHook.targetArn: missing
                    "urn:hook"                           | preProvisioningHook: a string
                    {"targetArn":"a b"}                  | preProvisioningHook.targetArn
                    {"targetArn":"a","payloadVersion":1} | preProvisioningHook.payloadVersion: a number
                    """)
    void hooks_that_are_wrong_are_told_the_field(String hook, String message) {
        done(ground.admin("POST", "/provisioning-templates", template("p", ProvisioningBodies.ofTheDevice())));

        refused(
                ground.admin("PATCH", "/provisioning-templates/p", "{\"preProvisioningHook\":" + hook + "}"),
                AwsError.INVALID_REQUEST,
                message);
    }

    @Test
    void a_template_that_is_too_long_or_too_deep_is_refused() {
        String blank = " ".repeat(10_241 - ProvisioningBodies.ofTheDevice().length());

        refused(
                ground.admin(
                        "POST", "/provisioning-templates", template("p", ProvisioningBodies.ofTheDevice() + blank)),
                AwsError.INVALID_REQUEST,
                "templateBody: ");
        refused(
                ground.admin("POST", "/provisioning-templates", template("p", "[".repeat(5000))),
                AwsError.INVALID_REQUEST,
                "templateBody: ");
        assertThat(ground.registry.templates().templates(null, 9)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.0", "1e3", "99999999999999999999"})
    void what_is_no_number_of_a_version_is_invalid_and_not_merely_not_found(String number) {
        done(ground.admin("POST", "/provisioning-templates", template("p", ProvisioningBodies.ofTheDevice())));
        String path = "/provisioning-templates/p/versions/" + number;

        refused(ground.admin("GET", path, ""), AwsError.INVALID_REQUEST, "versionId: ");
        refused(ground.admin("DELETE", path, ""), AwsError.INVALID_REQUEST, "versionId: ");
    }

    @Test
    void the_audit_trail_has_a_template_by_its_arn_with_digests_of_all_that_can_be_changed() {
        done(ground.admin("POST", "/provisioning-templates", template("p", ProvisioningBodies.ofTheDevice())));
        done(ground.admin("PATCH", "/provisioning-templates/p", "{\"enabled\":true}"));
        done(ground.admin("PATCH", "/provisioning-templates/p", "{\"preProvisioningHook\":{\"targetArn\":\"urn:a\"}}"));
        done(ground.admin(
                "POST",
                "/provisioning-templates/p/versions",
                JsonValue.object().put("templateBody", ProvisioningBodies.ofTheDevice())));
        done(ground.admin("PATCH", "/provisioning-templates/p", "{\"defaultVersionId\":2}"));
        done(ground.admin("DELETE", "/provisioning-templates/p", ""));

        assertThat(ground.audited)
                .hasSize(6)
                .allSatisfy(entry -> assertThat(entry.resource()).isEqualTo(arn("provisioningtemplate/p")));
        assertThat(ground.audited.getFirst().before()).isNull();
        for (int i = 1; i < 6; i++) {
            assertThat(ground.audited.get(i).before())
                    .isNotNull()
                    .isEqualTo(ground.audited.get(i - 1).after())
                    .isNotEqualTo(ground.audited.get(i).after());
        }
        assertThat(ground.audited.getLast().after()).isNull();
    }

    @Test
    void a_list_of_versions_of_a_template_that_is_not_there_is_not_empty_but_refused() {
        refused(
                ground.admin("GET", "/provisioning-templates/p/versions", ""),
                AwsError.RESOURCE_NOT_FOUND,
                "provisioning template p does not exist");
    }

    @Test
    void a_registration_of_a_thing_that_is_there_is_audited_with_what_was_there_before() {
        String id = ground.certificate("pump", CertificateStatus.INACTIVE);
        policy();
        done(ground.admin("POST", "/things/pump-7", ""));

        done(ground.admin("POST", "/things", registering(ProvisioningBodies.byId(), "Serial", "7", "Id", id)));

        assertThat(ground.audited.getLast())
                .returns("RegisterThing", AuditCall::operation)
                .returns(arn("thing/pump-7") + " -> " + arn("cert/" + id), AuditCall::resource);
        assertThat(ground.audited.getLast().before()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/b", "../x", "a b", "*", "${iot:ClientId}", "7 -> arn:aws:iot:local:000000000000:thing/x"})
    void a_value_makes_no_other_name_than_a_things_and_no_other_entry_of_the_audit_trail(String serial) {
        policy();
        String id = ground.certificate("pump", CertificateStatus.INACTIVE);

        refused(
                ground.admin("POST", "/things", registering(ProvisioningBodies.byId(), "Serial", serial, "Id", id)),
                AwsError.INVALID_REQUEST,
                "");
        assertThat(ground.audited.getLast().resource()).isEqualTo("/things");
        assertThat(ground.registry.things("", null, 9)).isEmpty();
        assertThat(status(id)).isEqualTo("INACTIVE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                             | templateBody: missing
                    {"templateBody":"{}"}                          | templateBody:
                    {"templateBody":"{","parameters":{}}           | templateBody: line 1
                    {"templateBody":"{}","parameters":{"a":1}}     | parameters.a: a number
                    {"templateBody":"{}","parameters":[]}          | parameters: an array
                    """)
    void requests_to_register_a_thing_that_are_wrong_are_told_the_field(String body, String message) {
        refused(ground.admin("POST", "/things", body), AwsError.INVALID_REQUEST, message);
    }

    @Test
    void what_the_broker_alone_knows_of_a_device_may_not_be_given() {
        refused(
                ground.admin(
                        "POST",
                        "/things",
                        registering(
                                ProvisioningBodies.ofTheDevice(),
                                "Serial",
                                "7",
                                "AWS::IoT::Certificate::Id",
                                "a".repeat(64))),
                AwsError.INVALID_REQUEST,
                "AWS::");
    }

    @Test
    void a_certificate_that_is_not_there_or_revoked_is_a_registration_that_failed() {
        policy();
        String revoked = ground.certificate("pump", CertificateStatus.REVOKED);

        for (String id : new String[] {"a".repeat(64), revoked}) {
            refused(
                    ground.admin("POST", "/things", registering(ProvisioningBodies.byId(), "Serial", "7", "Id", id)),
                    AwsError.RESOURCE_REGISTRATION_FAILURE,
                    id);
        }
        assertThat(ground.registry.things("", null, 9)).isEmpty();
    }

    @Test
    void without_an_authority_a_signing_request_is_refused() {
        refused(
                ground.admin(
                        "POST",
                        "/things",
                        registering(
                                ProvisioningBodies.byRequest(),
                                "Serial",
                                "7",
                                "Csr",
                                SigningRequest.create().pem())),
                AwsError.SERVICE_UNAVAILABLE,
                "authority: none here");
    }
}
