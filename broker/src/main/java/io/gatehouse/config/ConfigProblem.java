package io.gatehouse.config;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the configuration.
 *
 * @param origin where it was written; for the file with line and column
 * @param key dotted path in kebab case, {@code limits.max-packet-bytes}; empty for the file as a whole
 * @param message what is wrong and what was expected, the key and the value included
 * @param didYouMean the known key or value that looks most like what was written
 */
public record ConfigProblem(
        Origin origin, String key, String message, @Nullable String didYouMean) {

    static ConfigProblem expected(Origin origin, String key, String value, String expectation) {
        return new ConfigProblem(origin, key, key + ": " + value + " (expected: " + expectation + ")", null);
    }

    /** By line for what stands in the file; the rest after it, as found. */
    static List<ConfigProblem> inOrder(List<ConfigProblem> problems) {
        return problems.stream()
                .sorted(Comparator.comparingInt(
                        problem -> problem.origin() instanceof Origin.InFile place ? place.line() : Integer.MAX_VALUE))
                .toList();
    }

    @Override
    public String toString() {
        String line = origin + ": " + message;
        return didYouMean == null ? line : line + "; did you mean " + didYouMean + "?";
    }
}
