package io.gatehouse.load.compare;

import io.gatehouse.load.fleet.Attempt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Medians of the rounds and their ratios, as a table in Markdown whose columns stand below each other, so that it is
 * read in a terminal as well.
 */
public final class ComparisonTable {
    private static final String NONE = "–";
    private static final int MOST_TO_EACH_OTHER = 3;

    private ComparisonTable() {}

    /**
     * @param folder that {@code loadgen/compare/run} filled; see {@link Rounds}
     * @param spread whether the least and the most stand behind each median
     * @return lines, each with its end
     */
    public static Attempt<String> of(Path folder, boolean spread) {
        return switch (Rounds.read(folder)) {
            case Attempt.Done<Rounds>(Rounds rounds) -> Attempt.done(text(rounds, spread));
            case Attempt.Failed<Rounds>(var problem) -> Attempt.failed(problem);
        };
    }

    static String text(Rounds rounds, boolean spread) {
        StringBuilder text = new StringBuilder();
        List<List<String>> rows = rows(rounds, spread);
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths);
            if (i == 0) {
                rule(text, widths);
            }
        }
        List<String> remarks = rounds.remarks();
        if (!remarks.isEmpty()) {
            text.append('\n');
            remarks.forEach(remark -> text.append("- ").append(remark).append('\n'));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - cells.get(i).length());
            text.append("| ")
                    .append(isText(i) ? cells.get(i) + blanks : blanks + cells.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    private static void rule(StringBuilder text, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String dashes = "-".repeat(widths[i] + 1);
            text.append('|').append(isText(i) ? dashes + "-" : dashes + ":");
        }
        text.append("|\n");
    }

    private static boolean isText(int column) {
        return column < 2;
    }

    private static List<List<String>> rows(Rounds rounds, boolean spread) {
        List<String> brokers = rounds.brokers();
        List<List<String>> rows = new ArrayList<>();
        List<String> headings = new ArrayList<>(List.of("scenario", ""));
        headings.addAll(brokers);
        pairs(brokers).forEach(pair -> headings.add(pair.of() + " / " + pair.to()));
        rows.add(headings);
        for (String scenario : rounds.plan().keySet()) {
            String name = scenario;
            for (Metric metric : Metric.values()) {
                List<List<Double>> values = brokers.stream()
                        .map(broker -> rounds.values(scenario, broker, metric))
                        .toList();
                if (values.stream().allMatch(List::isEmpty)) {
                    continue;
                }
                List<String> row = new ArrayList<>(List.of(name, metric.title()));
                values.forEach(each -> row.add(cell(metric, each, spread)));
                pairs(brokers)
                        .forEach(pair -> row.add(
                                ratio(values.get(brokers.indexOf(pair.of())), values.get(brokers.indexOf(pair.to())))));
                rows.add(row);
                name = ""; // once, in the first row of its own
            }
        }
        return rows;
    }

    private record Pair(String of, String to) {}

    /** Each to each behind it; of more than can be read so, each to the last. */
    private static List<Pair> pairs(List<String> brokers) {
        List<String> others = brokers.size() > MOST_TO_EACH_OTHER ? List.of(brokers.getLast()) : brokers;
        return brokers.stream()
                .flatMap(of -> others.stream()
                        .filter(to -> brokers.indexOf(of) < brokers.indexOf(to))
                        .map(to -> new Pair(of, to)))
                .toList();
    }

    private static String cell(Metric metric, List<Double> values, boolean spread) {
        if (values.isEmpty()) {
            return NONE;
        }
        String median = metric.words(median(values));
        return spread && values.size() > 1
                ? median + " (" + metric.words(values.getFirst()) + " – " + metric.words(values.getLast()) + ")"
                : median;
    }

    private static String ratio(List<Double> of, List<Double> to) {
        if (of.isEmpty() || to.isEmpty() || median(to) == 0) {
            return NONE;
        }
        return String.format(Locale.ROOT, "%.2f", median(of) / median(to));
    }

    /** @param values sorted, one or more; of an even number the mean of the two in the middle */
    static double median(List<Double> values) {
        int half = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(half) : (values.get(half - 1) + values.get(half)) / 2;
    }
}
