package io.gatehouse.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One run of JMH: some methods of one suite, each with every combination of the values.
 *
 * @param id names its results; letters, digits and hyphens
 * @param suite class name without package
 * @param methods of it
 * @param values by parameter; a parameter that is not named has its own
 * @param effort how long it is measured
 */
public record Plan(String id, String suite, List<String> methods, Map<String, List<String>> values, Effort effort) {
    /**
     * How long each combination is measured, in each fork.
     *
     * @param seconds of one iteration; an operation that takes longer is done once
     */
    public record Effort(int forks, int warmUps, int iterations, double seconds) {
        /** A fork's start is about a second. */
        double secondsEach() {
            return forks * ((warmUps + iterations) * seconds + 1.5);
        }
    }

    public Plan {
        methods = List.copyOf(methods);
        values = new LinkedHashMap<>(values);
    }

    static Plan of(String id, String suite, Effort effort, String... methods) {
        return new Plan(id, suite, List.of(methods), Map.of(), effort);
    }

    Plan with(String parameter, Object... some) {
        Map<String, List<String>> more = new LinkedHashMap<>(values);
        more.put(parameter, Arrays.stream(some).map(String::valueOf).toList());
        return new Plan(id, suite, methods, more, effort);
    }

    /** Names as JMH knows them. */
    String include(String method) {
        return "\\." + Pattern.quote(suite + "." + method) + "$";
    }

    int combinations() {
        return methods.size() * values.values().stream().mapToInt(List::size).reduce(1, Math::multiplyExact);
    }

    /** About. */
    double seconds() {
        return combinations() * effort.secondsEach();
    }

    /** What stands on the command line of JMH to do the same. */
    String command() {
        StringBuilder command = new StringBuilder("java -jar bench/target/benchmarks.jar '")
                .append(suite)
                .append(".(")
                .append(String.join("|", methods))
                .append(")$'");
        values.forEach(
                (name, some) -> command.append(" -p ").append(name).append('=').append(String.join(",", some)));
        return command.append(" -prof gc").toString();
    }
}
