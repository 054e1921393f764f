package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;

/** What the router needs of a session. Implemented by {@code session.Session}. */
public interface Receiver {
    /**
     * One message for this session; called on its home loop, once for each message however many of its ordinary
     * subscriptions match. The message is borrowed.
     *
     * @param position where the message lies in the log; {@link Append#NOWHERE} for one that is not kept, and for one
     *     that came by a shared subscription
     * @param granted the highest QoS of the matching subscriptions; the delivery has the lower of it and the
     *     message's own [MQTT-3.3.4-2], [MQTT-3.8.4-8]
     * @param retainAsPublished true when a matching subscription asked for the RETAIN flag as published
     * @param subscriptionIds those of all matching subscriptions [MQTT-3.3.4-3], [MQTT-3.3.4-4]
     */
    void deliver(
            Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds subscriptionIds);

    /**
     * What lies in the log for a shared subscription of this session waits in a queue from now on, from which it takes
     * when it has room; on its home loop. One that takes nothing leaves it to the other members.
     */
    default void sharesQueue(Subscription member, GroupQueue queue) {}

    /** Whether a shared subscription should choose this session now. Any thread: a snapshot that may be stale. */
    Readiness readiness();

    /** From best to worst choice. */
    enum Readiness {
        /** Connected, and takes messages as they come. */
        READY,
        /** Connected, but its socket or its window is full. */
        BUSY,
        /** Not connected. */
        OFFLINE
    }
}
