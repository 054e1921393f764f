package io.gatehouse;

import io.gatehouse.events.ServiceEvents;
import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.provisioning.RegistrationEvents;
import io.gatehouse.routing.Router;
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
        if (way != null) {
            ServiceEvents.publish(way, clock, Topic.of(topic), body);
        }
    }
}
