package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.mqtt.message.mqtt5.Mqtt5RetainHandling;
import com.hivemq.mqtt.message.subscribe.SUBSCRIBE;
import com.hivemq.mqtt.message.subscribe.Topic;
import com.hivemq.mqtt.message.unsubscribe.UNSUBSCRIBE;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.Subscribe.Subscription;
import io.gatehouse.mqtt.Unsubscribe;
import java.util.ArrayList;
import java.util.List;

/** HiveMQ's SUBSCRIBE and UNSUBSCRIBE as ours. Filters stay texts: one bad filter refuses itself, not the packet. */
final class FilterTranslation {
    private FilterTranslation() {}

    static Subscribe of(SUBSCRIBE subscribe) {
        List<Subscription> subscriptions = new ArrayList<>(subscribe.getTopics().size());
        for (Topic topic : subscribe.getTopics()) {
            subscriptions.add(new Subscription(
                    topic.getTopic(),
                    Qos.of(topic.getQoS().getQosNumber()),
                    topic.isNoLocal(),
                    topic.isRetainAsPublished(),
                    retainHandling(topic.getRetainHandling())));
        }
        // -1 stands for none there, 0 here; a decoded one is 1 or more (section 3.8.2.1.2)
        int subscriptionId = Math.max(0, subscribe.getSubscriptionIdentifier());
        return new Subscribe(subscribe.getPacketIdentifier(), subscriptionId, subscriptions);
    }

    static Unsubscribe of(UNSUBSCRIBE unsubscribe) {
        return new Unsubscribe(unsubscribe.getPacketIdentifier(), unsubscribe.getTopics());
    }

    private static RetainHandling retainHandling(Mqtt5RetainHandling handling) {
        return switch (handling) {
            case SEND -> RetainHandling.SEND;
            case SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST -> RetainHandling.SEND_IF_NEW;
            case DO_NOT_SEND -> RetainHandling.DO_NOT_SEND;
        };
    }
}
