package io.gatehouse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a broker has counted, by the names and labels of {@code broker/docs/metrics.md}. Its event loops count for
 * themselves, so that a scrape may be a few events behind.
 *
 * @param series values by name and labels, as Prometheus' text format has them
 */
public record Counted(Map<String, Double> series) {
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");

    static Counted of(String scrape) {
        Map<String, Double> series = new HashMap<>();
        scrape.lines()
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .forEach(sample -> series.put(
                        sample.group(1) + (sample.group(2) == null ? "" : sample.group(2)),
                        Double.valueOf(sample.group(3))));
        return new Counted(series);
    }

    /** What was counted since then; of a gauge, by how much it has risen. */
    public Counted since(Counted before) {
        Map<String, Double> more = new HashMap<>();
        series.forEach((name, value) -> more.put(name, value - before.series.getOrDefault(name, 0.0)));
        return new Counted(more);
    }

    /**
     * The sum over all that have these labels.
     *
     * @param labels such as {@code direction="sent"}
     */
    public long of(String metric, String... labels) {
        return Math.round(series.entrySet().stream()
                .filter(each -> each.getKey().equals(metric) || each.getKey().startsWith(metric + "{"))
                .filter(each -> Stream.of(labels).allMatch(each.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum());
    }

    /** Those of a metric with these labels that are not zero, for the words of a test that fails. */
    public List<String> all(String metric) {
        return series.entrySet().stream()
                .filter(each -> each.getKey().startsWith(metric) && each.getValue() != 0)
                .map(each -> each.getKey() + " " + each.getValue())
                .sorted()
                .toList();
    }
}
