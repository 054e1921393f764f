package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
    @Test
    void names_are_decoded_once() {
        assertThat(RequestPath.read("/things/a%3Ab/principals").segments())
                .containsExactly("things", "a:b", "principals");
    }

    @Test
    void an_encoded_slash_is_part_of_a_name_and_never_a_separator() {
        assertThat(RequestPath.read("/attached-policies/arn%3Aaws%3Aiot%3Acert%2Fab")
                        .segments())
                .containsExactly("attached-policies", "arn:aws:iot:cert/ab");
    }

    @Test
    void a_slash_at_the_end_is_an_empty_last_segment() {
        assertThat(RequestPath.read("/authorizers/").segments()).containsExactly("authorizers", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "things",
                "*",
                "/things/..",
                "/things/.",
                "/things/%2e%2E/x",
                "/things/%2e",
                "//things",
                "/things//x",
                "/things/a%252Fb",
                "/things/a%25",
                "/things/a\\b",
                "/things/a%5Cb",
                "/things/a%00b",
                "/things/a%0d%0aSet-Cookie",
                "/things/a%7f",
                "/things/%c2%80",
                "/things/%",
                "/things/%4",
                "/things/%zz",
                "/things/%c0%af",
                "/things/%ff",
                "/things/a b",
                "/things/ü",
                "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a"
            })
    void what_two_readers_could_take_for_two_things_is_refused(String path) {
        assertThatThrownBy(() -> RequestPath.read(path))
                .isInstanceOfSatisfying(
                        OperationRefused.class,
                        refused -> assertThat(refused.error()).isEqualTo(AwsError.INVALID_REQUEST))
                .hasMessageStartingWith("path: ");
    }
}
