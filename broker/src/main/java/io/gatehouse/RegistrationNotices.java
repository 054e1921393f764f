package io.gatehouse;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.provisioning.RegistrationEvents;
import io.gatehouse.routing.Router;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of just-in-time registration. Any thread. Made before the router, because what it tells of comes
 * from refusals, which are there first; nobody is refused before {@link #through}.
 */
final class RegistrationNotices implements RegistrationEvents {
    private final Clock clock;
    private volatile @Nullable Router router;

    RegistrationNotices(Clock clock) {
        this.clock = clock;
    }

    /** Where they go from now on. */
    void through(Router router) {
        this.router = router;
    }

    @Override
    public void registered(String topic, JsonValue body) {
        Router way = router;
        if (way == null) {
            return;
        }
        try (Payload payload = Payload.copyOf(Json.print(body).getBytes(StandardCharsets.UTF_8))) {
            // QoS 1, so that a persistent subscriber finds the events of the time it was away.
            var _ = way.publishFromService(new Message(
                    Topic.of(topic),
                    payload,
                    Qos.AT_LEAST_ONCE,
                    false,
                    PublishProperties.NONE,
                    "",
                    clock.wallMillis()));
        }
    }
}
