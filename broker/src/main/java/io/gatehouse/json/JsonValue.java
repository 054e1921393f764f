package io.gatehouse.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value. Immutable. */
public sealed interface JsonValue {
    /** Where it was read, or {@link Position#NOWHERE}. */
    Position position();

    /** The type in words, with its article, for messages: {@code an object}. */
    String kind();

    /** Keys are unique and keep the order of the text. */
    final class JsonObject implements JsonValue {
        private final Map<String, Member> members;
        private final Position position;

        JsonObject(Map<String, Member> members, Position position) {
            this.members = Collections.unmodifiableMap(members);
            this.position = position;
        }

        /** A key with its value; both know where they stand. */
        public record Member(String name, Position position, JsonValue value) {}

        public Collection<Member> members() {
            return members.values();
        }

        /** The value of that key, or {@code null} where the object has no such key. */
        public @Nullable JsonValue member(String name) {
            Member member = members.get(name);
            return member == null ? null : member.value();
        }

        /** The text of that key, or {@code null} where there is no such key or another value than a string. */
        public @Nullable String textOf(String name) {
            return member(name) instanceof JsonString string ? string.text() : null;
        }

        /** The number of that key, or {@code null} where there is no such key or no whole number of 64 bits. */
        public @Nullable Long wholeNumberOf(String name) {
            return member(name) instanceof JsonNumber number ? number.toLong() : null;
        }

        public boolean has(String name) {
            return members.containsKey(name);
        }

        @Override
        public Position position() {
            return position;
        }

        @Override
        public String kind() {
            return "an object";
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /** Values in the order of the text. */
    record JsonArray(List<JsonValue> elements, Position position) implements JsonValue {
        public JsonArray {
            elements = List.copyOf(elements);
        }

        @Override
        public String kind() {
            return "an array";
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /** Well-formed Unicode: half a surrogate pair is refused when read. */
    record JsonString(String text, Position position) implements JsonValue {
        @Override
        public String kind() {
            return "a string";
        }

        @Override
        public String toString() {
            return Json.print(this);
        }
    }

    /** The number as it was written; no digit is lost, and no huge exponent is worked out before it is asked for. */
    record JsonNumber(String text, Position position) implements JsonValue {
        /** The value, or {@code null} where it is no whole number or does not fit. */
        public @Nullable Long toLong() {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                return null; // 1.5, 1e3, or beyond 64 bits
            }
        }

        /** The nearest double; infinite where the number is beyond its range. */
        public double toDouble() {
            return Double.parseDouble(text);
        }

        @Override
        public String kind() {
            return "a number";
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** {@code true} or {@code false}. */
    record JsonBoolean(boolean value, Position position) implements JsonValue {
        @Override
        public String kind() {
            return "a boolean";
        }

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** {@code null}. */
    record JsonNull(Position position) implements JsonValue {
        @Override
        public String kind() {
            return "null";
        }

        @Override
        public String toString() {
            return "null";
        }
    }

    static JsonString of(String text) {
        return new JsonString(text, Position.NOWHERE);
    }

    static JsonNumber of(long number) {
        return new JsonNumber(Long.toString(number), Position.NOWHERE);
    }

    static JsonBoolean of(boolean value) {
        return new JsonBoolean(value, Position.NOWHERE);
    }

    static JsonArray of(List<? extends JsonValue> elements) {
        return new JsonArray(List.copyOf(elements), Position.NOWHERE);
    }

    static JsonArray ofStrings(Collection<String> texts) {
        List<JsonValue> elements = new ArrayList<>(texts.size());
        texts.forEach(text -> elements.add(of(text)));
        return new JsonArray(elements, Position.NOWHERE);
    }

    /** Begins an object that is written key by key. */
    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /** Builds a {@link JsonObject}; a key put twice is a defect of the caller. Not for use by several threads. */
    final class ObjectBuilder {
        private final Map<String, JsonObject.Member> members = new LinkedHashMap<>();

        private ObjectBuilder() {}

        public ObjectBuilder put(String name, JsonValue value) {
            if (members.put(name, new JsonObject.Member(name, Position.NOWHERE, value)) != null) {
                throw new IllegalArgumentException("key: " + name + " (expected: each key once)");
            }
            return this;
        }

        public ObjectBuilder put(String name, String text) {
            return put(name, of(text));
        }

        public ObjectBuilder put(String name, long number) {
            return put(name, of(number));
        }

        public ObjectBuilder put(String name, boolean value) {
            return put(name, of(value));
        }

        /** Puts nothing where there is no value. */
        public ObjectBuilder putIfPresent(String name, @Nullable String text) {
            return text == null ? this : put(name, text);
        }

        public JsonObject build() {
            return new JsonObject(new LinkedHashMap<>(members), Position.NOWHERE);
        }
    }
}
