package io.gatehouse.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes as in RFC 8949, appendix A, where it has them. */
final class CborTest {
    private static final JsonLimits SMALL = new JsonLimits(1000, 4, 20, 10, 50);

    private static JsonParse read(String hex) {
        return Cbor.parse(HexFormat.of().parseHex(hex), SMALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                a0                                         | {}
                a26161016162820203                         | {"a":1,"b":[2,3]}
                bf61610161629f0203ffff                     | {"a":1,"b":[2,3]}
                7f657374726561646d696e67ff                 | "streaming"
                1b000000e8d4a51000                         | 1000000000000
                3903e7                                     | -1000
                f93e00                                     | 1.5
                f5                                         | true
                f6                                         | null
                d9d9f7a0                                   | {}
                64f0908591                                 | "\uD800\uDD51"
                """)
    void what_json_can_say_is_read(String hex, String json) {
        assertThat(read(hex))
                .isInstanceOfSatisfying(
                        JsonParse.Parsed.class,
                        parsed -> assertThat(Json.print(parsed.value())).isEqualTo(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "a1", // a map that ends too soon
                "bf616101", // one of unknown length that does not end
                "a2616101616102", // one key twice
                "9f9f9f9f9fffffffffff", // too deep
                "8181818181", // too deep, of known length
                "43010203", // bytes
                "a1614143010203", // bytes in a map
                "f97e00", // not a number
                "f97c00", // infinite
                "5f42010243030405ff", // bytes of unknown length
                "7b7fffffffffffffff61", // a text of more bytes than there are
                "9b7fffffffffffffff", // an array of more values than there are
                "bb7fffffffffffffff6161", // a map of more values than there are
                "781561616161616161616161616161616161616161616161", // too long
                "7f6a616161616161616161616a616161616161616161616a61616161616161616161ff", // too long in pieces
                "62c328", // not UTF-8
                "63eda080", // half a surrogate pair
                "a000", // something behind
                "ff", // an end without a beginning
                "1c", // reserved
                "c249010000000000000000ff"
            })
    void everything_else_is_refused_without_an_exception(String hex) {
        assertThat(read(hex)).isInstanceOf(JsonParse.Malformed.class);
    }

    @Test
    void what_is_too_long_is_not_begun() {
        assertThat(Cbor.parse(new byte[1001], SMALL))
                .isInstanceOfSatisfying(
                        JsonParse.Malformed.class,
                        malformed -> assertThat(malformed.message()).contains("1001 bytes"));
    }

    @Test
    void what_is_printed_is_read_again_as_it_was_and_says_its_lengths_before() {
        JsonValue value = JsonValue.object()
                .put("text", "ä")
                .put("number", -1)
                .put("yes", true)
                .put("none", new JsonValue.JsonNull(Position.NOWHERE))
                .put("list", JsonValue.ofStrings(List.of("a", "b")))
                .put("half", new JsonValue.JsonNumber("0.5", Position.NOWHERE))
                .build();

        byte[] printed = Cbor.print(value);

        assertThat(printed[0]).isEqualTo((byte) 0xA6); // a map of six
        assertThat(Cbor.parse(printed, JsonLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        JsonParse.Parsed.class,
                        parsed -> assertThat(Json.print(parsed.value())).isEqualTo(Json.print(value)));
    }

    @Test
    void no_bytes_are_an_exception() {
        Random random = new Random(7);
        byte[] good = HexFormat.of().parseHex("bf6161a2616201616c9f020361787f6174ffff616dfb3ff8000000000000ff");
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(Cbor.parse(bytes, SMALL)).isNotNull();
        }
    }
}
