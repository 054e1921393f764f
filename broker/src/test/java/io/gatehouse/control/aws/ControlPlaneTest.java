package io.gatehouse.control.aws;

import static io.gatehouse.control.aws.TestControlPlane.arn;
import static io.gatehouse.control.aws.TestControlPlane.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.Policies;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.engine.StoreException;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.StableId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, what hostile requests are answered, and what the audit trail hears of it. */
final class ControlPlaneTest {
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
        assertThat(reply.status()).isEqualTo(error.status());
        assertThat(text(reply, "message")).contains(message);
    }

    private static void done(Reply reply) {
        assertThat(reply.error()).as(reply.toString()).isNull();
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void who_is_not_known_is_told_nothing_else() {
        Reply unsigned = ground.plane.answer(TestControlPlane.request("GET", "/nowhere", "", List.of()));

        refused(unsigned, AwsError.MISSING_AUTHENTICATION_TOKEN, "sign the request");
        refused(ground.ask("MALLORY", "POST", "/things/x", "{"), AwsError.UNRECOGNIZED_CLIENT, "access key");
        assertThat(ground.audited).isEmpty();
    }

    @Test
    void a_role_may_do_what_it_covers_and_a_refusal_is_audited_too() {
        done(ground.ask("VIEWER", "GET", "/things", ""));
        refused(
                ground.ask("VIEWER", "POST", "/things/lamp", ""),
                AwsError.ACCESS_DENIED,
                "expected for CreateThing: OPERATOR");
        done(ground.ask("OPERATOR", "POST", "/things/lamp", ""));
        refused(ground.ask("OPERATOR", "DELETE", "/policies/p", ""), AwsError.ACCESS_DENIED, "ADMIN");
        refused(ground.admin("DELETE", "/policies/p", ""), AwsError.RESOURCE_NOT_FOUND, "policy p does not exist");

        assertThat(ground.audited)
                .extracting(AuditCall::operator, AuditCall::operation, AuditCall::result)
                .containsExactly(
                        tuple("viewer", "CreateThing", "AccessDeniedException"),
                        tuple("operator", "CreateThing", "ok"),
                        tuple("operator", "DeletePolicy", "AccessDeniedException"),
                        tuple("admin", "DeletePolicy", "ResourceNotFoundException"));
    }

    @Test
    void the_audit_trail_tells_what_was_changed_by_its_arn_and_by_digests_of_before_and_after() {
        done(ground.admin("POST", "/things/lamp", ""));
        done(ground.admin("PATCH", "/things/lamp", "{\"attributePayload\":{\"attributes\":{\"a\":\"1\"}}}"));
        done(ground.admin("DELETE", "/things/lamp", ""));

        List<AuditCall> all = ground.audited;
        assertThat(all).extracting(AuditCall::resource).containsOnly(arn("thing/lamp"));
        assertThat(all.get(0).before()).isNull();
        assertThat(all.get(0).after())
                .matches("[0-9a-f]{64}")
                .isEqualTo(all.get(1).before());
        assertThat(all.get(1).after())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(all.get(1).before());
        assertThat(all.get(2).before()).isEqualTo(all.get(1).after());
        assertThat(all.get(2).after()).isNull();
    }

    @Test
    void a_change_that_could_not_be_audited_is_not_answered_with_success() {
        ground.auditKeeps = false;
        try (var _ = ExpectedErrors.expect("could not be written into the audit trail")) {
            refused(ground.admin("POST", "/things/lamp", ""), AwsError.SERVICE_UNAVAILABLE, "the change was made");
        }
        assertThat(ground.registry.thing("lamp")).isNotNull();
    }

    @Test
    void nothing_is_changed_while_the_audit_trail_takes_nothing() {
        ground.auditReady = false;

        refused(ground.admin("POST", "/things/lamp", ""), AwsError.SERVICE_UNAVAILABLE, "nothing was changed");
        done(ground.admin("GET", "/things", ""));
        assertThat(ground.registry.thing("lamp")).isNull();
        assertThat(ground.audited).isEmpty();
    }

    @Test
    void what_the_store_does_not_take_is_service_unavailable_and_leaves_nothing_behind() {
        ground.store.failWith("disk full");

        refused(ground.admin("POST", "/things/lamp", ""), AwsError.SERVICE_UNAVAILABLE, "disk full");
        ground.store.failWith(null);

        refused(ground.admin("GET", "/things/lamp", ""), AwsError.RESOURCE_NOT_FOUND, "thing lamp does not exist");
    }

    @Test
    void older_clients_have_another_name_for_the_control_plane() {
        refused(
                ground.askFor("execute-api", "ADMIN", "GET", "/job-templates", ""),
                AwsError.NOT_IMPLEMENTED,
                "ListJobTemplates of iot is not implemented here");
    }

    @Test
    void an_operation_that_is_missing_says_its_name_and_where_to_read() {
        refused(
                ground.admin("GET", "/job-templates", ""),
                AwsError.NOT_IMPLEMENTED,
                "ListJobTemplates of iot is not implemented here");
        refused(
                ground.askFor("iot-jobs-data", "ADMIN", "POST", "/command-executions", ""),
                AwsError.NOT_IMPLEMENTED,
                "StartCommandExecution of iot-jobs-data");
        refused(ground.admin("GET", "/nowhere", ""), AwsError.UNKNOWN_OPERATION, "API version 2015-05-28");
        refused(ground.admin("HEAD", "/things", ""), AwsError.UNKNOWN_OPERATION, "");
        refused(
                ground.askFor("iotdata", "ADMIN", "POST", "/topics/a", ""),
                AwsError.UNKNOWN_OPERATION,
                "DescribeEndpoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/things/..", "/things/%2e%2e", "//things", "/things/a%252Fb", "/things/a%00", "/things/%ff"})
    void path_tricks_are_refused_before_anybody_is_asked_who_calls(String path) {
        refused(
                ground.plane.answer(TestControlPlane.request("GET", path, "", List.of())),
                AwsError.INVALID_REQUEST,
                "path: ");
    }

    @Test
    void an_encoded_slash_leads_to_no_other_resource() {
        done(ground.admin("POST", "/things/lamp", ""));

        refused(ground.admin("GET", "/things/x%2F..%2Flamp", ""), AwsError.INVALID_REQUEST, "thingName: ");
        refused(ground.admin("GET", "/things%2Flamp", ""), AwsError.UNKNOWN_OPERATION, "");
    }

    @Test
    void a_request_of_a_web_page_is_refused() {
        refused(
                ground.admin("POST", "/things/lamp", "", "origin", "https://evil.example"),
                AwsError.ACCESS_DENIED,
                "web page");
        assertThat(ground.registry.thing("lamp")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"attributePayload":{"attributes":{"a":1}}}      | attributePayload.attributes.a: a number
        {"attributePayload":[]}                          | attributePayload: an array (expected: an object)
        {"thingTypeName":7}                              | thingTypeName: a number (expected: a string)
        {"thingTypeName":"a","thingTypeName":"b"}        | a second time
        {"attributePayload":{"attributes":{"a b":"1"}}}  | attribute name
        {"attributePayload":{"attributes":{"a":"ü"}}}    | attribute a
        {"a":                                            | body: line 1
        "text"                                           | expected: a JSON object
        """)
    void bodies_that_are_wrong_change_nothing_and_are_told_the_field(String body, String message) {
        refused(ground.admin("POST", "/things/lamp", body), AwsError.INVALID_REQUEST, message);
        assertThat(ground.registry.thing("lamp")).isNull();
    }

    @Test
    void names_outside_the_patterns_are_invalid_and_not_merely_not_found() {
        refused(ground.admin("GET", "/things/a%20b", ""), AwsError.INVALID_REQUEST, "thingName: \"a b\"");
        refused(ground.admin("POST", "/things/" + "x".repeat(129), ""), AwsError.INVALID_REQUEST, "thingName");
        refused(ground.admin("GET", "/policies/a%2Ab", ""), AwsError.INVALID_REQUEST, "policyName");
        refused(ground.admin("GET", "/certificates/abc", ""), AwsError.INVALID_REQUEST, "certificateId");
        refused(ground.admin("GET", "/policies/p/version/v1", ""), AwsError.RESOURCE_NOT_FOUND, "policy p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iot:local:111111111111:cert/" + ID,
                "arn:aws:iot:elsewhere:000000000000:cert/" + ID,
                "arn:aws-cn:iot:local:000000000000:cert/" + ID,
                "arn:aws:iot:local:000000000000:cert/" + ID + "0",
                "arn:aws:iot:local:000000000000:thing/lamp",
                "eu-central-1:0123-4567",
                "*"
            })
    void arns_of_others_and_of_other_kinds_are_refused(String target) {
        refused(
                ground.admin("PUT", "/target-policies/p", "{\"target\":\"" + target + "\"}"),
                AwsError.INVALID_REQUEST,
                "target: ");
        refused(
                ground.admin("PUT", "/things/lamp/principals", "", "x-amzn-principal", target),
                AwsError.INVALID_REQUEST,
                "x-amzn-principal: ");
    }

    private static final String ID = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    @Test
    void a_parameter_or_header_that_is_there_twice_is_refused() {
        refused(
                ground.admin("GET", "/things?maxResults=1&maxResults=2", ""),
                AwsError.INVALID_REQUEST,
                "more than once");
        refused(
                ground.admin("PUT", "/things/lamp/principals", "", "x-amzn-principal", "a", "x-amzn-principal", "b"),
                AwsError.INVALID_REQUEST,
                "x-amzn-principal: missing (expected: this header, once)");
    }

    @Test
    void a_group_is_named_by_name_or_arn_and_both_must_agree() {
        done(ground.admin("POST", "/thing-groups/house", ""));
        done(ground.admin("POST", "/things/lamp", ""));
        String path = "/thing-groups/addThingToThingGroup";

        refused(
                ground.admin(
                        "PUT",
                        path,
                        "{\"thingName\":\"lamp\",\"thingArn\":\"" + arn("thing/other")
                                + "\",\"thingGroupName\":\"house\"}"),
                AwsError.INVALID_REQUEST,
                "thingName: lamp (expected: the one of thingArn)");
        refused(
                ground.admin("PUT", path, "{\"thingName\":\"lamp\"}"),
                AwsError.INVALID_REQUEST,
                "thingGroupName: missing");
        done(ground.admin(
                "PUT",
                path,
                "{\"thingArn\":\"" + arn("thing/lamp") + "\",\"thingGroupArn\":\"" + arn("thinggroup/house") + "\"}"));

        assertThat(ground.registry.thingGroups().thingsOf("house", null, 9)).containsExactly("lamp");
        assertThat(ground.audited.getLast().resource()).isEqualTo(arn("thing/lamp") + " -> " + arn("thinggroup/house"));
    }

    @Test
    void times_are_seconds_and_ids_stay_the_same() {
        String id = ground.certificate("lamp", CertificateStatus.ACTIVE);

        Reply first = ground.admin("GET", "/certificates/" + id, "");

        assertThat(text(first, "certificateDescription", "creationDate")).matches("\\d{10}(\\.\\d{1,3})?");
        assertThat(text(first, "certificateDescription", "ownedBy")).isEqualTo("000000000000");
        assertThat(text(first, "certificateDescription", "generationId"))
                .isEqualTo(text(
                        ground.admin("GET", "/certificates/" + id.toUpperCase(Locale.ROOT), ""),
                        "certificateDescription",
                        "generationId"))
                .matches(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    }

    @Test
    void a_thing_that_was_made_again_has_another_id() {
        String before = text(ground.admin("POST", "/things/lamp", ""), "thingId");

        assertThat(text(ground.admin("POST", "/things/lamp", ""), "thingId")).isEqualTo(before);
        assertThat(StableId.of(Kind.THING, "lamp", Instant.ofEpochMilli(1))).isNotEqualTo(before);
    }

    @Test
    void a_policy_that_is_malformed_is_told_so_and_not_stored() {
        refused(
                ground.admin("POST", "/policies/p", "{\"policyDocument\":\"{}\"}"),
                AwsError.MALFORMED_POLICY,
                "Version");
        refused(ground.admin("POST", "/policies/p", "{}"), AwsError.INVALID_REQUEST, "policyDocument: missing");
        String document = Policies.everything().replace("\"", "\\\"");
        done(ground.admin("POST", "/policies/p", "{\"policyDocument\":\"" + document + "\"}"));
        Reply again = ground.admin("POST", "/policies/p", "{\"policyDocument\":\"" + document + "\"}");

        refused(again, AwsError.RESOURCE_ALREADY_EXISTS, "policy p exists already");
        assertThat(text(again, "resourceId")).isEqualTo("p");
        assertThat(text(again, "resourceArn")).isEqualTo(arn("policy/p"));
    }

    @Test
    void a_defect_is_answered_without_its_stack_and_logged_with_the_request_id() {
        ground.callers.defect = new IllegalStateException("secret detail");
        try (var _ = ExpectedErrors.expect("met a defect")) {
            Reply reply = ground.admin("GET", "/things", "");

            refused(reply, AwsError.INTERNAL_FAILURE, reply.requestId());
            assertThat(reply.body().toString()).doesNotContain("secret detail");
        }
    }
}
