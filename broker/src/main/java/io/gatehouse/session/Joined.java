package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.routing.SubscriptionOptions;

/**
 * What all subscriptions of a session that match one message ask for together. Immutable.
 *
 * @param qos the highest granted [MQTT-3.3.4-2]
 * @param retainAsPublished one of them asked for the RETAIN flag as published
 * @param ids of all of them [MQTT-3.3.4-3], [MQTT-3.3.4-4]
 */
record Joined(Qos qos, boolean retainAsPublished, SubscriptionIds ids) {
    static Joined of(SubscriptionOptions options) {
        return new Joined(options.qos(), options.retainAsPublished(), options.ids());
    }

    Joined with(SubscriptionOptions more) {
        SubscriptionIds all = ids;
        for (int i = 0; i < more.ids().count(); i++) {
            all = all.plus(more.ids().get(i));
        }
        return new Joined(
                more.qos().compareTo(qos) > 0 ? more.qos() : qos, retainAsPublished || more.retainAsPublished(), all);
    }
}
