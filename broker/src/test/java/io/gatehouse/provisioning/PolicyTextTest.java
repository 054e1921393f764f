package io.gatehouse.provisioning;

import static io.gatehouse.provisioning.Templates.plan;
import static io.gatehouse.provisioning.Templates.refusal;
import static io.gatehouse.provisioning.Templates.withPolicy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device says of itself, and how it could mean more in a policy. */
final class PolicyTextTest {
    private static final String AS_TEXT = """
            {"Fn::Sub": "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\
            \\"Action\\":\\"iot:Publish\\",\\"Resource\\":\\"arn:aws:iot:eu:1:topic/dt/${Serial}/*\\"}]}"}""";
    private static final String AS_JSON = """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:Publish",
              "Resource": {"Fn::Join": ["/", ["arn:aws:iot:eu:1:topic/dt", {"Ref": "Serial"}, "*"]]}}]}""";

    private static String document(String template, String serial) {
        return String.valueOf(plan(withPolicy(template), Map.of("Serial", serial))
                .policies()
                .getFirst()
                .document());
    }

    @Test
    void a_plain_value_becomes_part_of_a_resource() {
        for (String template : List.of(AS_TEXT, AS_JSON)) {
            assertThat(document(template, "SN-7:a_b.c=d@e, f"))
                    .contains("arn:aws:iot:eu:1:topic/dt/SN-7:a_b.c=d@e, f/*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "?",
                "${iot:ClientId}",
                "$",
                "{",
                "}",
                "a\"b",
                "\",\"Effect\":\"Allow",
                "\\",
                "\\u002a",
                "+",
                "#",
                "a/b",
                "a\nb",
                "\u0000",
                ""
            })
    void a_value_that_could_mean_something_is_refused_wherever_it_goes(String value) {
        for (String template : List.of(AS_TEXT, AS_JSON)) {
            assertThat(refusal(withPolicy(template), Map.of("Serial", value))).contains("PolicyDocument");
        }
    }

    @Test
    void a_value_names_no_variable_and_ends_no_escape() {
        String variable = "{\"Fn::Join\": [\"\", [\"{\\\"a\\\":\\\"${iot:\", {\"Ref\": \"Serial\"}, \"}\\\"}\"]]}";
        String escape = "{\"Fn::Join\": [\"\", [\"{\\\"a\\\":\\\"\\\\\", {\"Ref\": \"Serial\"}, \"\\\"}\"]]}";

        assertThat(refusal(withPolicy(variable), Map.of("Serial", "ClientId"))).contains("inside ${…}");
        assertThat(refusal(withPolicy(escape), Map.of("Serial", "u002a"))).contains("behind a backslash");
    }

    @Test
    void a_whole_document_cannot_be_a_value() {
        assertThat(refusal(withPolicy("{\"Ref\": \"Serial\"}"), Map.of("Serial", "{\"Version\":\"2012-10-17\"}")))
                .contains("the character {");
    }

    @Test
    void pieces_of_a_value_are_still_the_devices() {
        String piece = "{\"Fn::Select\": [1, {\"Fn::Split\": [\",\", {\"Ref\": \"Serial\"}]}]}";
        String joined = "{\"a\": {\"Fn::Sub\": [\"topic/${p}\", {\"p\": " + piece + "}]}}";

        assertThat(document(joined, "a,b")).isEqualTo("{\"a\":\"topic/b\"}");
        assertThat(refusal(withPolicy(joined), Map.of("Serial", "a,*"))).contains("the character *");
        assertThat(refusal(withPolicy(joined), Map.of("Serial", "a,"))).contains("is empty");
    }

    @Test
    void what_the_author_of_the_template_wrote_may_have_wildcards_and_variables() {
        assertThat(document("{\"a\": {\"Fn::FindInMap\": [\"Wild\", \"a\", \"all\"]}}", "7"))
                .isEqualTo("{\"a\":\"*\"}");
        assertThat(document("{\"a\": {\"Fn::Sub\": \"${!iot:ClientId}/${Serial}\"}}", "7"))
                .isEqualTo("{\"a\":\"${iot:ClientId}/7\"}");
        assertThat(document("{\"a\": \"${iot:ClientId}\", \"b\": [true, null, 1]}", "7"))
                .isEqualTo("{\"a\":\"${iot:ClientId}\",\"b\":[true,null,1]}");
    }
}
