package io.gatehouse.remote;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an object that the control plane answered; what must be there and is not ends the operation. */
record Members(JsonObject object) {
    private static final BigDecimal LATEST = BigDecimal.valueOf(Instant.MAX.getEpochSecond());

    String text(String name) {
        String text = object.textOf(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        return object.textOf(name);
    }

    /** One of few words. */
    <E extends Enum<E>> E constant(String name, Class<E> type) {
        String word = text(name);
        try {
            return Enum.valueOf(type, word);
        } catch (IllegalArgumentException e) {
            throw CallFailed.notReachable(
                    "the answer has a word that is none here: " + word, "use the same version of command and broker");
        }
    }

    long number(String name) {
        Long number = object.wholeNumberOf(name);
        if (number == null) {
            throw missing(name);
        }
        return number;
    }

    boolean isTrue(String name) {
        return object.member(name) instanceof JsonBoolean flag && flag.value();
    }

    /** AWS's seconds since 1970, which may have a fraction. */
    Instant instant(String name) {
        Instant instant = optionalInstant(name);
        if (instant == null) {
            throw missing(name);
        }
        return instant;
    }

    @Nullable
    Instant optionalInstant(String name) {
        if (!(object.member(name) instanceof JsonNumber(String text, var _)) || text.length() > 32) {
            return null;
        }
        try {
            BigDecimal seconds = new BigDecimal(text);
            return seconds.signum() < 0 || seconds.compareTo(LATEST) > 0
                    ? null
                    : Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }

    /** One that is there. */
    Members inside(String name) {
        if (object.member(name) instanceof JsonObject inner) {
            return new Members(inner);
        }
        throw missing(name);
    }

    /** The same, or one without members. */
    Members maybeInside(String name) {
        return new Members(
                object.member(name) instanceof JsonObject inner
                        ? inner
                        : JsonValue.object().build());
    }

    List<Members> objects(String name) {
        List<Members> objects = new ArrayList<>();
        for (JsonValue element : elements(name)) {
            if (!(element instanceof JsonObject inner)) {
                throw missing(name);
            }
            objects.add(new Members(inner));
        }
        return objects;
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements(name)) {
            if (!(element instanceof JsonString(String text, var _))) {
                throw missing(name);
            }
            texts.add(text);
        }
        return texts;
    }

    private List<JsonValue> elements(String name) {
        return object.member(name) instanceof JsonArray(var elements, var _) ? elements : List.of();
    }

    /** An object whose values are texts; an empty one where there is none. */
    Map<String, String> textMap(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonObject.Member member : maybeInside(name).object.members()) {
            if (!(member.value() instanceof JsonString(String text, var _))) {
                throw missing(name);
            }
            texts.put(member.name(), text);
        }
        return texts;
    }

    private static CallFailed missing(String name) {
        return CallFailed.notReachable(
                "the answer has no " + name + " as AWS's API has it",
                "use the same version of the command and the broker");
    }
}
