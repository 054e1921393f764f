package io.gatehouse.load.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.message.Template.Values;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateTest {
    private static final Stamp STAMP = new Stamp(1, 2, 17, 4);
    private static final Values VALUES = new Values(5, "lamp-5", 1_700_000_000_123L, STAMP, new Random(1));

    private static Template template(Attempt<Template> read) {
        assertThat(read).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<Template>) read).value();
    }

    private static String why(Attempt<Template> read) {
        assertThat(read).isInstanceOf(Attempt.Failed.class);
        return ((Attempt.Failed<Template>) read).problem().why();
    }

    @Test
    void what_differs_stands_in_its_place() {
        Template template = template(Template.of("%c/%i at %t: no %n, 100 %%"));

        assertThat(template.of(VALUES)).isEqualTo("lamp-5/5 at 1700000000123: no 17, 100 %");
    }

    @Test
    void the_stamp_can_be_read_out_of_the_text_again() {
        String text = template(Template.of("{\"at\":%t,\"_\":\"%s\"}")).of(VALUES);

        assertThat(Stamp.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(STAMP);
    }

    @ParameterizedTest
    @CsvSource({"%{1..6}, 1, 6", "%{18.5..18.7}, 18.5, 18.7", "%{-5..5}, -5, 5", "%{3..3}, 3, 3"})
    void random_numbers_are_between_their_ends_with_as_many_digits(String text, double least, double most) {
        Template template = template(Template.of(text));
        int digits = text.contains("18.5") ? 1 : 0;

        for (int i = 0; i < 200; i++) {
            String number = template.of(VALUES);
            assertThat(Double.parseDouble(number)).isBetween(least, most);
            assertThat(number.contains(".") ? number.length() - number.indexOf('.') - 1 : 0)
                    .isEqualTo(digits);
        }
    }

    @Test
    void both_ends_of_a_random_number_come() {
        Template template = template(Template.of("%{1..2}"));
        Set<String> seen = new TreeSet<>();

        for (int i = 0; i < 100; i++) {
            seen.add(template.of(VALUES));
        }

        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void a_template_of_one_device_has_its_number_and_name_and_the_rest_later() {
        Template template = template(Template.ofTopic("plant/%c/%t/%i"));

        assertThat(template.ofDevice(7, "pump%t").at(99)).isEqualTo("plant/pump%t/99/7");
    }

    @Test
    void words_in_front_are_no_template() {
        assertThat(template(Template.ofFilter("%c"))
                        .behind("load/100%c/")
                        .ofDevice(1, "a")
                        .at(0))
                .isEqualTo("load/100%c/a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a %x b | %x b in a %x b",
                "50% | % in 50%",
                "% c | % c in % c",
                "%{6..1} | %{6..1} in %{6..1}",
                "%{a..b} | %{a..b} in",
                "%{1..2 | %{1..2 in"
            })
    void what_is_no_place_is_named_with_what_there_is(String text, String words) {
        assertThat(why(Template.of(text))).contains(words).endsWith("(expected: %i, %c, %t, %n, %s, %{1..6} or %%)");
    }

    @Test
    void a_topic_filter_has_nothing_that_differs_from_message_to_message() {
        assertThat(why(Template.ofFilter("a/%t"))).endsWith("(expected: %i, %c, or %%)");
        assertThat(why(Template.ofTopic("a/%{1..2}"))).endsWith("(expected: %i, %c, %t, or %%)");
    }
}
