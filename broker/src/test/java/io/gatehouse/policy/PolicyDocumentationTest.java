package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.ConditionOperator.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page says what the code does. */
class PolicyDocumentationTest {
    private final String page = Files.readString(Path.of("docs", "policies.md"));

    PolicyDocumentationTest() throws IOException {}

    @Test
    void every_operator_is_on_the_page_and_no_other() {
        for (Comparison comparison : Comparison.values()) {
            assertThat(page).contains("`" + comparison.text() + "`");
        }
        assertThat(Pattern.compile("`((?:String|Arn|Numeric|Date)[A-Za-z]+)`")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .allSatisfy(
                        name -> assertThat(ConditionOperator.of(name)).as(name).isNotNull());
    }

    @Test
    void every_variable_is_on_the_page() {
        for (String name : VariableNames.examples()) {
            String last = name.substring(name.lastIndexOf('.') + 1);
            boolean ofName =
                    name.startsWith(VariableNames.SUBJECT_PREFIX) || name.startsWith(VariableNames.ISSUER_PREFIX);
            assertThat(page).contains("`" + (ofName ? last : name) + "`");
        }
        assertThat(page).contains(VariableNames.ATTRIBUTE_PREFIX + "name]`");
    }

    @Test
    void every_action_is_on_the_page_with_its_resource() {
        for (Action action : Action.values()) {
            String resource = action.resourcePrefix().isEmpty() ? "*" : action.resourcePrefix();
            assertThat(page).contains("| `" + action.text() + "` | `" + resource);
        }
    }

    @Test
    void the_limits_are_those_of_the_code() {
        PolicyLimits strict = PolicyLimits.STRICT;
        PolicyLimits extended = PolicyLimits.EXTENDED;

        assertThat(page)
                .contains(number(extended.maxCharacters()) + " characters that are not white space (strict: "
                        + number(strict.maxCharacters()))
                .contains(number(extended.maxStatements()) + " statements (" + number(strict.maxStatements()) + ")")
                .contains(number(extended.maxEntriesPerStatement())
                        + " actions, resources and condition values in each ("
                        + number(strict.maxEntriesPerStatement()) + ")");
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
