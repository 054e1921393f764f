package io.gatehouse.transport.http;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.mqtt.wire.PublishFields;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.retain.RetainedPage;
import io.gatehouse.uri.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /retainedMessage} and {@code GET /retainedMessage/{topic}}. Called on any connection's loop; keeps
 * nothing.
 */
final class RetainedOperations {
    private static final int PAGE = 200;

    private final RetainedMessages retained;
    private final HttpTerms terms;

    RetainedOperations(RetainedMessages retained, HttpTerms terms) {
        this.retained = retained;
        this.terms = terms;
    }

    /** {@code GetRetainedMessage}. */
    void get(Request request, String name, Permissions permissions, Exchange exchange) {
        byte[] utf8 = PercentCoding.bytes(name);
        Topic topic = utf8 == null ? null : topic(utf8);
        if (topic == null) {
            exchange.decline(new Declined(
                    Reason.TOPIC_INVALID,
                    Fault.INVALID_REQUEST,
                    "topic: not one (expected: a topic name within the limits, percent-encoded)"));
            return;
        }
        Action action = Action.GET_RETAINED_MESSAGE;
        if (!permissions.decide(action, topic.name()).isAllowed()) {
            exchange.decline(Declined.denied(Reason.REQUEST_NOT_AUTHORIZED, permissions, action, topic.name()));
            return;
        }
        long now = exchange.loop().clock().wallMillis();
        exchange.read(() -> answer(retained.of(topic, now)), exchange::answer);
    }

    private @Nullable Topic topic(byte[] utf8) {
        try {
            return PublishFields.topic(utf8, terms.wireLimits());
        } catch (ProtocolException invalid) {
            return null;
        }
    }

    private static Answer answer(@Nullable Message message) {
        if (message == null) {
            return Answer.of(Fault.NOT_FOUND, "no message is retained for this topic");
        }
        try (message) {
            JsonValue.ObjectBuilder document = JsonValue.object()
                    .put("topic", message.topic().name())
                    .put("payload", base64(message.payload().toByteArray()))
                    .put("qos", message.qos().value())
                    .put("lastModifiedTime", message.receivedAtMillis());
            List<UserProperty> properties = PublishFields.userPropertiesOf(message.properties());
            if (!properties.isEmpty()) {
                JsonValue list = JsonValue.of(properties.stream()
                        .map(property -> JsonValue.object()
                                .put(property.name(), property.value())
                                .build())
                        .toList());
                document.put("userProperties", base64(Json.print(list).getBytes(StandardCharsets.UTF_8)));
            }
            return Answer.of(document.build());
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** {@code ListRetainedMessages}. */
    void list(Request request, String ignored, Permissions permissions, Exchange exchange) {
        Action action = Action.LIST_RETAINED_MESSAGES;
        if (!permissions.decide(action, "").isAllowed()) {
            exchange.decline(Declined.denied(Reason.REQUEST_NOT_AUTHORIZED, permissions, action, ""));
            return;
        }
        Paging paging = Paging.of(request, PAGE);
        String after = paging == null ? null : paging.after();
        if (paging == null || (after != null && Topic.problem(after) != null)) {
            exchange.decline(Paging.notUnderstood());
            return;
        }
        long now = exchange.loop().clock().wallMillis();
        Topic from = after == null ? null : Topic.of(after);
        exchange.read(() -> answer(retained.page(from, paging.max(), now)), exchange::answer);
    }

    private static Answer answer(RetainedPage page) {
        List<JsonValue.JsonObject> topics = page.messages().stream()
                .map(message -> {
                    try (message) {
                        return JsonValue.object()
                                .put("topic", message.topic().name())
                                .put("payloadSize", message.payload().size())
                                .put("qos", message.qos().value())
                                .put("lastModifiedTime", message.receivedAtMillis())
                                .build();
                    }
                })
                .toList();
        JsonValue.ObjectBuilder document = JsonValue.object().put("retainedTopics", JsonValue.of(topics));
        Topic next = page.next();
        if (next != null) {
            document.put("nextToken", Paging.token(next.name()));
        }
        return Answer.of(document.build());
    }
}
