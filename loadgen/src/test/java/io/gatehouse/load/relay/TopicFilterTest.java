package io.gatehouse.load.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicFilterTest {
    @ParameterizedTest
    @CsvSource({
        "load/+, load/a, true",
        "load/+, load/, true",
        "load/+, load, false",
        "load/+, load/a/b, false",
        "load/+/b, load/a/b, true",
        "load/+/b, load/a/c, false",
        "load/+/b, load/a/bc, false",
        "+/+, a/b, true",
        "+, a/b, false",
        "+/b, /b, true",
        "load/+, loaf/a, false"
    })
    void a_plus_stands_for_one_level(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.matches(filter, topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "load/#", "$share/group/load/+"})
    void what_the_relay_cannot_do_is_not_taken(String filter) {
        assertThat(TopicFilter.isKnown(filter)).isFalse();
    }
}
