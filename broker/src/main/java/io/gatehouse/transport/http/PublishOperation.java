package io.gatehouse.transport.http;

import io.gatehouse.engine.Append.Retention;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.RouteResult;
import io.gatehouse.routing.Router;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /topics/{topic}}: the way of a PUBLISH, with an answer in the place of its acknowledgement. Called on any
 * connection's loop; keeps nothing.
 *
 * <p>As in a session, what a persistent session matches and what is retained is stored before it is answered, and while
 * an earlier message of the connection is still on its way there, later ones follow it, so that receivers get them in
 * the order of the requests.
 */
final class PublishOperation implements Operation {
    private final Router router;
    private final HttpTerms terms;

    PublishOperation(Router router, HttpTerms terms) {
        this.router = router;
        this.terms = terms;
    }

    @Override
    public void perform(Request request, String name, Permissions permissions, Exchange exchange) {
        switch (PublishRequest.of(request, name, terms)) {
            case PublishRequest.NotUnderstood(Declined declined) -> exchange.decline(declined);
            case PublishRequest.Understood asked -> {
                LoopCounters counters = exchange.counters();
                counters.publishReceived(asked.qos().value());
                Declined refusal = refusal(asked, permissions, counters);
                if (refusal != null) {
                    exchange.decline(refusal);
                    return;
                }
                HttpConnection connection = exchange.connection();
                try (Payload payload = Payload.of(request.body())) {
                    publish(
                            new Message(
                                    asked.topic(),
                                    payload,
                                    asked.qos(),
                                    asked.retain(),
                                    asked.properties(),
                                    connection.publisherId(),
                                    exchange.loop().clock().wallMillis()),
                            exchange);
                }
            }
        }
    }

    private static @Nullable Declined refusal(
            PublishRequest.Understood asked, Permissions permissions, LoopCounters counters) {
        Topic topic = asked.topic();
        if (topic.isReserved()) {
            return new Declined(Reason.TOPIC_RESERVED, Fault.FORBIDDEN, "topic " + topic);
        }
        Decision publish = permissions.decide(Action.PUBLISH, topic);
        counters.authorization(LoopCounters.ACTION_PUBLISH, publish.isAllowed(), publish == Decision.EXPLICIT_DENY);
        if (!publish.isAllowed()) {
            return Declined.denied(Reason.PUBLISH_NOT_AUTHORIZED, permissions, Action.PUBLISH, topic.name());
        }
        if (asked.retain()) {
            Decision retain = permissions.decide(Action.RETAIN_PUBLISH, topic);
            counters.authorization(LoopCounters.ACTION_RETAIN, retain.isAllowed(), retain == Decision.EXPLICIT_DENY);
            if (!retain.isAllowed()) {
                return Declined.denied(Reason.RETAIN_NOT_AUTHORIZED, permissions, Action.RETAIN_PUBLISH, topic.name());
            }
        }
        return null;
    }

    private void publish(Message message, Exchange exchange) {
        HttpConnection connection = exchange.connection();
        boolean unasked = message.qos() == Qos.AT_MOST_ONCE;
        if (message.retain() || connection.isAppending()) {
            RouteResult ahead = router.foresee(message.topic(), exchange.loop());
            if (ahead.refused() && !unasked) {
                exchange.decline(throttled(Reason.QUEUE_FULL, message.topic()));
            } else {
                append(message, ahead.kept() && !unasked, exchange);
            }
            return;
        }
        RouteResult result = router.route(message, exchange.loop());
        if (result.queueFull()) {
            exchange.decline(throttled(Reason.QUEUE_FULL, message.topic()));
        } else if (result.kept()) {
            append(message, true, exchange);
        } else if (result.refused()) {
            exchange.decline(throttled(Reason.ROUTER_OVERLOADED, message.topic()));
        } else {
            if (result.congested()) {
                connection.pauseReading(router);
            }
            exchange.answer(Answer.OK);
        }
    }

    private void append(Message message, boolean kept, Exchange exchange) {
        Retention retention = !message.retain()
                ? Retention.NONE
                : message.payload().isEmpty() ? Retention.REMOVE : Retention.REPLACE; // [MQTT-3.3.1-6]
        Topic topic = message.topic();
        exchange.connection().appendBegins();
        router.log().append(message, kept, retention, null, exchange.loop(), result -> {
            exchange.connection().appendEnds();
            settled(result, topic, exchange);
        });
    }

    private static void settled(AppendResult result, Topic topic, Exchange exchange) {
        switch (result) {
            case AppendResult.Stored _, AppendResult.Duplicate _ -> exchange.answer(Answer.OK);
            case AppendResult.RetainedFull _ -> exchange.decline(throttled(Reason.RETAINED_LIMIT, topic));
            case AppendResult.Failed _ ->
                exchange.decline(new Declined(Reason.STORE_UNAVAILABLE, Fault.UNAVAILABLE, resource(topic)));
        }
    }

    private static Declined throttled(Reason reason, Topic topic) {
        return new Declined(reason, Fault.THROTTLED, resource(topic));
    }

    private static String resource(Topic topic) {
        return Action.PUBLISH.resourcePrefix() + topic;
    }
}
