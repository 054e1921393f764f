package io.gatehouse.routing;

import io.gatehouse.mqtt.Message;

/** A service of the broker that sees every message: shadows, jobs, rules. */
public interface Tap {
    /**
     * Called on the publisher's loop after the message was handed to its subscribers' outboxes. Borrowed; must neither
     * block nor throw. Answers go through {@link Router#publishFromService}.
     */
    void published(Message message);
}
