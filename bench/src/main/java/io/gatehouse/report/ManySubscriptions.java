package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finding the subscriptions that a topic matches, by how many there are. */
final class ManySubscriptions implements Question {
    private static final List<String> FILTERS = List.of("1", "1000", "100000", "1000000");
    private static final String OURS = "trie";
    private static final Map<String, String> WORDS =
            Map.of(OURS, "Gatehouse's trie", "hivemq", "HiveMQ's tree", "naiveScan", "every filter asked");
    private static final List<String> METHODS = List.of(OURS, "hivemq", "naiveScan");

    @Override
    public String title() {
        return "What do many subscriptions cost?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.lines("topic filters, one in fifty with a wildcard", "µs for each topic")
                .logarithmicX()
                .logarithmicY();
        Table table = new Table("topic filters", "trie", "bytes allocated", "HiveMQ's tree", "every filter asked");
        Measurement most = null;
        Measurement naive = null;
        for (String filters : FILTERS) {
            Measurement trie = find(results, OURS, filters);
            if (trie == null) {
                continue;
            }
            for (String method : METHODS) {
                Measurement each = find(results, method, filters);
                if (each != null) {
                    chart.add(
                            WORDS.getOrDefault(method, method),
                            Double.parseDouble(filters),
                            each.score() / 1000,
                            each.error() / 1000);
                }
            }
            table.row(
                    Words.whole(Double.parseDouble(filters)),
                    Words.nanos(trie.score()),
                    Words.allocated(trie),
                    words(find(results, "hivemq", filters)),
                    words(find(results, "naiveScan", filters)));
            most = trie;
            naive = find(results, "naiveScan", filters);
        }
        if (most == null || naive == null) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                List.of(
                        "Little, because filters that begin alike share a path: among "
                                + Words.whole(
                                        Double.parseDouble(most.parameters().getOrDefault("filters", "0")))
                                + " filters a topic's receivers are found in " + Words.nanos(most.score())
                                + "; asking every filter takes " + Words.nanos(naive.score()) + ".",
                        "What grows with the number of filters are the misses of the processor's caches, and how many"
                                + " of the filters match."),
                chart,
                table));
    }

    private static @Nullable Measurement find(Results results, String method, String filters) {
        return results.one("TopicMatchBenchmark." + method, Map.of("filters", filters, "depth", "3"))
                .orElse(null);
    }

    private static String words(@Nullable Measurement measurement) {
        return measurement == null ? "not measured" : Words.nanos(measurement.score());
    }
}
