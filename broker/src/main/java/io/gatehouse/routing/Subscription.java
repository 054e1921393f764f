package io.gatehouse.routing;

import io.gatehouse.mqtt.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * One filter of one session, as long as it lasts. Confined to the subscriber's home loop, except {@link #filter()},
 * {@link #subscriber()} and {@link #isPersistent()}, which other loops read of members of shared subscriptions.
 *
 * <p>Made by {@link TopicTrie#subscribe}, ended by {@link TopicTrie#unsubscribe}; a session keeps it by its filter.
 */
public final class Subscription implements Target {
    private final TopicFilter filter;
    private final Subscriber subscriber;
    private SubscriptionOptions options;
    private final long toldBefore;
    private volatile boolean persistent;

    private boolean full;
    private @Nullable Node node; // null before and after its life
    private int position; // in the list of its node and loop, so that leaving is a swap and not a search

    Subscription(
            TopicFilter filter,
            SubscriptionOptions options,
            Subscriber subscriber,
            boolean persistent,
            long toldBefore) {
        this.filter = filter;
        this.options = options;
        this.subscriber = subscriber;
        this.persistent = persistent;
        this.toldBefore = toldBefore;
    }

    /** How many batches the log had told when it was made; they are not for it. */
    long toldBefore() {
        return toldBefore;
    }

    public TopicFilter filter() {
        return filter;
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    public SubscriptionOptions options() {
        return options;
    }

    /** The same filter was subscribed to again: new options, no message missed or doubled. [MQTT-3.8.4-3] */
    public void change(SubscriptionOptions newOptions) {
        subscriber.home().check();
        this.options = newOptions;
    }

    /** True when its session outlives its connection, so that messages must be kept for it. Any thread. */
    public boolean isPersistent() {
        return persistent;
    }

    void persistent(boolean now) {
        this.persistent = now;
    }

    /** True while its session takes no more messages, and their publishers are to be told. On its home loop. */
    boolean isFull() {
        return full;
    }

    void full(boolean now) {
        this.full = now;
    }

    /** False once unsubscribed. */
    public boolean isActive() {
        return node != null;
    }

    @Nullable
    Node node() {
        return node;
    }

    void attach(Node to) {
        this.node = to;
    }

    void detach() {
        this.node = null;
    }

    int position() {
        return position;
    }

    void position(int now) {
        this.position = now;
    }

    int loopIndex() {
        return subscriber.home().index();
    }

    @Override
    public String toString() {
        return "Subscription[" + filter + " of " + subscriber.clientId() + "]";
    }
}
