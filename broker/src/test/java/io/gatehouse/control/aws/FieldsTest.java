package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class FieldsTest {
    private static Fields read(String json) {
        return Fields.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(ThrowingCallable what, String message) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        OperationRefused.class,
                        refused -> assertThat(refused.error()).isEqualTo(AwsError.INVALID_REQUEST))
                .hasMessageContaining(message);
    }

    @Test
    void an_empty_body_is_an_object_without_members_and_null_is_missing() {
        assertThat(read("").text("a")).isNull();
        assertThat(read("{\"a\":null}").text("a")).isNull();
        assertThat(read("{\"a\":null}").flag("a")).isFalse();
        assertThat(read("{}").textMap("a")).isNull();
    }

    @Test
    void members_that_nobody_asks_for_are_ignored() {
        Fields fields =
                read("{\"new\":{\"x\":[1]},\"attributePayload\":{\"attributes\":{\"a\":\"1\"},\"merge\":true}}");

        Fields payload = Objects.requireNonNull(fields.object("attributePayload"));
        assertThat(payload.textMap("attributes")).isEqualTo(Map.of("a", "1"));
        assertThat(payload.flag("merge")).isTrue();
    }

    @Test
    void a_wrong_type_is_refused_with_the_whole_name_of_the_field() {
        Fields fields = read("{\"p\":{\"merge\":\"yes\",\"m\":{\"k\":1},\"n\":1.5,\"l\":[\"a\",2]}}");
        Fields p = Objects.requireNonNull(fields.object("p"));

        refused(() -> fields.text("p"), "p: an object (expected: a string)");
        refused(() -> p.flag("merge"), "p.merge: a string (expected: a boolean)");
        refused(() -> p.textMap("m"), "p.m.k: a number (expected: a string)");
        refused(() -> p.number("n"), "p.n: a number (expected: a whole number)");
        refused(() -> p.texts("l"), "p.l[1]: a number (expected: a string)");
        refused(() -> p.requiredText("gone"), "p.gone: missing (expected: a value)");
    }

    @Test
    void what_is_no_json_object_or_could_be_read_in_two_ways_is_refused() {
        refused(() -> read("[]"), "body: an array (expected: a JSON object)");
        refused(() -> read("{"), "body: line 1");
        refused(() -> read("{\"a\":1,\"a\":2}"), "a second time");
        refused(() -> read("[".repeat(2000)), "body: ");
        refused(() -> read("{\"a\":".repeat(17) + "1" + "}".repeat(17)), "depth at most 16");
        refused(() -> Fields.read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}), "not UTF-8");
        refused(() -> read("{\"a\":\"" + "x".repeat(300_000) + "\"}"), "too large");
    }

    @Test
    void what_would_be_dropped_in_silence_is_refused() {
        read("{\"tags\":[]}").refuseUnlessEmpty("tags");
        read("{}").refuseUnlessEmpty("tags");

        assertThatThrownBy(() -> read("{\"tags\":[{\"Key\":\"a\"}]}").refuseUnlessEmpty("tags"))
                .isInstanceOfSatisfying(
                        OperationRefused.class,
                        refused -> assertThat(refused.error()).isEqualTo(AwsError.NOT_IMPLEMENTED));
    }
}
