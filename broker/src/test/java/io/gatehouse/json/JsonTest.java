package io.gatehouse.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final JsonLimits SMALL = new JsonLimits(1000, 4, 20, 10, 50);

    private static JsonValue parsed(String text) {
        return switch (Json.parse(text, SMALL)) {
            case JsonParse.Parsed(JsonValue value) -> value;
            case JsonParse.Malformed malformed -> throw new AssertionError(malformed.toString());
        };
    }

    private static JsonParse.Malformed malformed(String text) {
        return switch (Json.parse(text, SMALL)) {
            case JsonParse.Parsed(JsonValue value) -> throw new AssertionError("accepted: " + value);
            case JsonParse.Malformed malformed -> malformed;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "\"\"",
                "0",
                "-1.50E+10",
                "true",
                "false",
                "null",
                "{\"a\":[1,\"x\",{\"b\":null}],\"c\":\"\\u0000\\n\\\"\"}",
                "\"\uD83D\uDE00\""
            })
    void what_is_read_is_printed_as_it_was(String text) {
        assertThat(Json.print(parsed(text))).isEqualTo(text);
    }

    @Test
    void values_and_keys_know_their_line_and_column() {
        JsonObject object = (JsonObject) parsed("{\n  \"a\": 1,\n  \"b\": [\n    true]}");

        assertThat(object.members().stream().map(JsonObject.Member::position))
                .containsExactly(new Position(2, 3), new Position(3, 3));
        JsonArray array = (JsonArray) Objects.requireNonNull(object.member("b"));
        assertThat(array.position()).isEqualTo(new Position(3, 8));
        assertThat(array.elements().getFirst().position()).isEqualTo(new Position(4, 5));
    }

    @Test
    void a_key_may_stand_once_only_even_if_escaped_differently() {
        JsonParse.Malformed malformed = malformed("{\"a\": 1,\n \"\\u0061\": 2}");

        assertThat(malformed.position()).isEqualTo(new Position(2, 2));
        assertThat(malformed.message()).contains("\"a\" a second time").contains("line 1, column 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "{", "[1", "{\"a\"", "{\"a\":", "{\"a\":1", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "01",
                        "+1", ".5", "1.",
                "NaN", "Infinity", "nul", "tru", "\"", "\"\t\"", "\"\\x\"", "// c\n1", "/* c */1", "# c\n1", "\uFEFF{}",
                        "\u0000", "]", "}", ","
            })
    void what_is_no_json_is_refused(String text) {
        assertThat(malformed(text).message()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "{} {}", "[] x", "null,", "{}]"})
    void nothing_may_follow_the_value(String text) {
        assertThat(malformed(text).message()).startsWith("document: ");
    }

    @Test
    void half_a_surrogate_pair_is_refused_in_values_and_keys() {
        assertThat(malformed("\"\\ud800\"").message()).contains("half a surrogate pair");
        assertThat(malformed("{\"\\udc00x\":1}").message()).contains("surrogate");
        assertThat(parsed("\"\\ud83d\\ude00\""))
                .isInstanceOfSatisfying(
                        JsonString.class, string -> assertThat(string.text()).isEqualTo("\uD83D\uDE00"));
    }

    @Test
    void every_limit_is_enforced() {
        assertThat(malformed(" ".repeat(1001)).message()).contains("1001 characters (expected: at most 1000)");
        assertThat(malformed("[[[[[]]]]]").message()).contains("depth at most 4");
        assertThat(malformed('"' + "x".repeat(200) + '"').message()).contains("strings at most 20");
        assertThat(malformed("{\"" + "x".repeat(50) + "\":1}").message()).contains("too large");
        assertThat(malformed("[" + "1,".repeat(60) + "1]").message()).contains("at most 50 tokens");
        assertThat(malformed("1".repeat(100)).message()).contains("too large");
    }

    @Test
    void a_deep_bomb_is_refused_before_it_is_built() {
        String bomb = "[".repeat(900_000);

        assertThat(Json.parse(bomb, JsonLimits.DEFAULT)).isInstanceOf(JsonParse.Malformed.class);
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        assertThat(Json.parse(new byte[] {'"', (byte) 0xc3, '"'}, SMALL)).isInstanceOf(JsonParse.Malformed.class);
        assertThat(Json.parse("\"é\"".getBytes(StandardCharsets.UTF_8), SMALL)).isInstanceOf(JsonParse.Parsed.class);
    }

    @Test
    void numbers_keep_their_digits_and_are_worked_out_when_asked() {
        assertThat(((JsonNumber) parsed("9223372036854775807")).toLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(((JsonNumber) parsed("9223372036854775808")).toLong()).isNull();
        assertThat(((JsonNumber) parsed("1.5")).toLong()).isNull();
        assertThat(((JsonNumber) parsed("1e999999")).toDouble()).isInfinite();
    }

    @Test
    void objects_are_built_in_order_and_each_key_once() {
        JsonValue.ObjectBuilder object = JsonValue.object()
                .put("b", "x")
                .put("a", 1)
                .put("c", true)
                .putIfPresent("d", null)
                .put("e", JsonValue.ofStrings(List.of("y")));

        assertThat(Json.print(object.build())).isEqualTo("{\"b\":\"x\",\"a\":1,\"c\":true,\"e\":[\"y\"]}");
        assertThatThrownBy(() -> object.put("a", 2)).hasMessage("key: a (expected: each key once)");
    }

    @Test
    void people_get_an_indented_form() {
        assertThat(Json.printPretty(parsed("{\"a\":[1,2]}"))).isEqualTo("{\n  \"a\": [\n    1,\n    2\n  ]\n}");
    }

    @Test
    void a_quoted_text_is_short_and_shows_everything_that_is_in_it() {
        assertThat(Json.quoted("a\"\n\u007f\u0085\u202e\ufeff\u2028é"))
                .isEqualTo("\"a\\\"\\n\\u007f\\u0085\\u202e\\ufeff\\u2028é\"");
        assertThat(Json.quoted("\uD83D\uDE00".repeat(1000))).isEqualTo('"' + "\uD83D\uDE00".repeat(80) + "…\"");
    }
}
