package io.gatehouse.transport.http;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.mqtt.wire.PublishFields;
import io.gatehouse.reason.Reason;
import io.gatehouse.uri.PercentCoding;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code POST /topics/{topic}} asks for ("Device communication protocols" of the AWS IoT developer guide). */
sealed interface PublishRequest {
    String USER_PROPERTIES = "x-amz-mqtt5-user-properties";
    String PAYLOAD_FORMAT = "x-amz-mqtt5-payload-format-indicator";
    String CORRELATION_DATA = "x-amz-mqtt5-correlation-data";

    /** Well asked; whether it may be is another question. */
    record Understood(Topic topic, Qos qos, boolean retain, PublishProperties properties) implements PublishRequest {}

    record NotUnderstood(Declined declined) implements PublishRequest {}

    static PublishRequest of(Request request, String encodedTopic, HttpTerms terms) {
        byte[] topic = PercentCoding.bytes(encodedTopic);
        if (topic == null) {
            return new NotUnderstood(Declined.invalid("topic: not percent-encoded (expected: %XX)"));
        }
        String qos = request.parameter("qos");
        if (qos != null && !qos.equals("0") && !qos.equals("1")) {
            return new NotUnderstood(new Declined(
                    qos.equals("2") ? Reason.QOS_UNSUPPORTED : Reason.REQUEST_INVALID,
                    Fault.INVALID_REQUEST,
                    "qos: not offered (expected: 0 or 1)"));
        }
        Boolean retain = request.flag("retain");
        if (retain == null) {
            return new NotUnderstood(Request.badFlag("retain"));
        }
        for (String name : List.of(USER_PROPERTIES, PAYLOAD_FORMAT, CORRELATION_DATA)) {
            if (request.headers().getAll(name).size() > 1) {
                return new NotUnderstood(Declined.invalid(name + ": several (expected: one)"));
            }
        }
        return of(request, topic, "1".equals(qos) ? Qos.AT_LEAST_ONCE : Qos.AT_MOST_ONCE, retain, terms);
    }

    private static PublishRequest of(Request request, byte[] topic, Qos qos, boolean retain, HttpTerms terms) {
        long expirySeconds = expiry(request.parameter("messageExpiry"));
        if (expirySeconds == INVALID) {
            return new NotUnderstood(
                    Declined.invalid("messageExpiry: no number of seconds (expected: 0 to 4294967295)"));
        }
        int format = format(request.header(PAYLOAD_FORMAT));
        if (format == INVALID) {
            return new NotUnderstood(
                    Declined.invalid(PAYLOAD_FORMAT + ": another (expected: UNSPECIFIED_BYTES or UTF8_DATA)"));
        }
        String correlation = request.header(CORRELATION_DATA);
        byte[] correlationData = correlation == null ? null : base64(correlation);
        if (correlation != null && correlationData == null) {
            return new NotUnderstood(Declined.invalid(CORRELATION_DATA + ": not base64 (expected: base64)"));
        }
        String user = request.header(USER_PROPERTIES);
        List<UserProperty> userProperties = user == null ? List.of() : userProperties(user);
        if (userProperties == null) {
            return new NotUnderstood(Declined.invalid(USER_PROPERTIES
                    + ": not readable (expected: base64 of a JSON array of objects with one text each)"));
        }
        PublishFields fields = new PublishFields(
                expirySeconds,
                format,
                request.parameter("contentType"),
                request.parameter("responseTopic"),
                correlationData,
                userProperties);
        try {
            return new Understood(
                    PublishFields.topic(topic, terms.wireLimits()), qos, retain, fields.properties(terms.wireLimits()));
        } catch (ProtocolException violation) {
            return new NotUnderstood(declined(violation));
        }
    }

    private static Declined declined(ProtocolException violation) {
        Reason limit = violation.limit();
        Reason reason = limit != null
                ? limit
                : violation.reasonCode() == ReasonCode.TOPIC_NAME_INVALID
                        ? Reason.TOPIC_INVALID
                        : Reason.REQUEST_INVALID;
        return new Declined(reason, Fault.INVALID_REQUEST, String.valueOf(violation.getMessage()));
    }

    int INVALID = -2;

    /** 0 is none: clients that fill in every parameter mean that. */
    private static long expiry(@Nullable String text) {
        if (text == null) {
            return PublishProperties.NO_EXPIRY;
        }
        try {
            long seconds = Long.parseLong(text);
            if (seconds < 0 || seconds > 0xFFFF_FFFFL) {
                return INVALID;
            }
            return seconds == 0 ? PublishProperties.NO_EXPIRY : seconds;
        } catch (NumberFormatException notANumber) {
            return INVALID;
        }
    }

    private static int format(@Nullable String text) {
        return switch (text) {
            case null -> PublishFields.NO_FORMAT;
            case "UNSPECIFIED_BYTES" -> 0;
            case "UTF8_DATA" -> 1;
            default -> INVALID;
        };
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** {@code [{"name":"value"},…]}: a list, because names may repeat. */
    private static @Nullable List<UserProperty> userProperties(String header) {
        byte[] json = base64(header);
        if (json == null || !(Json.parse(json, LIMITS) instanceof JsonParse.Parsed(JsonValue.JsonArray array))) {
            return null;
        }
        List<UserProperty> properties = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonValue.JsonObject object)
                    || object.members().size() != 1) {
                return null;
            }
            JsonValue.JsonObject.Member member = object.members().iterator().next();
            if (!(member.value() instanceof JsonValue.JsonString text)) {
                return null;
            }
            properties.add(new UserProperty(member.name(), text.text()));
        }
        return properties;
    }

    /** The header's own limit is narrower; what counts is that of user properties, which is judged last. */
    JsonLimits LIMITS = new JsonLimits(1024 * 1024, 4, 65_535, 65_535, 100_000);
}
