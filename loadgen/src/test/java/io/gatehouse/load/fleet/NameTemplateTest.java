package io.gatehouse.load.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTemplateTest {
    private static String name(String template, int device) {
        return ((Attempt.Done<NameTemplate>) NameTemplate.of(template)).value().name(device);
    }

    @Test
    void a_name_has_the_number_of_its_device() {
        assertThat(NameTemplate.DEFAULT.name(0)).isEqualTo("load-0");
        assertThat(name("load-%i", 12_345)).isEqualTo("load-12345");
        assertThat(name("hall:%i_%i", 7)).isEqualTo("hall:7_7");
    }

    @Test
    void zeros_are_put_before_it_where_they_are_asked_for() {
        assertThat(name("load-%06i", 42)).isEqualTo("load-000042");
        assertThat(name("load-%02i", 12_345)).isEqualTo("load-12345");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load", "", "load-%c", "load %i", "load/%i", "load-%i-%d", "%10i"})
    void a_template_that_gives_one_name_twice_or_none_that_a_thing_may_have_is_refused(String template) {
        assertThat(NameTemplate.of(template))
                .isInstanceOfSatisfying(
                        Attempt.Failed.class,
                        failed ->
                                assertThat(failed.problem().line()).startsWith("names: " + template + " (expected: "));
    }
}
