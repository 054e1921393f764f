package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class PageTest {
    private static final Results MEASURED = SampleResults.ofQuickProfile();
    private static final String PAGE = Page.of(MEASURED, Map.of("processor", "<fast>"), Profile.QUICK.plans());

    @Test
    void the_page_needs_no_script_and_nothing_from_elsewhere() {
        assertThat(PAGE)
                .doesNotContain("<script", "<link", "<img", "@import", "src=\"http")
                .contains("<svg", "&lt;fast&gt;");
    }

    @Test
    void every_question_stands_on_it_with_its_figure_and_its_command() {
        for (Question question : Questions.ALL) {
            assertThat(PAGE).contains(">" + question.title() + "</h2>");
        }
        assertThat(PAGE.split("<figure>", -1)).hasSize(Questions.ALL.size()); // one is a table and nothing else
        for (Plan plan : Profile.QUICK.plans()) {
            assertThat(PAGE).contains("'" + plan.suite() + ".(");
        }
    }

    @Test
    void no_two_parts_of_the_page_have_one_name() {
        List<String> ids = Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(PAGE)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
        Matcher referred = Pattern.compile("url\\(#([^)]+)\\)").matcher(PAGE);
        while (referred.find()) {
            assertThat(ids).contains(referred.group(1));
        }
    }

    @Test
    void what_was_not_measured_is_said_to_be_missing() {
        assertThat(Page.of(new Results(List.of()), Map.of(), List.of()).split("Not measured in this run", -1))
                .hasSize(Questions.ALL.size() + 1);
    }

    @Test
    void the_summary_has_the_same_answers() {
        String summary = Summary.of(MEASURED, Map.of("processor", "one"));

        for (Question question : Questions.ALL) {
            assertThat(summary)
                    .contains("## " + question.title())
                    .contains(
                            question.answer(MEASURED).orElseThrow().sentences().getFirst());
        }
    }
}
