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
 * @param jvmFlags of the forks, before those that every benchmark has
 */
public record Plan(
        String id,
        String suite,
        List<String> methods,
        Map<String, List<String>> values,
        Effort effort,
        List<String> jvmFlags) {
    /**
     * How long each combination is measured, in each fork. Many short iterations give a narrower interval than a few
     * long ones of the same length together: by Student's distribution four of them are as far apart as they look,
     * times 6.5, and twelve times 1.3.
     *
     * @param seconds of one iteration; an operation that takes longer is done once
     */
    public record Effort(int forks, double warmUpSeconds, int iterations, double seconds) {
        int warmUps() {
            return (int) Math.round(warmUpSeconds / seconds);
        }

        /** A fork's start and set-up are about two seconds. */
        double secondsEach() {
            return forks * ((warmUps() + iterations) * seconds + 2);
        }
    }

    public Plan {
        methods = List.copyOf(methods);
        values = new LinkedHashMap<>(values);
        jvmFlags = List.copyOf(jvmFlags);
    }

    static Plan of(String id, String suite, Effort effort, String... methods) {
        return new Plan(id, suite, List.of(methods), Map.of(), effort, List.of());
    }

    Plan with(String parameter, Object... some) {
        Map<String, List<String>> more = new LinkedHashMap<>(values);
        more.put(parameter, Arrays.stream(some).map(String::valueOf).toList());
        return new Plan(id, suite, methods, more, effort, jvmFlags);
    }

    Plan withJvmFlags(List<String> flags) {
        return new Plan(id, suite, methods, values, effort, flags);
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
        if (!jvmFlags.isEmpty()) {
            command.append(" -jvmArgsPrepend '")
                    .append(String.join(" ", jvmFlags))
                    .append('\'');
        }
        return command.append(" -prof gc").toString();
    }
}
