package io.gatehouse.routing;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;

/**
 * A session as the router knows it: who, where, and what of it a message has matched so far. Confined to its home loop;
 * a session makes one and keeps it for its life.
 *
 * <p>The stamp replaces a set. While one message is spread on a loop, every subscriber it meets is marked with the
 * number of that spreading; a subscriber that already carries the number has a second matching subscription, and the
 * two are joined here instead of being delivered twice. Nothing is hashed, cleared or allocated.
 */
public final class Subscriber {
    private final String clientId;
    private final Loop home;
    private final Receiver receiver;

    private long stamp;
    private Qos granted = Qos.AT_MOST_ONCE;
    private boolean retainAsPublished;
    private SubscriptionIds ids = SubscriptionIds.NONE;

    /** @param clientId what {@code Message.publisherId} is compared with for No Local */
    public Subscriber(String clientId, Loop home, Receiver receiver) {
        this.clientId = clientId;
        this.home = home;
        this.receiver = receiver;
    }

    public String clientId() {
        return clientId;
    }

    public Loop home() {
        return home;
    }

    Receiver receiver() {
        return receiver;
    }

    /** Takes {@code subscription} in; true when it is the first one of the spreading numbered {@code stamp}. */
    boolean join(Subscription subscription, long stamp) {
        SubscriptionOptions options = subscription.options();
        if (this.stamp != stamp) {
            this.stamp = stamp;
            granted = options.qos();
            retainAsPublished = options.retainAsPublished();
            ids = options.ids();
            return true;
        }
        if (options.qos().compareTo(granted) > 0) {
            granted = options.qos(); // [MQTT-3.3.4-2]
        }
        retainAsPublished |= options.retainAsPublished();
        ids = ids.count() == 0 ? options.ids() : joined(ids, options.ids()); // [MQTT-3.3.4-3], [MQTT-3.3.4-4]
        return false;
    }

    private static SubscriptionIds joined(SubscriptionIds known, SubscriptionIds more) {
        SubscriptionIds all = known;
        for (int i = 0; i < more.count(); i++) {
            all = all.plus(more.get(i));
        }
        return all;
    }

    Qos granted() {
        return granted;
    }

    boolean retainAsPublished() {
        return retainAsPublished;
    }

    SubscriptionIds ids() {
        return ids;
    }

    @Override
    public String toString() {
        return "Subscriber[" + clientId + ", loop " + home.index() + "]";
    }
}
