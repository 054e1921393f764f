package io.gatehouse.uri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PercentCodingTest {
    @ParameterizedTest
    @CsvSource({"a/b, a/b", "a%2Fb, a/b", "a%2fb, a/b", "%C3%9F, ß", "a+b, a+b", "%25, %", "%F0%9F%98%80, 😀"})
    void what_is_encoded_well_is_decoded(String encoded, String text) {
        assertThat(PercentCoding.text(encoded)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "a%", "a%2", "%zz", "%+1", "%-1", "% 1", "%1g", "%%41"})
    void a_percent_sign_needs_two_digits(String encoded) {
        assertThat(PercentCoding.bytes(encoded)).isNull();
        assertThat(PercentCoding.text(encoded)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%C0%AF", "%ED%A0%80", "%FF", "%C3", "%F4%90%80%80"})
    void what_is_no_utf_8_is_no_text(String encoded) {
        assertThat(PercentCoding.bytes(encoded)).isNotNull();
        assertThat(PercentCoding.text(encoded)).isNull();
    }
}
