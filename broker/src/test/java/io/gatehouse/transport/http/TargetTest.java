package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    @Test
    void a_target_is_a_path_and_parameters() {
        assertThat(Target.of("/a%2Fb?x=1&y=%20&z"))
                .isEqualTo(new Target("/a%2Fb", Map.of("x", "1", "y", " ", "z", "")));
        assertThat(Target.of("https://host:8443/a?b=c=d")).isEqualTo(new Target("/a", Map.of("b", "c=d")));
        assertThat(Target.of("/a?")).isEqualTo(new Target("/a", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a",
                "host:443",
                "ftp://a/b",
                "https://a",
                "/a#b",
                "/a b",
                "/ä",
                "/a?x=1&x=1",
                "/a?%=1",
                "/a?a=%"
            })
    void what_is_no_target_is_none(String uri) {
        assertThat(Target.of(uri)).isNull();
    }

    @Test
    void parameters_are_bounded_in_number() {
        StringBuilder many = new StringBuilder("/a?p=0");
        for (int i = 0; i < 100_000; i++) {
            many.append("&p").append(i).append('=');
        }
        assertThat(Target.of(many.toString())).isNull();
    }
}
