package io.gatehouse.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Flattens a YAML 1.2 document into dotted paths. Main, at start and reload.
 *
 * <p>Works on the parser's events and not on composed nodes: only events tell that a tag was written out, that a value
 * is an alias, and that a key came twice, and none of the three has business in a configuration. Every value stays the
 * text that was written; what it should be is known by who asks for it, so that {@code no} is never a boolean and
 * {@code 1.10} never a number.
 */
final class YamlFile {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_DEPTH = 8;

    private final String name;
    private final Iterator<Event> events;
    private final Map<String, RawValue> values = new LinkedHashMap<>();
    private final List<ConfigProblem> problems;

    private YamlFile(String name, Iterator<Event> events, List<ConfigProblem> problems) {
        this.name = name;
        this.events = events;
        this.problems = problems;
    }

    /**
     * Reads {@code text}.
     *
     * @param name of the file, for origins
     * @param problems receives what is wrong; what could be read is in the answer all the same
     */
    static Map<String, RawValue> read(String name, String text, List<ConfigProblem> problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        var file = new YamlFile(name, new Parse(settings).parseString(text).iterator(), problems);
        try {
            file.document();
        } catch (MarkedYamlEngineException e) {
            String detail = e.getContext() == null ? e.getProblem() : e.getProblem() + ", " + e.getContext();
            problems.add(new ConfigProblem(file.at(e.getProblemMark()), "", "not YAML: " + detail, null));
        } catch (YamlEngineException e) {
            problems.add(new ConfigProblem(file.at(Optional.empty()), "", "not YAML: " + e.getMessage(), null));
        }
        return file.values;
    }

    private void document() {
        boolean seen = false;
        while (events.hasNext()) {
            Event event = events.next();
            if (!(event instanceof NodeEvent node)) {
                continue;
            }
            if (seen) {
                reject("", node, "one document in the file");
                skip(node);
            } else if (node instanceof MappingStartEvent start) {
                seen = true;
                mapping("", start, 1);
            } else if (!(node instanceof ScalarEvent scalar && isNothing(scalar))) {
                reject("", node, "sections and keys, each as name: value");
                skip(node);
            }
        }
    }

    private void mapping(String path, MappingStartEvent start, int depth) {
        checkPlain(path, start, start.getTag());
        while (true) {
            Event key = events.next();
            if (key.getEventId() == Event.ID.MappingEnd) {
                return;
            }
            if (!(key instanceof ScalarEvent name)) {
                reject(path, key, "a name before the colon");
                skip(key);
                skip(events.next());
                continue;
            }
            String child = path.isEmpty() ? name.getValue() : path + "." + name.getValue();
            value(child, name, events.next(), depth);
        }
    }

    private void value(String path, ScalarEvent key, Event event, int depth) {
        switch (event) {
            case ScalarEvent scalar -> {
                checkPlain(path, scalar, scalar.getTag());
                Origin origin = at(key.getStartMark());
                put(
                        path,
                        isNothing(scalar)
                                ? new RawValue.Nothing(origin)
                                : new RawValue.Text(scalar.getValue(), origin));
            }
            case SequenceStartEvent start -> put(path, new RawValue.Items(items(path, start), at(key.getStartMark())));
            case MappingStartEvent start when depth < MAX_DEPTH -> mapping(path, start, depth + 1);
            default -> {
                reject(path, event, "a value, a list or a section; no alias, at most " + MAX_DEPTH + " levels");
                skip(event);
            }
        }
    }

    private List<String> items(String path, SequenceStartEvent start) {
        checkPlain(path, start, start.getTag());
        List<String> items = new ArrayList<>();
        while (true) {
            Event event = events.next();
            if (event.getEventId() == Event.ID.SequenceEnd) {
                return items;
            }
            if (event instanceof ScalarEvent scalar) {
                checkPlain(path, scalar, scalar.getTag());
                items.add(scalar.getValue());
            } else {
                reject(path, event, "a list of plain values");
                skip(event);
            }
        }
    }

    private void put(String path, RawValue value) {
        RawValue first = values.putIfAbsent(path, value);
        if (first != null) {
            problems.add(new ConfigProblem(
                    value.origin(), path, path + ": given twice (first at " + first.origin() + ")", null));
        }
    }

    private void checkPlain(String path, NodeEvent event, Optional<String> tag) {
        if (tag.isPresent() || event.getAnchor().isPresent()) {
            reject(path, event, "no tags (!…) and no anchors (&…)");
        }
    }

    private void reject(String path, Event event, String expectation) {
        Origin origin = at(event.getStartMark());
        String what = event.getEventId().name().toLowerCase(Locale.ROOT);
        problems.add(new ConfigProblem(
                origin, path, (path.isEmpty() ? name : path) + ": " + what + " (expected: " + expectation + ")", null));
    }

    /**
     * Reads past what belongs to {@code event}, but not for ever: the parser's cost grows with the square of the depth.
     *
     * @throws YamlEngineException where it is nested too deep to go on
     */
    private void skip(Event event) {
        int open = event instanceof CollectionStartEvent ? 1 : 0;
        while (open > 0) {
            Event next = events.next();
            if (next instanceof CollectionStartEvent) {
                open++;
                if (open > MAX_DEPTH) {
                    throw new YamlEngineException("nested deeper than " + MAX_DEPTH + " levels");
                }
            } else if (next.getEventId() == Event.ID.MappingEnd || next.getEventId() == Event.ID.SequenceEnd) {
                open--;
            }
        }
    }

    private static boolean isNothing(ScalarEvent scalar) {
        // The null of YAML 1.2's core schema; quoted, it is a word like any other.
        return scalar.isPlain() && List.of("", "~", "null").contains(scalar.getValue());
    }

    private Origin at(Optional<Mark> mark) {
        return mark.map(m -> new Origin.InFile(name, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new Origin.InFile(name, 1, 1));
    }
}
