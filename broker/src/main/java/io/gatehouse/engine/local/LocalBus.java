package io.gatehouse.engine.local;

import io.gatehouse.engine.Bus;
import io.gatehouse.engine.Reply;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bus of one process: for a node that is alone, and for several nodes in one JVM of a test. Any thread; nobody ever
 * waits for a lock that a listener holds.
 *
 * <p>A publish asks every subscription whether it wants the topic. A node has a handful of them, so an index would cost
 * more than it saves; it would have to come before this bus carried what clients publish, which it is not for.
 */
public final class LocalBus implements Bus, AutoCloseable {
    private final List<LocalSubscription> single = new CopyOnWriteArrayList<>();
    private final Map<String, QueueGroup> groups = new ConcurrentHashMap<>();
    private final AtomicInteger places = new AtomicInteger(MAX_SUBSCRIPTIONS);
    private final Requests requests = new Requests();
    private volatile boolean closed;

    @Override
    public void publish(Topic topic, byte[] body) {
        checkOpen();
        deliver(new LocalMessage(topic, LocalMessage.checked(body), null));
    }

    @Override
    public CompletableFuture<Reply> request(Topic topic, byte[] body, Duration patience) {
        if (!patience.isPositive() || patience.compareTo(MAX_PATIENCE) > 0) {
            throw new IllegalArgumentException(
                    "patience: " + patience + " (expected: above 0, at most " + MAX_PATIENCE + ")");
        }
        LocalMessage.checked(body);
        checkOpen();
        return requests.ask(patience, asked -> deliver(new LocalMessage(topic, body, asked)));
    }

    /** Answers whether anybody listens. */
    private boolean deliver(LocalMessage message) {
        boolean heard = false;
        for (LocalSubscription each : single) {
            if (each.wants(message.topic())) {
                heard = true;
                if (!each.offer(message)) {
                    each.drop();
                }
            }
        }
        for (QueueGroup each : groups.values()) {
            heard |= each.offer(message);
        }
        return heard;
    }

    @Override
    public Subscription subscribe(TopicFilter filter, Listener listener) {
        enter(filter);
        LocalSubscription subscription = new LocalSubscription(filter, listener, this::leave);
        single.add(subscription);
        return started(subscription);
    }

    private void leave(LocalSubscription subscription) {
        single.remove(subscription);
        places.incrementAndGet();
    }

    @Override
    public Subscription queueSubscribe(TopicFilter filter, String group, Listener listener) {
        if (group.isEmpty()) {
            throw new IllegalArgumentException("group: \"\" (expected: a name)");
        }
        enter(filter);
        LocalSubscription subscription = new LocalSubscription(filter, listener, member -> leave(group, member));
        groups.compute(group, (_, others) -> others == null ? QueueGroup.of(subscription) : others.with(subscription));
        return started(subscription);
    }

    private void leave(String group, LocalSubscription member) {
        groups.computeIfPresent(group, (_, members) -> members.without(member));
        places.incrementAndGet();
    }

    private void enter(TopicFilter filter) {
        if (filter.isShared()) {
            throw new IllegalArgumentException(
                    "filter: " + filter + " (expected: not shared; queueSubscribe has the group)");
        }
        checkOpen();
        if (places.decrementAndGet() < 0) {
            places.incrementAndGet();
            throw new IllegalStateException(
                    "subscriptions of the bus: too many (expected: at most " + MAX_SUBSCRIPTIONS + ")");
        }
    }

    private LocalSubscription started(LocalSubscription subscription) {
        subscription.start();
        if (closed) { // close won the race, and may not have seen it
            subscription.close();
        }
        return subscription;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("bus: closed (expected: no use after close)");
        }
    }

    /** Ends every subscription, and every request that waits. Does not wait for listeners that run. */
    @Override
    public void close() {
        closed = true;
        single.forEach(LocalSubscription::close);
        groups.values().forEach(QueueGroup::close);
        requests.close();
    }
}
