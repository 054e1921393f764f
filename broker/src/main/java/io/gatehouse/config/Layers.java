package io.gatehouse.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was written, in three layers: the file, over it the environment, over it the flags. Main, at start and reload.
 *
 * <p>A path such as {@code limits.max-packet-bytes} is {@code GATEHOUSE_LIMITS_MAX_PACKET_BYTES} in the environment and
 * {@code --limits.max-packet-bytes=…} as a flag.
 */
final class Layers {
    private static final String PREFIX = "GATEHOUSE_";

    private final Map<String, RawValue> file;
    private final Map<String, String> environment;
    private final Map<String, RawValue> flags = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Layers(
            Map<String, RawValue> file,
            Map<String, String> environment,
            List<String> arguments,
            List<ConfigProblem> problems) {
        this.file = file;
        this.environment = environment;
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                Origin origin = new Origin.Flag(argument);
                problems.add(
                        new ConfigProblem(origin, "", "flag: " + argument + " (expected: --section.key=value)", null));
                continue;
            }
            var origin = new Origin.Flag(argument.substring(0, equals));
            flags.put(argument.substring(2, equals), new RawValue.Text(argument.substring(equals + 1), origin));
        }
    }

    /** The topmost value written for {@code path}, which is a known key from now on. */
    @Nullable
    RawValue find(String path) {
        known.add(path);
        RawValue flag = flags.get(path);
        if (flag != null) {
            return flag;
        }
        String variable = environment.get(variable(path));
        if (variable != null) {
            var origin = new Origin.Environment(variable(path));
            return variable.isEmpty() ? new RawValue.Nothing(origin) : new RawValue.Text(variable, origin);
        }
        return file.get(path);
    }

    /** The names that stand directly under {@code section} in the file or in flags, in the order written. */
    Set<String> namesUnder(String section) {
        Set<String> names = new LinkedHashSet<>();
        for (Set<String> paths : List.of(file.keySet(), flags.keySet())) {
            for (String path : paths) {
                String[] parts = path.split("\\.", -1);
                if (parts.length == 3 && parts[0].equals(section)) {
                    names.add(parts[1]);
                }
            }
        }
        return names;
    }

    /** Where something of a section was written, for problems that belong to no single key of it. */
    Origin originOf(String section) {
        return Stream.of(file, flags)
                .flatMap(layer -> layer.entrySet().stream())
                .filter(entry -> entry.getKey().startsWith(section + "."))
                .map(entry -> entry.getValue().origin())
                .findFirst()
                .orElseGet(() -> environment.keySet().stream()
                        .filter(name -> name.startsWith(variable(section) + "_"))
                        .<Origin>map(Origin.Environment::new)
                        .findFirst()
                        .orElse(new Origin.Default()));
    }

    /** What was written and nobody asked for. Call it when every section has been read. */
    List<ConfigProblem> unknown() {
        List<ConfigProblem> problems = new ArrayList<>();
        file.forEach((path, value) -> addIfUnknown(path, value, problems));
        flags.forEach((path, value) -> addIfUnknown(path, value, problems));
        addUnknownVariables(problems);
        return problems;
    }

    private void addIfUnknown(String path, RawValue value, List<ConfigProblem> problems) {
        if (known.contains(path)) {
            return;
        }
        boolean section = known.stream().anyMatch(key -> key.startsWith(path + "."));
        if (section && value instanceof RawValue.Nothing) {
            return; // a section whose keys are all commented out
        }
        if (section) {
            problems.add(ConfigProblem.expected(value.origin(), path, "a value", "a section with keys under it"));
        } else {
            problems.add(
                    new ConfigProblem(value.origin(), path, path + ": unknown key", Spelling.nearest(path, known)));
        }
    }

    /** Only under the name of a section: GATEHOUSE_HOME and what Kubernetes puts there are none of our business. */
    private void addUnknownVariables(List<ConfigProblem> problems) {
        Set<String> variables = new LinkedHashSet<>();
        Set<String> sections = new LinkedHashSet<>();
        for (String path : known) {
            variables.add(variable(path));
            if (path.indexOf('.') > 0) {
                sections.add(variable(path.substring(0, path.indexOf('.'))) + "_");
            }
        }
        for (String name : new TreeSet<>(environment.keySet())) {
            if (!variables.contains(name) && sections.stream().anyMatch(name::startsWith)) {
                problems.add(new ConfigProblem(
                        new Origin.Environment(name), "", "unknown variable", Spelling.nearest(name, variables)));
            }
        }
    }

    static String variable(String path) {
        return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
