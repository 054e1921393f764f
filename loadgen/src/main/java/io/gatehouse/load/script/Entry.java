package io.gatehouse.load.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.gatehouse.load.fleet.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a YAML file, with its place in it. Where it is not what it is asked for as, that is a problem of the file,
 * and what comes back stands in for it so that the rest can be read as well. One thread.
 */
final class Entry {
    private static final int MOST_DEPTH = 16;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,6})?");

    private final String file;
    private final List<Problem> problems;
    private final String path;
    /** {@code null} where there is none, and that has been said. */
    private final @Nullable Node node;

    private Entry(String file, List<Problem> problems, String path, @Nullable Node node) {
        this.file = file;
        this.problems = problems;
        this.path = path;
        this.node = node;
    }

    /** @param problems receives what is wrong */
    static Entry root(String file, Node node, List<Problem> problems) {
        return new Entry(file, problems, "", node);
    }

    private Entry child(String name, @Nullable Node child) {
        return new Entry(file, problems, path.isEmpty() ? name : path + "." + name, child);
    }

    /** Says that this value is wrong. */
    void wrong(String value, String expected) {
        wrong(Problem.input(value + " (expected: " + expected + ")", "correct the file"));
    }

    /** The same of somebody else's finding. */
    void wrong(Problem problem) {
        if (node != null) {
            String place = node.getStartMark()
                    .map(mark -> file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                    .orElse(file);
            String what = path.isEmpty() ? "" : ": " + path;
            problems.add(Problem.input(place + what + ": " + problem.why(), problem.remedy()));
        }
    }

    private boolean isPlain(Node some, String expected) {
        if (some.getAnchor().isPresent()) {
            wrong("an anchor or alias", expected + ", written out");
            return false;
        }
        return true;
    }

    boolean isText() {
        return node instanceof ScalarNode;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /** @return empty where it is none */
    String text(String expected) {
        if (node instanceof ScalarNode scalar && isPlain(scalar, expected)) {
            if (!scalar.getValue().isEmpty()) {
                return scalar.getValue();
            }
            wrong("nothing", expected);
        } else if (!(node instanceof ScalarNode)) {
            wrong(node instanceof MappingNode ? "a section" : "a list", expected);
        }
        return "";
    }

    /** One that may be empty. */
    String anyText(String expected) {
        return node instanceof ScalarNode scalar && scalar.getValue().isEmpty() ? "" : text(expected);
    }

    /** One that can stand in a topic, a label or a table. */
    String name() {
        String name = text("a name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            wrong(name, "1 to 64 of a-z A-Z 0-9 _ -");
        }
        return name;
    }

    /** @return the least where it is none */
    int whole(int least, int most) {
        return whole(least, most, least);
    }

    /** @param instead where it is none */
    int whole(int least, int most, int instead) {
        return (int) number(least, most, true, instead);
    }

    /** @return the least where it is none */
    double number(double least, double most) {
        return number(least, most, false, least);
    }

    private double number(double least, double most, boolean whole, double instead) {
        String expected = (whole ? "a whole number, " : "") + plain(least) + " to " + plain(most);
        String text = text(expected);
        if (!text.isEmpty()) {
            double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
            if (number >= least && number <= most && (!whole || number == Math.rint(number))) {
                return number;
            }
            wrong(text, expected);
        }
        return instead;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** @return a second where it is none */
    Duration duration() {
        String text = text(Times.FORM);
        Duration time = Times.read(text).orElse(null);
        if (time == null || time.isZero()) {
            if (!text.isEmpty()) {
                wrong(text, Times.FORM);
            }
            return Duration.ofSeconds(1);
        }
        return time;
    }

    /** @return false where it is none */
    boolean flag() {
        String text = text("true or false");
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            wrong(text, "true or false");
        }
        return text.equals("true");
    }

    /** @return empty where it is none */
    List<Entry> items(String expected) {
        if (!(node instanceof SequenceNode list) || !isPlain(node, expected)) {
            if (node != null && !(node instanceof SequenceNode)) {
                wrong(node instanceof MappingNode ? "a section" : "one value", expected);
            }
            return List.of();
        }
        List<Entry> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(new Entry(file, problems, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    /** What has names of its own. @return empty where it is none */
    Map<String, Entry> named(String expected) {
        Map<String, Entry> named = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping) || !isPlain(node, expected)) {
            if (node != null && !(node instanceof MappingNode)) {
                wrong(node instanceof SequenceNode ? "a list" : "one value", expected);
            }
            return named;
        }
        for (NodeTuple each : mapping.getValue()) {
            if (!(each.getKeyNode() instanceof ScalarNode key)) {
                child("?", each.getKeyNode()).wrong("a list or section", "a name before the colon");
            } else if (named.putIfAbsent(key.getValue(), child(key.getValue(), each.getValueNode())) != null) {
                child(key.getValue(), key).wrong("given twice", "each name once");
            }
        }
        return named;
    }

    /** A section of which it is known what may be in it. */
    Fields fields(String... known) {
        List<String> names = Arrays.asList(known);
        Map<String, Entry> all = named("a section with " + String.join(", ", names));
        all.forEach((name, entry) -> {
            if (!names.contains(name)) {
                entry.wrong("unknown", "one of " + String.join(", ", names));
            }
        });
        return new Fields(this, all);
    }

    /** What is in a section. */
    record Fields(Entry section, Map<String, Entry> all) {
        /** @return one that stands in where it is missing */
        Entry need(String name) {
            Entry entry = all.get(name);
            if (entry != null) {
                return entry;
            }
            section.child(name, section.node).wrong("missing", "a value for it");
            return section.child(name, null);
        }

        @Nullable
        Entry find(String name) {
            return all.get(name);
        }
    }

    /** As a JSON value; a quoted number is a text. @return null's where it is too deep */
    JsonNode json() {
        return node == null ? NullNode.getInstance() : json(node, 1);
    }

    private JsonNode json(Node some, int depth) {
        if (depth > MOST_DEPTH) {
            wrong("nested deeper than " + MOST_DEPTH + " levels", "a flatter one");
            return NullNode.getInstance();
        }
        if (!isPlain(some, "a value")) {
            return NullNode.getInstance();
        }
        JsonNodeFactory factory = JsonNodeFactory.instance;
        return switch (some) {
            case MappingNode mapping -> {
                var object = factory.objectNode();
                for (NodeTuple each : mapping.getValue()) {
                    String key = each.getKeyNode() instanceof ScalarNode name ? name.getValue() : "";
                    object.set(key, json(each.getValueNode(), depth + 1));
                }
                yield object;
            }
            case SequenceNode list -> {
                var array = factory.arrayNode();
                list.getValue().forEach(each -> array.add(json(each, depth + 1)));
                yield array;
            }
            default -> json((ScalarNode) some);
        };
    }

    /** By the core schema of YAML 1.2. */
    private static JsonNode json(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        JsonNodeFactory factory = JsonNodeFactory.instance;
        if (tag.equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (tag.equals(Tag.BOOL)) {
            return factory.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            try {
                return factory.numberNode(new BigDecimal(text));
            } catch (NumberFormatException notOfJson) {
                return factory.textNode(text); // .inf, 0x1f
            }
        }
        return factory.textNode(text);
    }
}
