package io.gatehouse.registry;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of one object of a registry document, each asked for by name and type. One thread. */
final class DocumentFields {
    private final JsonObject object;

    private DocumentFields(JsonObject object) {
        this.object = object;
    }

    /** What is wrong and where. Stackless: it is an expected outcome, and never leaves the reader. */
    static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Problem(Position where, String problem) {
            super(where + ": " + problem, null, false, false);
        }
    }

    /** @param known members; any other is a problem */
    static DocumentFields of(JsonValue value, Set<String> known) {
        if (!(value instanceof JsonObject object)) {
            throw new Problem(value.position(), value.kind() + " (expected: an object)");
        }
        for (JsonObject.Member member : object.members()) {
            if (!known.contains(member.name())) {
                throw new Problem(
                        member.position(),
                        "key: " + Json.quoted(member.name()) + " (expected: one of "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
        return new DocumentFields(object);
    }

    Position position() {
        return object.position();
    }

    Position position(String name) {
        JsonValue value = object.member(name);
        return value == null ? object.position() : value.position();
    }

    Problem problem(String name, String problem) {
        return new Problem(position(name), problem);
    }

    private JsonValue there(String name, String expected) {
        JsonValue value = object.member(name);
        if (value == null) {
            throw new Problem(object.position(), name + ": missing (expected: " + expected + ")");
        }
        return value;
    }

    private static Problem kind(String name, JsonValue value, String expected) {
        return new Problem(value.position(), name + ": " + value.kind() + " (expected: " + expected + ")");
    }

    String text(String name) {
        return text(name, there(name, "a string"));
    }

    private static String text(String name, JsonValue value) {
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw kind(name, value, "a string");
    }

    @Nullable
    String textOrNull(String name) {
        return object.has(name) ? text(name) : null;
    }

    String text(String name, String absent) {
        return object.has(name) ? text(name) : absent;
    }

    long number(String name) {
        JsonValue value = there(name, "a whole number");
        if (value instanceof JsonNumber number) {
            Long whole = number.toLong();
            if (whole != null && whole > 0) {
                return whole;
            }
        }
        throw kind(name, value, "a whole number above 0");
    }

    long number(String name, long absent) {
        return object.has(name) ? number(name) : absent;
    }

    boolean flag(String name) {
        JsonValue value = object.member(name);
        if (value == null) {
            return false;
        }
        if (value instanceof JsonBoolean flag) {
            return flag.value();
        }
        throw kind(name, value, "true or false");
    }

    Instant time(String name, Instant absent) {
        return object.has(name) ? time(name) : absent;
    }

    @Nullable
    Instant timeOrNull(String name) {
        return object.has(name) ? time(name) : null;
    }

    private Instant time(String name) {
        try {
            return Instant.parse(text(name)).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException noTime) {
            throw problem(name, name + ": not a time (expected: 2026-11-20T10:15:30Z)");
        }
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        try {
            return Enum.valueOf(type, text(name));
        } catch (IllegalArgumentException unknown) {
            throw problem(
                    name,
                    name + ": " + Json.quoted(text(name)) + " (expected: one of " + List.of(type.getEnumConstants())
                            + ")");
        }
    }

    List<JsonValue> list(String name) {
        JsonValue value = object.member(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof JsonArray array) {
            return array.elements();
        }
        throw kind(name, value, "an array");
    }

    /** Each once, in the order of the text. */
    Map<String, Position> names(String name) {
        Map<String, Position> names = new LinkedHashMap<>();
        for (JsonValue element : list(name)) {
            if (names.putIfAbsent(text(name, element), element.position()) != null) {
                throw new Problem(
                        element.position(),
                        name + ": " + Json.quoted(text(name, element)) + " a second time (expected: each once)");
            }
        }
        return names;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        list(name).forEach(element -> texts.add(text(name, element)));
        return texts;
    }

    Map<String, String> attributes() {
        return textMap("attributes", "attribute");
    }

    Map<String, String> tags() {
        return textMap("tags", "tag");
    }

    /** @param each what one member of it is called */
    private Map<String, String> textMap(String name, String each) {
        JsonValue value = object.member(name);
        Map<String, String> texts = new LinkedHashMap<>();
        if (value == null) {
            return texts;
        }
        if (!(value instanceof JsonObject all)) {
            throw kind(name, value, "an object");
        }
        for (JsonObject.Member member : all.members()) {
            texts.put(member.name(), text(each + " " + Json.quoted(member.name()), member.value()));
        }
        return texts;
    }
}
