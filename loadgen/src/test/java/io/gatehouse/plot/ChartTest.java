package io.gatehouse.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ChartTest {
    private static int circles(String svg) {
        return (int) Pattern.compile("<circle").matcher(svg).results().count();
    }

    private static Chart line(int points) {
        Chart chart = Chart.lines("x", "y");
        for (int i = 1; i <= points; i++) {
            chart.add("series", i, i);
        }
        return chart;
    }

    @Test
    void few_values_are_points_and_many_are_a_line_alone() {
        assertThat(circles(line(10).svg("a"))).isEqualTo(10);
        assertThat(circles(line(1000).svg("a"))).isZero();
    }

    @Test
    void marks_of_an_axis_say_what_they_are_told_to() {
        String svg = line(100).logarithmicX().xTicks(Map.of(10.0, "90 %")).svg("a");

        assertThat(svg).containsPattern(">\\s*90 %\\s*<").doesNotContain("rotate(90");
    }

    @Test
    void two_figures_have_no_name_in_common() {
        assertThat(line(3).svg("one")).contains(" id=\"one-").doesNotContain(" id=\"two-");
    }

    @Test
    void nothing_in_it_is_empty() {
        assertThat(Chart.lines("x", "y").isEmpty()).isTrue();
        assertThat(line(1).isEmpty()).isFalse();
    }
}
