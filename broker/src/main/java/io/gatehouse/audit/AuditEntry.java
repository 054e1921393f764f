package io.gatehouse.audit;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log.
 *
 * @param number from 1, without gaps
 * @param time when the call had been carried out
 * @param previous SHA-256 of the line before, without its line feed; 64 zeros in the first
 */
public record AuditEntry(long number, Instant time, AuditCall call, String previous) {
    /** Twice what a line may have: strings are bounded, and what is escaped takes up to six bytes a character. */
    static final int MOST_LINE_BYTES = 32 * 1024;

    private static final JsonLimits LIMITS = new JsonLimits(MOST_LINE_BYTES, 2, 16 * 1024, 32, 64);

    /** JSON on one line, without the line feed. */
    byte[] line() {
        return Json.print(JsonValue.object()
                        .put("number", number)
                        .put("time", time.toString())
                        .put("operator", call.operator())
                        .put("from", call.from())
                        .put("operation", call.operation())
                        .put("resource", call.resource())
                        .put("before", orNull(call.before()))
                        .put("after", orNull(call.after()))
                        .put("result", call.result())
                        .put("previous", previous)
                        .build())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonValue orNull(@Nullable String text) {
        return text == null ? new JsonNull(Position.NOWHERE) : JsonValue.of(text);
    }

    /** What a line says, {@code null} where it is no entry. */
    static @Nullable AuditEntry read(byte[] line) {
        if (!(Json.parse(line, LIMITS) instanceof JsonParse.Parsed(JsonObject object))) {
            return null;
        }
        try {
            return new AuditEntry(
                    number(object),
                    Instant.parse(text(object, "time")),
                    new AuditCall(
                            text(object, "operator"),
                            text(object, "from"),
                            text(object, "operation"),
                            text(object, "resource"),
                            textOrNull(object, "before"),
                            textOrNull(object, "after"),
                            text(object, "result")),
                    text(object, "previous"));
        } catch (IllegalArgumentException | DateTimeException notAnEntry) {
            return null;
        }
    }

    private static long number(JsonObject object) {
        Long number = object.wholeNumberOf("number");
        if (number == null) {
            throw new IllegalArgumentException("number");
        }
        return number;
    }

    private static String text(JsonObject object, String member) {
        String text = object.textOf(member);
        if (text == null) {
            throw new IllegalArgumentException(member);
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonObject object, String member) {
        return switch (object.member(member)) {
            case JsonString string -> string.text();
            case JsonNull _ -> null;
            case null, default -> throw new IllegalArgumentException(member);
        };
    }
}
