package io.gatehouse.provisioning;

import static io.gatehouse.provisioning.Templates.naming;
import static io.gatehouse.provisioning.Templates.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Templates whose texts want to grow by a factor with every level, written by somebody who means it. */
final class TemplateGrowthTest {
    private static final Map<String, String> SERIAL = Map.of("Serial", "x".repeat(1000));
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /** As deep as a template may be: every level repeats the one below as often as fits. */
    private static String nested(int levels, int times) {
        String expression = "{\"Ref\":\"Serial\"}";
        for (int i = 0; i < levels; i++) {
            expression = "{\"Fn::Sub\":[\"" + "${v}".repeat(times) + "\",{\"v\":" + expression + "}]}";
        }
        return expression;
    }

    private static void assertBounded(String template) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Templates.parsed(template); // classes are loaded
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(refusal(template, SERIAL)).contains("(expected: at most");

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    }

    @Test
    void substitutions_inside_each_other_end_at_the_longest_text() {
        assertBounded(naming(nested(8, 2)));
        assertBounded(naming(nested(8, 100)));
    }

    @Test
    void a_list_of_long_texts_ends_at_what_all_texts_together_may_have() {
        String item = nested(1, 30);
        assertBounded(naming("{\"Fn::Select\":[0,[" + (item + ",").repeat(40) + item + "]]}"));
    }

    @Test
    void a_joined_list_of_lists_ends_at_the_longest_text() {
        String joined = "{\"Ref\":\"Serial\"}";
        for (int i = 0; i < 6; i++) {
            joined = "{\"Fn::Join\":[\"----------\",[" + joined + "," + joined + "]]}";
        }
        assertBounded(naming(joined));
    }

    @Test
    void a_text_that_falls_into_too_many_pieces_is_refused() {
        assertThat(refusal(
                        naming("{\"Fn::Select\":[0,{\"Fn::Split\":[\",\",{\"Ref\":\"Serial\"}]}]}"),
                        Map.of("Serial", ",".repeat(32_000))))
                .contains("(expected: at most 256)");
    }

    @Test
    void as_many_policies_as_fit_each_as_long_as_can_be_end_at_what_all_may_have() {
        StringBuilder policies = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            policies.append("\"p%d\": {\"Type\": \"AWS::IoT::Policy\", \"Properties\": {\"PolicyDocument\": %s}},"
                    .formatted(i, nested(1, 32)));
        }
        assertBounded(naming("\"x\"").replace("\"thing\":", policies + "\"thing\":"));
    }
}
