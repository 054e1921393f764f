package io.gatehouse.manifest;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of one object of a file, checked as they are read. A member that is not there is {@code null}. */
final class Shape {
    static final Pattern NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");
    static final Pattern POLICY = Pattern.compile("[\\w+=,.@-]{1,128}");
    static final Pattern TEMPLATE = Pattern.compile("[0-9A-Za-z_-]{1,36}");
    static final Pattern CERTIFICATE = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_SHOWN = 80;

    private final JsonObject object;

    Shape(JsonObject object) {
        this.object = object;
    }

    /** Ends reading one object. */
    static final class Wrong extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient Position position;

        Wrong(Position position, String why) {
            super(why, null, false, false);
            this.position = position;
        }

        Problem at(String file) {
            return new Problem(file + ":" + Math.max(1, position.line()), String.valueOf(getMessage()));
        }
    }

    Position position() {
        return object.position();
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** Refuses what nobody knows: a word that was misspelt would be left out in silence. */
    Shape only(Set<String> known) throws Wrong {
        for (JsonObject.Member member : object.members()) {
            if (!known.contains(member.name())) {
                throw new Wrong(
                        member.position(),
                        Json.quoted(member.name()) + ": not known here (expected: "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
        return this;
    }

    /** One that must be there and have the form of a name. */
    String name(String member, Pattern pattern) throws Wrong {
        String name = text(member);
        if (name == null) {
            throw new Wrong(object.position(), member + ": missing (expected: a name)");
        }
        return checked(member, name, pattern, place(member));
    }

    /** The name itself, where it has the form of one. */
    static String checked(String member, String name, Pattern pattern, Position at) throws Wrong {
        if (!pattern.matcher(name).matches()) {
            String shown = name.length() > MOST_SHOWN ? name.substring(0, MOST_SHOWN) : name;
            throw new Wrong(at, member + ": " + Json.quoted(shown) + " (expected: " + pattern.pattern() + ")");
        }
        return name;
    }

    private Position place(String member) {
        JsonValue value = object.member(member);
        return value == null ? object.position() : value.position();
    }

    private @Nullable JsonValue value(String member) {
        return object.member(member);
    }

    private static Wrong wrong(String member, JsonValue value, String expected) {
        return new Wrong(value.position(), member + ": " + value.kind() + " (expected: " + expected + ")");
    }

    @Nullable
    String text(String member) throws Wrong {
        return switch (value(member)) {
            case null -> null;
            case JsonString(String text, Position _) -> text;
            case JsonValue other -> throw wrong(member, other, "a string; numbers stand in quotes");
        };
    }

    /** The same; {@code null} in the file is none, and empty here. */
    @Nullable
    String textOrNone(String member, Pattern pattern) throws Wrong {
        if (value(member) instanceof JsonNull) {
            return "";
        }
        String text = text(member);
        return text == null || text.isEmpty() ? text : checked(member, text, pattern, place(member));
    }

    @Nullable
    Boolean flag(String member) throws Wrong {
        return switch (value(member)) {
            case null -> null;
            case JsonBoolean(boolean flag, Position _) -> flag;
            case JsonValue other -> throw wrong(member, other, "true or false");
        };
    }

    @Nullable
    List<String> texts(String member) throws Wrong {
        JsonValue value = value(member);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray(List<JsonValue> elements, Position _))) {
            throw wrong(member, value, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements) {
            if (!(element instanceof JsonString(String text, Position _))) {
                throw wrong(member, element, "a string");
            }
            if (texts.contains(text)) {
                throw new Wrong(element.position(), member + ": " + Json.quoted(text) + " twice (expected: once)");
            }
            texts.add(text);
        }
        return texts;
    }

    @Nullable
    List<String> names(String member, Pattern pattern) throws Wrong {
        List<String> names = texts(member);
        if (names != null) {
            for (String name : names) {
                checked(member, name, pattern, place(member));
            }
        }
        return names;
    }

    /** An object whose values are texts that are not empty, by its names in order. */
    @Nullable
    Map<String, String> textMap(String member) throws Wrong {
        return textMap(member, "a string that is not empty, in quotes", text -> !text.isEmpty());
    }

    /** The same of tags, whose values may be empty. */
    @Nullable
    Map<String, String> tags() throws Wrong {
        return textMap("tags", "a string, in quotes", _ -> true);
    }

    private @Nullable Map<String, String> textMap(String member, String expected, Predicate<String> such) throws Wrong {
        JsonValue value = value(member);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject inner)) {
            throw wrong(member, value, "an object of strings");
        }
        Map<String, String> texts = new TreeMap<>();
        for (JsonObject.Member one : inner.members()) {
            if (!(one.value() instanceof JsonString(String text, Position _)) || !such.test(text)) {
                throw wrong(member + "." + one.name(), one.value(), expected);
            }
            texts.put(one.name(), text);
        }
        return texts;
    }

    @Nullable
    Shape inside(String member) throws Wrong {
        return switch (value(member)) {
            case null -> null;
            case JsonObject inner -> new Shape(inner);
            case JsonValue other -> throw wrong(member, other, "an object");
        };
    }

    List<Shape> objects(String member) throws Wrong {
        JsonValue value = value(member);
        if (!(value instanceof JsonArray(List<JsonValue> elements, Position _))) {
            throw new Wrong(place(member), member + ": (expected: an array of objects)");
        }
        List<Shape> objects = new ArrayList<>();
        for (JsonValue element : elements) {
            if (!(element instanceof JsonObject inner)) {
                throw wrong(member, element, "an object");
            }
            objects.add(new Shape(inner));
        }
        return objects;
    }

    /** Reads what one object says. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Shape shape) throws Wrong;
    }

    /** What there is one of, or none, which {@code null} says. */
    <T> Resource.@Nullable Maybe<T> maybe(String member, Reader<T> reader) throws Wrong {
        if (value(member) instanceof JsonNull) {
            return new Resource.Maybe<>(null);
        }
        Shape inner = inside(member);
        return inner == null ? null : new Resource.Maybe<>(reader.read(inner));
    }

    /** One of few words. */
    <E extends Enum<E>> @Nullable E constant(String member, Class<E> type) throws Wrong {
        String word = text(member);
        if (word == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw new Wrong(
                place(member),
                member + ": " + Json.quoted(word) + " (expected: "
                        + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "))
                        + ")");
    }

    /** A template's body: its text, or the template itself, without white space, of which a broker takes little. */
    @Nullable
    String template(String member) throws Wrong {
        return switch (value(member)) {
            case null -> null;
            case JsonString(String text, Position _) when !text.isEmpty() -> text;
            case JsonObject inner -> Json.print(inner);
            case JsonValue other -> throw wrong(member, other, "a provisioning template, as an object or a string");
        };
    }

    /** A policy's document: its text, or the document itself. */
    @Nullable
    String document(String member) throws Wrong {
        return switch (value(member)) {
            case null -> null;
            case JsonString(String text, Position _) -> text;
            case JsonObject inner -> Json.printPretty(inner);
            case JsonValue other -> throw wrong(member, other, "a policy document, as an object or a string");
        };
    }
}
