package io.gatehouse.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the tree from Jackson's tokens. One use, one thread. Recursion is as deep as {@link JsonLimits#maxDepth}. */
final class JsonReader {
    private final String format;
    private final JsonLimits limits;
    private final Source source;

    /** @param format as messages name it: JSON, CBOR */
    JsonReader(String format, JsonLimits limits, Source source) {
        this.format = format;
        this.limits = limits;
        this.source = source;
    }

    /** What is to be read, not opened yet. */
    @FunctionalInterface
    interface Source {
        JsonParser open() throws IOException;
    }

    /** Ends reading; carries the answer out of the recursion. Stackless: it is an expected outcome. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient JsonParse.Malformed malformed;

        Refusal(Position position, String message) {
            super(message, null, false, false);
            this.malformed = new JsonParse.Malformed(position, message);
        }
    }

    JsonParse read() {
        return read(parser -> {
            if (parser.nextToken() == null) {
                return new JsonParse.Malformed(
                        new Position(1, 1), "document: empty (expected: a " + format + " value)");
            }
            JsonValue value = value(parser);
            if (parser.nextToken() != null) {
                return new JsonParse.Malformed(
                        position(parser.currentTokenLocation()),
                        "document: text after the end (expected: one " + format + " value and nothing after it)");
            }
            return new JsonParse.Parsed(value);
        });
    }

    JsonParse readSequence() {
        return read(parser -> {
            List<JsonValue> values = new ArrayList<>();
            while (parser.nextToken() != null) {
                values.add(value(parser));
            }
            return new JsonParse.Parsed(new JsonArray(values, new Position(1, 1)));
        });
    }

    private interface Reading {
        JsonParse of(JsonParser parser) throws IOException;
    }

    private JsonParse read(Reading reading) {
        try (JsonParser parser = source.open()) {
            return reading.of(parser);
        } catch (Refusal refusal) {
            return refusal.malformed;
        } catch (StreamConstraintsException e) {
            return new JsonParse.Malformed(
                    position(e.getLocation()), "document: too large (expected: " + bounds() + ")");
        } catch (JsonProcessingException e) {
            return new JsonParse.Malformed(
                    position(e.getLocation()), "document: not " + format + " (" + reason(e) + ")");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // what is in memory does not fail
        }
    }

    private JsonValue value(JsonParser parser) throws IOException {
        Position position = position(parser.currentTokenLocation());
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, position);
            case START_ARRAY -> array(parser, position);
            case VALUE_STRING -> new JsonString(wellFormed(parser.getText(), position), position);
            case VALUE_NUMBER_INT -> new JsonNumber(parser.getText(), position);
            case VALUE_NUMBER_FLOAT -> new JsonNumber(finite(parser, position), position);
            case VALUE_TRUE -> new JsonBoolean(true, position);
            case VALUE_FALSE -> new JsonBoolean(false, position);
            case VALUE_NULL -> new JsonNull(position);
            case VALUE_EMBEDDED_OBJECT -> // byte strings, and what else CBOR has beyond JSON
                throw new Refusal(position, "value: not one of JSON (expected: text, a number, a map, an array)");
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE ->
                throw new IllegalStateException("token: " + parser.currentToken() + " (expected: a value)");
        };
    }

    private JsonObject object(JsonParser parser, Position position) throws IOException {
        Map<String, JsonObject.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Position at = position(parser.currentTokenLocation());
            String name = wellFormed(parser.currentName(), at);
            parser.nextToken();
            JsonObject.Member first = members.putIfAbsent(name, new JsonObject.Member(name, at, value(parser)));
            if (first != null) {
                // Which of two counts is what parsers disagree on, and what attacks are made of.
                throw new Refusal(
                        at,
                        "key: " + Json.quoted(name) + " a second time (expected: each key once; the first is at "
                                + first.position() + ")");
            }
        }
        return new JsonObject(members, position);
    }

    private JsonArray array(JsonParser parser, Position position) throws IOException {
        List<JsonValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return new JsonArray(elements, position);
    }

    /** As text; CBOR has numbers that JSON has not. */
    private static String finite(JsonParser parser, Position position) throws IOException {
        if (parser.isNaN()) {
            throw new Refusal(position, "number: not finite (expected: one that is)");
        }
        return parser.getText();
    }

    private static String wellFormed(String text, Position position) {
        // As code points, a pair is one character, and what is left of type SURROGATE is half of one.
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new Refusal(position, "string: half a surrogate pair (expected: well-formed Unicode)");
        }
        return text;
    }

    private String bounds() {
        return "depth at most " + limits.maxDepth() + ", strings at most " + limits.maxStringLength()
                + " and keys at most " + limits.maxNameLength() + " characters, at most " + limits.maxTokens()
                + " tokens";
    }

    /** Jackson's first sentence, without its location and without anything that could span lines. */
    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int end = Math.min(message.indexOf('\n') < 0 ? message.length() : message.indexOf('\n'), 160);
        return Json.visible(message.substring(0, end));
    }

    private static Position position(@Nullable JsonLocation location) {
        return location == null
                ? new Position(1, 1)
                : new Position(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
