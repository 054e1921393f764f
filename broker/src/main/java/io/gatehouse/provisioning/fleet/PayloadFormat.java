package io.gatehouse.provisioning.fleet;

import io.gatehouse.json.Cbor;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The last level of a request's topic: in which form it comes and is answered. */
enum PayloadFormat {
    JSON,
    CBOR;

    /** Room for a signing request and for the parameters of a template. */
    private static final JsonLimits LIMITS = new JsonLimits(128 * 1024, 4, 32 * 1024, 256, 2048);

    /** {@code null} for a level that names none. */
    static @Nullable PayloadFormat of(String level) {
        return switch (level) {
            case "json" -> JSON;
            case "cbor" -> CBOR;
            default -> null;
        };
    }

    JsonParse parse(byte[] payload) {
        return switch (this) {
            case JSON -> Json.parse(payload, LIMITS);
            case CBOR -> Cbor.parse(payload, LIMITS);
        };
    }

    byte[] print(JsonValue value) {
        return switch (this) {
            case JSON -> Json.print(value).getBytes(StandardCharsets.UTF_8);
            case CBOR -> Cbor.print(value);
        };
    }
}
