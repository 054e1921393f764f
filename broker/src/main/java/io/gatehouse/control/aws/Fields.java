package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object of a request, asked for by name and type. As AWS does it, {@code null} is as good as
 * missing, and what nobody asks for is ignored. A member of another type is refused with its name, from the outermost
 * object on: {@code attributePayload.merge: a string (expected: a boolean)}.
 */
final class Fields {
    /** A document of a policy is one string; nothing that AWS IoT takes lies deeper than eight levels. */
    private static final JsonLimits LIMITS = new JsonLimits(1 << 19, 16, 1 << 18, 1024, 20_000);

    private final String prefix;
    private final JsonObject object;

    private Fields(String prefix, JsonObject object) {
        this.prefix = prefix;
        this.object = object;
    }

    /**
     * @param body of a request; an empty one is an object without members
     * @throws OperationRefused InvalidRequestException: no JSON object, or beyond the limits, or a key twice
     */
    static Fields read(byte[] body) {
        if (body.length == 0) {
            return new Fields("", JsonValue.object().build());
        }
        return switch (Json.parse(body, LIMITS)) {
            case JsonParse.Parsed(JsonObject object) -> new Fields("", object);
            case JsonParse.Parsed(JsonValue other) ->
                throw OperationRefused.invalid("body: " + other.kind() + " (expected: a JSON object)");
            case JsonParse.Malformed(var position, var message) ->
                throw OperationRefused.invalid("body: " + position + ": " + message);
        };
    }

    private @Nullable JsonValue value(String name) {
        JsonValue value = object.member(name);
        return value instanceof JsonNull ? null : value;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** Of all members that are there, in their order. */
    List<String> names() {
        return object.members().stream()
                .map(JsonObject.Member::name)
                .filter(this::has)
                .toList();
    }

    @Nullable
    String text(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonString string -> string.text();
            case JsonValue other -> throw wrong(name, other, "a string");
        };
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw missing(name);
        }
        return text;
    }

    OperationRefused missing(String name) {
        return OperationRefused.invalid(prefix + name + ": missing (expected: a value)");
    }

    /** False where it is missing. */
    boolean flag(String name) {
        return switch (value(name)) {
            case null -> false;
            case JsonBoolean flag -> flag.value();
            case JsonValue other -> throw wrong(name, other, "a boolean");
        };
    }

    /** Null where it is missing. */
    @Nullable
    Boolean flagOrNull(String name) {
        return has(name) ? (Boolean) flag(name) : null;
    }

    /** Null where it is missing. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        String text = text(name);
        return text == null ? null : EnumConstants.named(prefix + name, text, type);
    }

    @Nullable
    Long number(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonNumber number when number.toLong() != null -> number.toLong();
            case JsonValue other -> throw wrong(name, other, "a whole number");
        };
    }

    /** Null where it is missing. */
    @Nullable
    Integer integer(String name) {
        Long number = number(name);
        if (number != null && number != number.intValue()) {
            throw OperationRefused.invalid(prefix + name + ": " + number + " (expected: a number of 32 bits)");
        }
        return number == null ? null : (Integer) number.intValue();
    }

    int requiredInteger(String name) {
        Integer number = integer(name);
        if (number == null) {
            throw missing(name);
        }
        return number;
    }

    double requiredDecimal(String name) {
        return switch (value(name)) {
            case null -> throw missing(name);
            case JsonNumber number -> number.toDouble();
            case JsonValue other -> throw wrong(name, other, "a number");
        };
    }

    <E extends Enum<E>> E requiredConstant(String name, Class<E> type) {
        E constant = constant(name, type);
        if (constant == null) {
            throw missing(name);
        }
        return constant;
    }

    @Nullable
    Fields object(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonObject found -> new Fields(prefix + name + ".", found);
            case JsonValue other -> throw wrong(name, other, "an object");
        };
    }

    /** Empty where it is missing. */
    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        switch (value(name)) {
            case null -> {}
            case JsonArray array -> {
                for (int i = 0; i < array.elements().size(); i++) {
                    String at = name + "[" + i + "]";
                    if (!(array.elements().get(i) instanceof JsonObject found)) {
                        throw wrong(at, array.elements().get(i), "an object");
                    }
                    objects.add(new Fields(prefix + at + ".", found));
                }
            }
            case JsonValue other -> throw wrong(name, other, "an array of objects");
        }
        return objects;
    }

    /** Empty where it is missing. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        switch (value(name)) {
            case null -> {}
            case JsonArray array -> {
                for (int i = 0; i < array.elements().size(); i++) {
                    if (!(array.elements().get(i) instanceof JsonString string)) {
                        throw wrong(name + "[" + i + "]", array.elements().get(i), "a string");
                    }
                    texts.add(string.text());
                }
            }
            case JsonValue other -> throw wrong(name, other, "an array of strings");
        }
        return texts;
    }

    /** Null where it is missing. */
    @Nullable
    Map<String, String> textMap(String name) {
        Fields map = object(name);
        if (map == null) {
            return null;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonObject.Member member : map.object.members()) {
            if (!(member.value() instanceof JsonString string)) {
                throw map.wrong(member.name(), member.value(), "a string");
            }
            texts.put(member.name(), string.text());
        }
        return texts;
    }

    /** @param problem of this object as a whole */
    OperationRefused wrong(String problem) {
        String at = prefix.isEmpty() ? "body" : prefix.substring(0, prefix.length() - 1);
        return OperationRefused.invalid(at + ": not understood (" + problem + ")");
    }

    /**
     * Refuses what AWS would do and this broker does not: silence would be a promise.
     *
     * @throws OperationRefused NotImplementedException, where the member is there and not empty
     */
    void refuseUnlessEmpty(String name) {
        boolean empty = switch (value(name)) {
            case null -> true;
            case JsonArray array -> array.elements().isEmpty();
            case JsonObject found -> found.members().isEmpty();
            case JsonValue _ -> false;
        };
        if (!empty) {
            throw new OperationRefused(
                    AwsError.NOT_IMPLEMENTED,
                    prefix + name + ": not implemented here (expected: left out); " + Documentation.PAGE);
        }
    }

    private OperationRefused wrong(String name, JsonValue found, String expected) {
        String shown = Json.quoted(prefix + name);
        return OperationRefused.invalid(
                shown.substring(1, shown.length() - 1) + ": " + found.kind() + " (expected: " + expected + ")");
    }
}
