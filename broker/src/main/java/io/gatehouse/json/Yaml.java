package io.gatehouse.json;

import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 as the JSON it stands for, by the JSON schema of that specification: plain {@code true}, {@code null}
 * and numbers are what they look like, everything else is a text. No tags, no anchors and no aliases: what is read is
 * what is written, and a short text cannot stand for a long one.
 */
public final class Yaml {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

    private final Iterator<Event> events;
    private final JsonLimits limits;
    private int tokens;

    private Yaml(Iterator<Event> events, JsonLimits limits) {
        this.events = events;
        this.limits = limits;
    }

    /** Ends reading; carries the answer out of the recursion. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient JsonParse.Malformed malformed;

        Refusal(Position position, String message) {
            super(message, null, false, false);
            this.malformed = new JsonParse.Malformed(position, message);
        }
    }

    /** The documents of a text, which {@code ---} parts; an array of them, maybe an empty one. */
    public static JsonParse parseSequence(String text, JsonLimits limits) {
        if (text.length() > limits.maxCharacters()) {
            return new JsonParse.Malformed(
                    new Position(1, 1),
                    "document: " + text.length() + " characters (expected: at most " + limits.maxCharacters() + ")");
        }
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(limits.maxCharacters()).build();
        try {
            return new JsonParse.Parsed(
                    new Yaml(new Parse(settings).parseString(text).iterator(), limits).documents());
        } catch (Refusal refusal) {
            return refusal.malformed;
        } catch (MarkedYamlEngineException e) {
            return new JsonParse.Malformed(position(e.getProblemMark()), "not YAML: " + Json.visible(e.getProblem()));
        } catch (YamlEngineException e) {
            return new JsonParse.Malformed(
                    new Position(1, 1), "not YAML: " + Json.visible(String.valueOf(e.getMessage())));
        }
    }

    private JsonArray documents() {
        List<JsonValue> documents = new ArrayList<>();
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent) {
                JsonValue value = value(event, 1);
                if (!(value instanceof JsonNull)) { // an empty document between two lines of ---
                    documents.add(value);
                }
            }
        }
        return new JsonArray(documents, new Position(1, 1));
    }

    private JsonValue value(Event event, int depth) {
        Position position = position(event.getStartMark());
        if (++tokens > limits.maxTokens()) {
            throw new Refusal(position, "document: too large (expected: at most " + limits.maxTokens() + " values)");
        }
        if (depth > limits.maxDepth()) {
            throw new Refusal(position, "document: nested too deep (expected: at most " + limits.maxDepth() + ")");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                checkPlain(scalar, scalar.getTag(), position);
                yield scalar(scalar, position);
            }
            case SequenceStartEvent start -> {
                checkPlain(start, start.getTag(), position);
                yield array(position, depth);
            }
            case MappingStartEvent start -> {
                checkPlain(start, start.getTag(), position);
                yield object(position, depth);
            }
            default -> throw new Refusal(position, "alias (expected: the value itself)");
        };
    }

    private JsonValue scalar(ScalarEvent scalar, Position position) {
        String text = scalar.getValue();
        if (text.length() > limits.maxStringLength()) {
            throw new Refusal(
                    position,
                    "string: " + text.length() + " characters (expected: at most " + limits.maxStringLength() + ")");
        }
        if (!scalar.isPlain()) {
            return new JsonString(text, position);
        }
        return switch (text) {
            case "", "~", "null" -> new JsonNull(position);
            case "true" -> new JsonBoolean(true, position);
            case "false" -> new JsonBoolean(false, position);
            default -> NUMBER.matcher(text).matches() ? new JsonNumber(text, position) : new JsonString(text, position);
        };
    }

    private JsonArray array(Position position, int depth) {
        List<JsonValue> elements = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            elements.add(value(next, depth + 1));
        }
        return new JsonArray(elements, position);
    }

    private JsonObject object(Position position, int depth) {
        Map<String, JsonObject.Member> members = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            Position at = position(next.getStartMark());
            if (!(next instanceof ScalarEvent key) || key.getValue().length() > limits.maxNameLength()) {
                throw new Refusal(at, "key: (expected: a name before the colon)");
            }
            checkPlain(key, key.getTag(), at);
            String name = key.getValue();
            JsonObject.Member first =
                    members.putIfAbsent(name, new JsonObject.Member(name, at, value(events.next(), depth + 1)));
            if (first != null) {
                throw new Refusal(
                        at,
                        "key: " + Json.quoted(name) + " a second time (expected: each key once; the first is at "
                                + first.position() + ")");
            }
        }
        return new JsonObject(members, position);
    }

    private static void checkPlain(NodeEvent event, Optional<String> tag, Position position) {
        if (tag.isPresent() || event.getAnchor().isPresent()) {
            throw new Refusal(position, "tag or anchor (expected: no tags (!…) and no anchors (&…))");
        }
    }

    private static Position position(Optional<Mark> mark) {
        @Nullable Mark at = mark.orElse(null);
        return at == null ? new Position(1, 1) : new Position(at.getLine() + 1, at.getColumn() + 1);
    }
}
