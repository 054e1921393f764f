package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * What the nodes of one cluster say to each other: a message is heard now, by those who listen now, or never. Whatever
 * must not be lost belongs in {@link DurableLog} or {@link KeyValue}; the bus is for what is asked again or told again
 * when it was missed, as "give me this session" before its last checkpoint is used instead.
 *
 * <p>The shape is that of core NATS, so that an engine on it has nothing to add. On one machine there is nobody else to
 * talk to, and the bus is only what lets the same code run, and be tested, without a cluster. Messages between the
 * clients of one node do not come here: {@code routing} brings them from loop to loop.
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li>At most once. Nothing is stored, repeated or acknowledged.
 *   <li>To one subscription the messages of one publisher come in the order in which it published them.
 *   <li>A publisher is never blocked, whoever is slow. What waits for a subscription is bounded; what comes beyond is
 *       lost for that subscription alone, and counted.
 *   <li>A publisher hears itself where it has subscribed.
 * </ul>
 *
 * <p>Any thread. Listeners run on the engine's own threads, each after the other for one subscription, so one that
 * blocks or throws harms no other. After close every method throws {@link IllegalStateException}.
 */
public interface Bus {
    /** The largest message. NATS carries 1 MiB by default. */
    int MAX_BODY_BYTES = 1024 * 1024;

    /** The most messages that wait for one subscription. */
    int MAX_WAITING_MESSAGES = 10_000;

    /** The most bytes that wait for one subscription. */
    long MAX_WAITING_BYTES = 8L * 1024 * 1024;

    /** The most subscriptions a node has. */
    int MAX_SUBSCRIPTIONS = 10_000;

    /** The most requests of a node that wait for a reply. */
    int MAX_REQUESTS = 10_000;

    /** The longest wait for a reply. */
    Duration MAX_PATIENCE = Duration.ofMinutes(1);

    /**
     * Tells everybody who listens to the topic.
     *
     * @param body taken as it is: the caller does not write to it afterwards
     * @throws IllegalArgumentException a body above {@link #MAX_BODY_BYTES}
     */
    void publish(Topic topic, byte[] body);

    /**
     * Listens to all topics that the filter matches, as section 4.7 of MQTT says. What this node publishes after the
     * return is heard; what others publish, when they have heard of it.
     *
     * @param filter not shared: a group is the business of {@link #queueSubscribe}
     * @throws IllegalArgumentException a shared filter
     * @throws IllegalStateException more than {@link #MAX_SUBSCRIPTIONS}
     */
    Subscription subscribe(TopicFilter filter, Listener listener);

    /**
     * Listens as one of a group: of those in it that a message matches, whatever their filters and nodes, one hears it.
     * Those that are not in the group hear it as well.
     *
     * @throws IllegalArgumentException a shared filter, or a group without a name
     * @throws IllegalStateException more than {@link #MAX_SUBSCRIPTIONS}
     */
    Subscription queueSubscribe(TopicFilter filter, String group, Listener listener);

    /**
     * Publishes, and waits for the first who replies. Never fails with an exception. What is chained to the answer
     * holds up nobody else.
     *
     * @param patience above 0, at most {@link #MAX_PATIENCE}
     * @throws IllegalArgumentException a body above {@link #MAX_BODY_BYTES}, or another patience
     */
    CompletableFuture<Reply> request(Topic topic, byte[] body, Duration patience);

    /** Hears messages. */
    @FunctionalInterface
    interface Listener {
        void heard(Message message);
    }

    /** One message, as one subscription hears it. Any thread. */
    interface Message {
        Topic topic();

        /** Borrowed: never written to. */
        byte[] body();

        /** Whether somebody waits for {@link #reply}. */
        boolean isRequest();

        /**
         * Answers a request, at once or later, on any thread. Does nothing for a message that is none, and nothing when
         * somebody replied before or nobody waits any more.
         *
         * @param body as in {@link #publish}
         * @throws IllegalArgumentException a body above {@link #MAX_BODY_BYTES}
         */
        void reply(byte[] body);
    }

    /** Ends when it is closed, or the bus is. */
    interface Subscription extends AutoCloseable {
        /** How many messages it has lost because too many waited. */
        long dropped();

        /**
         * Hears no message that is published from now on, and none that waits. One that it is hearing, or about to
         * hear, may still come; after {@link #ended} none does. Never blocks. A second close does nothing.
         */
        @Override
        void close();

        /** Completes when it was closed and its listener is not running any more. */
        CompletableFuture<Void> ended();
    }
}
