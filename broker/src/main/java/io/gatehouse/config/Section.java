package io.gatehouse.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one section, key by key, and keeps what is wrong instead of throwing it. Main, at start and reload.
 *
 * <p>A record checks itself in its constructor and names the first component that is wrong. To tell all that is wrong,
 * {@link #read} takes that one back to its default and makes the record again, until it holds.
 */
final class Section {
    private final String name;
    private final Layers layers;
    private final Map<String, String> environment;
    private final List<ConfigProblem> problems;
    private final Map<String, Setting> settings;
    // Keys whose value was refused: their default stands in, so that the rest can be checked.
    private final Set<String> refused = new HashSet<>();
    private boolean allRefused;

    Section(
            String name,
            Layers layers,
            Map<String, String> environment,
            List<ConfigProblem> problems,
            Map<String, Setting> settings) {
        this.name = name;
        this.layers = layers;
        this.environment = environment;
        this.problems = problems;
        this.settings = settings;
    }

    /** The record made by {@code make}; where values were refused, with defaults in their place. */
    <T> T read(Function<Section, T> make) {
        while (true) {
            try {
                return make.apply(this);
            } catch (IllegalArgumentException e) {
                refuse(e);
            }
        }
    }

    String text(String key, String byDefault) {
        return value(key, byDefault, text -> text, text -> text, "text");
    }

    int count(String key, int byDefault) {
        return value(key, byDefault, Integer::valueOf, String::valueOf, "a whole number up to 2147483647");
    }

    /** A part of a whole. */
    double share(String key, double byDefault) {
        return value(key, byDefault, Double::valueOf, Quantity::format, "a number from 0 to 1");
    }

    long bytes(String key, long byDefault) {
        return value(key, byDefault, Quantity::bytes, Quantity::format, Quantity.SIZE);
    }

    int intBytes(String key, int byDefault) {
        return value(
                key,
                byDefault,
                text -> Math.toIntExact(Quantity.bytes(text)),
                Quantity::format,
                Quantity.SIZE + ", below 2GiB");
    }

    Duration duration(String key, Duration byDefault) {
        return value(key, byDefault, Quantity::duration, Quantity::format, Quantity.DURATION);
    }

    boolean flag(String key, boolean byDefault) {
        return value(key, byDefault, Section::parseBoolean, String::valueOf, "true or false");
    }

    Path path(String key, Path byDefault) {
        return value(key, byDefault, Path::of, Path::toString, "a path");
    }

    /** A path that may be left empty. */
    @Nullable
    Path optionalPath(String key) {
        if (raw(key) instanceof RawValue.Text) {
            return path(key, Path.of(""));
        }
        return nothing(key);
    }

    /** A constant by its name in kebab case. */
    <E extends Enum<E>> E choice(String key, E byDefault, E[] constants) {
        return choice(key, byDefault, constants, Section::word);
    }

    /** A constant by the word that {@code word} gives it. */
    <E> E choice(String key, E byDefault, E[] constants, Function<E, String> word) {
        List<String> words = Arrays.stream(constants).map(word).toList();
        return value(
                key,
                byDefault,
                text -> {
                    int index = words.indexOf(text);
                    if (index < 0) {
                        throw new IllegalArgumentException();
                    }
                    return constants[index];
                },
                word,
                String.join(" or ", words));
    }

    /** A constant by its name in kebab case, or nothing. */
    <E extends Enum<E>> @Nullable E optionalChoice(String key, E[] constants) {
        if (raw(key) instanceof RawValue.Text) {
            return choice(key, constants[0], constants);
        }
        return nothing(key);
    }

    private <T> @Nullable T nothing(String key) {
        String path = pathOf(key);
        settings.put(path, new Setting(path, "", originOf(layers.find(path))));
        return null;
    }

    /** Constants by their names in kebab case: a YAML sequence, or one text with commas. */
    <E extends Enum<E>> List<E> choices(String key, List<E> byDefault, E[] constants) {
        List<String> words = Arrays.stream(constants).map(Section::word).toList();
        RawValue written = raw(key);
        List<String> chosen = list(key, byDefault.stream().map(Section::word).toList());
        if (written == null || words.containsAll(chosen)) {
            return chosen.stream().map(word -> constants[words.indexOf(word)]).toList();
        }
        problem(
                key,
                ConfigProblem.expected(
                        written.origin(),
                        pathOf(key),
                        String.join(", ", chosen),
                        "some of " + String.join(", ", words)));
        return byDefault;
    }

    /** The name of a constant in kebab case. */
    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A YAML sequence, or one text with commas. */
    List<String> list(String key, List<String> byDefault) {
        if (raw(key) instanceof RawValue.Items items) {
            keep(key, String.join(", ", items.items()), items.origin());
            return items.items();
        }
        return value(
                key,
                byDefault,
                text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList(),
                items -> String.join(", ", items),
                "a list");
    }

    private <T> T value(
            String key, T byDefault, Function<String, T> parse, Function<T, String> format, String expectation) {
        RawValue raw = raw(key);
        if (raw instanceof RawValue.Text text) {
            try {
                T value = parse.apply(Reference.resolve(text.text(), environment));
                keep(key, text.text(), text.origin());
                return value;
            } catch (Reference.Unresolved e) {
                problem(key, ConfigProblem.expected(text.origin(), pathOf(key), text.text(), e.expectation()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                problem(key, ConfigProblem.expected(text.origin(), pathOf(key), text.text(), expectation));
            }
        } else if (raw instanceof RawValue.Items items) {
            problem(key, ConfigProblem.expected(items.origin(), pathOf(key), "a list", expectation));
        } else if (raw instanceof RawValue.Nothing nothing) {
            problem(key, ConfigProblem.expected(nothing.origin(), pathOf(key), "nothing", expectation));
        }
        keep(key, format.apply(byDefault), new Origin.Default());
        return byDefault;
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private void refuse(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        String key = kebab(message.split("[: ]", 2)[0]);
        RawValue raw = raw(key);
        int expected = Math.max(0, message.indexOf(" (expected"));
        if (raw != null) {
            String written = switch (raw) {
                case RawValue.Text text -> text.text();
                case RawValue.Items items -> String.join(", ", items.items());
                case RawValue.Nothing _ -> "nothing";
            };
            problem(
                    key,
                    new ConfigProblem(
                            raw.origin(),
                            pathOf(key),
                            pathOf(key) + ": " + written + message.substring(expected),
                            null));
        } else if (!allRefused) {
            // A default does not fit what was set beside it.
            allRefused = true;
            String what = pathOf(key) + message.substring(message.split("[: ]", 2)[0].length(), expected);
            problems.add(new ConfigProblem(
                    layers.originOf(name), pathOf(key), what + ", the default," + message.substring(expected), null));
        } else {
            throw new IllegalStateException("section " + name + ": its defaults are refused", e);
        }
    }

    private @Nullable RawValue raw(String key) {
        RawValue raw = layers.find(pathOf(key));
        return allRefused || refused.contains(key) ? null : raw;
    }

    private void problem(String key, ConfigProblem problem) {
        refused.add(key);
        problems.add(problem);
    }

    private void keep(String key, String value, Origin origin) {
        settings.put(pathOf(key), new Setting(pathOf(key), value, origin));
    }

    private String pathOf(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private static Origin originOf(@Nullable RawValue raw) {
        return raw == null ? new Origin.Default() : raw.origin();
    }

    /** {@code maxPacketBytes} to {@code max-packet-bytes}. */
    static String kebab(String component) {
        var kebab = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-').append(Character.toLowerCase(c));
            } else {
                kebab.append(c);
            }
        }
        return kebab.toString();
    }
}
