package io.gatehouse.routing;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;

/**
 * What a subscription was granted. Immutable.
 *
 * @param qos the maximum granted
 * @param noLocal the session's own messages are not sent back to it; never set for shared ones [MQTT-3.8.3-4]
 * @param retainAsPublished the RETAIN flag is forwarded as published
 * @param ids the subscription identifier, or {@link SubscriptionIds#NONE}; one object for all deliveries
 */
public record SubscriptionOptions(Qos qos, boolean noLocal, boolean retainAsPublished, SubscriptionIds ids) {
    /** A subscription as MQTT 3.1.1 has it. */
    public static SubscriptionOptions of(Qos qos) {
        return new SubscriptionOptions(qos, false, false, SubscriptionIds.NONE);
    }

    /**
     * A subscription as MQTT 5.0 has it.
     *
     * @param subscriptionId 0 for none
     */
    public static SubscriptionOptions of(Qos qos, boolean noLocal, boolean retainAsPublished, int subscriptionId) {
        return new SubscriptionOptions(
                qos,
                noLocal,
                retainAsPublished,
                subscriptionId == 0 ? SubscriptionIds.NONE : SubscriptionIds.of(subscriptionId));
    }
}
