package io.gatehouse.events;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.routing.Router;
import java.nio.charset.StandardCharsets;

/** The message that an event of the service is, on its topic below {@code $aws/events/}. */
public final class ServiceEvents {
    private ServiceEvents() {}

    /** Publishes to whoever has subscribed; where too many wait already it is dropped, and counted. Any thread. */
    public static void publish(Router router, Clock clock, Topic topic, JsonValue body) {
        try (Message message = message(clock, topic, body)) {
            var _ = router.publishFromService(message);
        }
    }

    /** QoS 1, so that a persistent subscriber finds the events of the time it was away. */
    static Message message(Clock clock, Topic topic, JsonValue body) {
        Payload payload = Payload.copyOf(Json.print(body).getBytes(StandardCharsets.UTF_8));
        return new Message(topic, payload, Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "", clock.wallMillis());
    }
}
