package io.gatehouse.jobs.device;

import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.ExecutionUpdate;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a request. {@code null} is as good as missing, and what nobody asks for is ignored, as at AWS. Immutable.
 */
final class RequestBody {
    /** Ten status details of the longest kind fit, each character of them escaped. */
    private static final JsonLimits LIMITS = new JsonLimits(128 * 1024, 8, 32 * 1024, 256, 2048);

    private static final int LONGEST_TOKEN = 64;

    private final JsonObject object;

    private RequestBody(JsonObject object) {
        this.object = object;
    }

    /**
     * Nothing at all is nothing to say.
     *
     * @throws RequestRejected InvalidJson: not JSON, beyond the limits, or a key twice; InvalidRequest: no object
     */
    static RequestBody read(byte[] utf8) throws RequestRejected {
        if (utf8.length == 0) {
            return new RequestBody(JsonValue.object().build());
        }
        return switch (Json.parse(utf8, LIMITS)) {
            case JsonParse.Parsed(JsonObject object) -> new RequestBody(object);
            case JsonParse.Parsed(var other) ->
                throw RequestRejected.invalid("request: " + other.kind() + " (expected: an object)");
            case JsonParse.Malformed(var position, var message) ->
                throw new RequestRejected(DeviceError.INVALID_JSON, "request: " + position + ": " + message);
        };
    }

    private @Nullable JsonValue value(String name) {
        JsonValue value = object.member(name);
        return value instanceof JsonNull ? null : value;
    }

    private static RequestRejected wrong(String name, JsonValue value, String expected) {
        return RequestRejected.invalid(name + ": " + value.kind() + " (expected: " + expected + ")");
    }

    /** Comes back with the answer; null where there is none. */
    @Nullable
    String clientToken() throws RequestRejected {
        String token = text("clientToken");
        if (token != null && token.getBytes(StandardCharsets.UTF_8).length > LONGEST_TOKEN) {
            throw RequestRejected.invalid("clientToken: longer (expected: at most " + LONGEST_TOKEN + " bytes)");
        }
        return token;
    }

    private @Nullable String text(String name) throws RequestRejected {
        return switch (value(name)) {
            case null -> null;
            case JsonString string -> string.text();
            case JsonValue other -> throw wrong(name, other, "a string");
        };
    }

    private @Nullable Long number(String name) throws RequestRejected {
        return switch (value(name)) {
            case null -> null;
            case JsonNumber number when number.toLong() != null -> number.toLong();
            case JsonValue other -> throw wrong(name, other, "a whole number");
        };
    }

    private boolean flag(String name, boolean usual) throws RequestRejected {
        return switch (value(name)) {
            case null -> usual;
            case JsonBoolean flag -> flag.value();
            case JsonValue other -> throw wrong(name, other, "a boolean");
        };
    }

    private @Nullable Map<String, String> statusDetails() throws RequestRejected {
        return switch (value("statusDetails")) {
            case null -> null;
            case JsonObject given -> {
                Map<String, String> details = new LinkedHashMap<>();
                for (JsonObject.Member member : given.members()) {
                    if (!(member.value() instanceof JsonString string)) {
                        throw wrong("statusDetails." + member.name(), member.value(), "a string");
                    }
                    details.put(member.name(), string.text());
                }
                yield details;
            }
            case JsonValue other -> throw wrong("statusDetails", other, "an object");
        };
    }

    // ---- Requests

    DeviceRequest.StartNext startNext() throws RequestRejected {
        return new DeviceRequest.StartNext(statusDetails(), number("stepTimeoutInMinutes"));
    }

    DeviceRequest.Describe describe(String jobId) throws RequestRejected {
        return new DeviceRequest.Describe(jobId, number("executionNumber"), flag("includeJobDocument", true));
    }

    DeviceRequest.Update update(String jobId) throws RequestRejected {
        return new DeviceRequest.Update(
                jobId,
                new ExecutionUpdate(
                        status(),
                        statusDetails(),
                        number("expectedVersion"),
                        number("executionNumber"),
                        number("stepTimeoutInMinutes")),
                flag("includeJobExecutionState", false),
                flag("includeJobDocument", false));
    }

    private ExecutionStatus status() throws RequestRejected {
        String text = text("status");
        for (ExecutionStatus status : ExecutionStatus.values()) {
            if (status.name().equals(text)) {
                return status; // of which the domain takes those that are devices' to say
            }
        }
        throw RequestRejected.invalid("status: " + (text == null ? "missing" : Json.quoted(text))
                + " (expected: IN_PROGRESS, FAILED, SUCCEEDED or REJECTED)");
    }
}
