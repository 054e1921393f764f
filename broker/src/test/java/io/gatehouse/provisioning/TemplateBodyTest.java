package io.gatehouse.provisioning;

import static io.gatehouse.provisioning.Templates.DEVICE;
import static io.gatehouse.provisioning.Templates.evaluated;
import static io.gatehouse.provisioning.Templates.name;
import static io.gatehouse.provisioning.Templates.naming;
import static io.gatehouse.provisioning.Templates.plan;
import static io.gatehouse.provisioning.Templates.problem;
import static io.gatehouse.provisioning.Templates.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ThingRegistration.OnExisting;
import io.gatehouse.registry.ThingRegistration.WantedPolicy;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateBodyTest {
    private static final Map<String, String> SERIAL = Map.of("Serial", "7");

    private static final String WHOLE = """
            {"Parameters": {
               "ThingName": {"Type": "String"},
               "SerialNumber": {"Type": "String"},
               "DeviceLocation": {"Type": "String", "Default": "Seattle"}},
             "Mappings": {"LocationTable": {"Seattle": {"LocationUrl": "https://example.aws"}}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing",
                 "Properties": {
                   "ThingName": {"Ref": "ThingName"},
                   "AttributePayload": {"version": "v1", "serialNumber": {"Ref": "SerialNumber"}},
                   "ThingTypeName": {"Fn::Join": ["", ["Type_", {"Ref": "SerialNumber"}]]},
                   "ThingGroups": ["v1-lightbulbs", {"Ref": "DeviceLocation"}],
                   "BillingGroup": "Bulbs"},
                 "OverrideSettings": {
                   "AttributePayload": "MERGE", "ThingTypeName": "REPLACE", "ThingGroups": "DO_NOTHING"}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                 "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"},
                 "OverrideSettings": {"Status": "REPLACE"}},
               "policy": {"Type": "AWS::IoT::Policy",
                 "Properties": {"PolicyDocument": {
                   "Version": "2012-10-17",
                   "Statement": [{"Effect": "Allow", "Action": ["iot:Publish"],
                     "Resource": [{"Fn::Sub": "arn:aws:iot:eu:1:topic/dt/${SerialNumber}"}]}]}}},
               "shared": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "shared"}}},
             "DeviceConfiguration": {
               "FallbackUrl": "https://www.example.com/test-site",
               "Retries": 3,
               "LocationUrl": {"Fn::FindInMap": ["LocationTable", {"Ref": "DeviceLocation"}, "LocationUrl"]}}}""";

    @Test
    void a_whole_template_becomes_a_plan_of_values() {
        ProvisioningPlan plan = plan(WHOLE, Map.of("ThingName", "bulb-7", "SerialNumber", "7"));

        assertThat(plan.thing())
                .isEqualTo(new WantedThing(
                        "bulb-7",
                        Map.of("version", "v1", "serialNumber", "7"),
                        "Type_7",
                        List.of("v1-lightbulbs", "Seattle"),
                        "Bulbs",
                        OnExisting.MERGE,
                        OnExisting.REPLACE,
                        OnExisting.DO_NOTHING,
                        true));
        assertThat(plan.certificate()).isEqualTo(new CertificateMethod.ById(DEVICE));
        assertThat(plan.status()).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(plan.onStatus()).isEqualTo(OnExisting.REPLACE);
        String document = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iot:Publish"],\
                "Resource":["arn:aws:iot:eu:1:topic/dt/7"]}]}""";
        assertThat(plan.policies()).hasSize(2).contains(new WantedPolicy("shared", null));
        assertThat(plan.policies().getFirst().document()).isEqualTo(document);
        assertThat(plan.policies().getFirst().name()).matches("[0-9a-f]{64}");
        assertThat(plan.names().thing()).isEqualTo("thing");
        assertThat(plan.names().policies()).containsEntry("shared", "shared");
        assertThat(plan.deviceConfiguration()).hasToString("""
                        {"FallbackUrl":"https://www.example.com/test-site","Retries":3,\
                        "LocationUrl":"https://example.aws"}""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "lamp"                                                          | lamp
            {"Ref": "Serial"}                                               | 7
            {"Fn::Join": ["-", ["a", {"Ref": "Serial"}, "c"]]}              | a-7-c
            {"Fn::Join": ["", []]}                                          | ``
            {"Fn::Join": [":", {"Fn::Split": ["-", "p-q-r"]}]}              | p:q:r
            {"Fn::Select": [1, ["a", "b"]]}                                 | b
            {"Fn::Select": ["1", ["a", "b"]]}                               | b
            {"Fn::Select": [2, {"Fn::Split": ["-", "p-q-r"]}]}              | r
            {"Fn::Select": [2, {"Fn::FindInMap": ["Places", "hall", "Parts"]}]} | z
            {"Fn::FindInMap": ["Places", {"Ref": "Place"}, "Prefix"]}       | h
            {"Fn::Sub": "dev-${Serial}-${Place}"}                           | dev-7-hall
            {"Fn::Sub": "${Serial}${Serial}"}                               | 77
            {"Fn::Sub": ["${x}_${Serial}", {"x": {"Ref": "Place"}}]}        | hall_7
            {"Fn::Sub": "${!Serial}"}                                       | ${Serial}
            {"Fn::Sub": "no variable"}                                      | no variable
            """)
    void functions_come_to_what_they_say(String expression, String value) {
        assertThat(name(expression, SERIAL)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Ref": "Other"}                          | Ref: "Other" (expected: one of Parameters)
            {"Fn::Base64": "x"}                       | "Fn::Base64" (expected: Ref, Fn::Join
            {"Fn::Join": ["-"]}                       | expected: an array of 2 arguments
            {"Fn::Join": ["-", "text"]}               | expected: an array, Fn::Split or Fn::FindInMap
            {"Fn::Split": ["", "text"]}               | an empty delimiter
            {"Fn::Sub": "${Other}"}                   | "${Other}" (expected: a parameter
            {"Fn::Sub": "${Serial"}                   | ${ without }
            {"Fn::FindInMap": ["Nowhere", "a", "b"]}  | "Nowhere" (expected: one of Mappings)
            {"Ref": "Serial", "Fn::Sub": "x"}         | an object (expected: a string
            7                                         | a number (expected: a string
            ["a"]                                     | an array (expected: a string
            """)
    void what_is_wrong_in_every_case_is_found_when_it_is_parsed_and_where(String expression, String message) {
        assertThat(problem(naming(expression))).contains(message).matches("(?s)line \\d+, column \\d+: .*");
    }

    @Test
    void what_is_wrong_with_the_values_is_told_with_its_place() {
        assertThat(refusal(naming("{\"Fn::Select\": [9, [\"a\"]]}"), SERIAL))
                .contains("line 4")
                .contains("index \"9\" (expected: 0 to 0)");
        assertThat(refusal(naming("{\"Fn::Select\": [{\"Ref\": \"Serial\"}, [\"a\"]]}"), Map.of("Serial", "-1")))
                .contains("index \"-1\"");
        assertThat(refusal(naming("{\"Fn::FindInMap\": [\"Places\", {\"Ref\": \"Serial\"}, \"Prefix\"]}"), SERIAL))
                .contains("no \"Prefix\" under \"7\"");
        assertThat(refusal(naming("{\"Fn::FindInMap\": [\"Places\", \"hall\", \"Parts\"]}"), SERIAL))
                .contains("a list (expected: one value");
        assertThat(refusal(naming("{\"Ref\": \"Place\"}"), Map.of())).contains("\"Serial\": no value");
    }

    @Test
    void parameters_of_the_broker_cannot_be_given_by_anybody_else() {
        Map<String, String> forged = Map.of("Serial", "7", "AWS::IoT::Certificate::Id", "cd".repeat(32));

        assertThat(refusal(naming("\"x\""), forged)).contains("not AWS:: at the beginning");
        assertThat(plan(naming("\"x\""), SERIAL).certificate()).isEqualTo(new CertificateMethod.ById(DEVICE));
    }

    @Test
    void parameters_that_are_not_declared_are_ignored_and_have_no_effect_on_variables() {
        Map<String, String> more = Map.of("Serial", "7", "Secret", "x");

        assertThat(name("{\"Ref\": \"Serial\"}", more)).isEqualTo("7");
        assertThat(problem(naming("{\"Fn::Sub\": \"${Secret}\"}"))).contains("expected: a parameter");
    }

    @Test
    void a_value_is_never_read_again_for_variables() {
        assertThat(name("{\"Fn::Sub\": \"${Serial}\"}", Map.of("Serial", "${Place}")))
                .isEqualTo("${Place}");
        assertThat(name("{\"Fn::Join\": [\"\", [\"$\", \"{Place}\"]]}", SERIAL)).isEqualTo("${Place}");
    }

    @Test
    void resources_are_what_the_grammar_says() {
        String certificate = "\"c\": {\"Type\": \"AWS::IoT::Certificate\", \"Properties\": {\"CertificateId\": \"x\"}}";

        assertThat(problem("{}")).contains("Resources: missing");
        assertThat(problem("{\"Resources\": {}}")).contains("no AWS::IoT::Certificate");
        assertThat(problem("{\"Resources\": {" + certificate + "}, \"Outputs\": {}}"))
                .contains("\"Outputs\"");
        assertThat(problem("{\"Resources\": {" + certificate + ", " + certificate.replaceFirst("c", "d") + "}}"))
                .contains("a second one of this Type");
        assertThat(problem("{\"Resources\": {\"x\": {\"Type\": \"AWS::S3::Bucket\", \"Properties\": {}}}}"))
                .contains("\"AWS::S3::Bucket\"");
        assertThat(problem("{\"Resources\": {" + certificate
                        + ", \"p\": {\"Type\": \"AWS::IoT::Policy\", \"Properties\": {}}}}"))
                .contains("neither PolicyName nor PolicyDocument");
        assertThat(problem(("{\"Resources\": {" + certificate + "}}")
                        .replace("\"x\"}", "\"x\", \"CertificatePem\": \"y\"}")))
                .contains("2 ways to say which certificate");
        assertThat(problem(("{\"Resources\": {" + certificate + "}}")
                        .replace("\"x\"}", "\"x\", \"CACertificatePem\": \"y\"}")))
                .contains("ways to say which certificate");
        assertThat(problem("{\"Resources\": {" + certificate + "}, \"DeviceConfiguration\": {\"a\": {\"b\": 1}}}"))
                .contains("DeviceConfiguration: an object");
        assertThat(problem("{\"Parameters\": {\"a\": {\"Type\": \"Number\"}}, \"Resources\": {" + certificate + "}}"))
                .contains("Type (expected: String)");
        assertThat(problem("{\"Mappings\": {\"a\": {\"b\": {\"c\": {\"Ref\": \"d\"}}}}, \"Resources\": {" + certificate
                        + "}}"))
                .contains("no function and no parameter");
        assertThat(problem("{\"Resources\": {" + certificate + "}, \"Resources\": {}}"))
                .contains("line 1");
        assertThat(problem("[]")).contains("an array (expected: an object)");
    }

    @Test
    void merge_is_for_attributes_and_groups_only() {
        assertThat(problem(WHOLE.replace("\"ThingTypeName\": \"REPLACE\"", "\"ThingTypeName\": \"MERGE\"")))
                .contains("\"MERGE\" (expected: DO_NOTHING, REPLACE or FAIL)");
        assertThat(problem(WHOLE.replace("\"Status\": \"REPLACE\"", "\"Status\": \"MERGE\"")))
                .contains("expected: DO_NOTHING, REPLACE or FAIL");
        assertThat(problem(WHOLE.replace("\"AttributePayload\": \"MERGE\"", "\"AttributePayload\": \"KEEP\"")))
                .contains("expected: DO_NOTHING, REPLACE, MERGE or FAIL");
    }

    @Test
    void a_certificate_may_be_said_by_request_or_by_pem_and_then_is_not_the_devices_own() {
        String byRequest = WHOLE.replace(
                "\"CertificateId\": {\"Ref\": \"AWS::IoT::Certificate::Id\"}",
                "\"CertificateSigningRequest\": {\"Ref\": \"SerialNumber\"}");

        ProvisioningPlan plan = plan(byRequest, Map.of("ThingName", "a", "SerialNumber", "csr"));
        assertThat(plan.certificate()).isEqualTo(new CertificateMethod.ByRequest("csr"));
        assertThat(Templates.parsed(byRequest).isForTheDevicesOwnCertificate()).isFalse();
        assertThat(Templates.parsed(WHOLE).isForTheDevicesOwnCertificate()).isTrue();
        assertThat(refusal(
                        WHOLE.replace("{\"Ref\": \"AWS::IoT::Certificate::Id\"}", "\"no id\""),
                        Map.of("ThingName", "a", "SerialNumber", "7")))
                .contains("64 hexadecimal digits");
        assertThat(refusal(WHOLE.replace("\"Active\"", "\"REVOKED\""), Map.of("ThingName", "a", "SerialNumber", "7")))
                .contains("Status: \"REVOKED\"");
    }

    @Test
    void what_is_given_is_bounded() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 257; i++) {
            many.put("p" + i, "x");
        }

        assertThat(refusal(naming("\"x\""), many)).contains("257 (expected: at most 256)");
        assertThat(refusal(naming("\"x\""), Map.of("Serial", "x".repeat(32 * 1024 + 1))))
                .contains("characters");
        assertThat(evaluated(naming("\"x\""), Map.of("Serial", "x".repeat(32 * 1024))))
                .isInstanceOf(TemplateEvaluation.Planned.class);
        assertThat(problem(" ".repeat(10_240) + "{}")).contains("at most 10240");
        assertThat(problem("{\"Parameters\": " + "[".repeat(40) + "]".repeat(40) + "}"))
                .contains("line 1");
    }
}
