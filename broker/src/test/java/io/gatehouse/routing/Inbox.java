package io.gatehouse.routing;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A receiver that writes down what it gets. */
final class Inbox implements Receiver {
    record Delivered(
            String publisher, String topic, String text, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {}

    final Subscriber subscriber;
    final Queue<Delivered> delivered = new ConcurrentLinkedQueue<>();
    volatile Readiness readiness = Readiness.READY;
    volatile Runnable onDelivery = () -> {};

    Inbox(String clientId, Loop home) {
        this.subscriber = new Subscriber(clientId, home, this);
    }

    @Override
    public void deliver(Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
        subscriber.home().check();
        String text = new String(message.payload().toByteArray(), StandardCharsets.UTF_8);
        delivered.add(
                new Delivered(message.publisherId(), message.topic().name(), text, granted, retainAsPublished, ids));
        onDelivery.run();
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    List<String> texts() {
        return delivered.stream().map(Delivered::text).toList();
    }

    List<String> topics() {
        return delivered.stream().map(Delivered::topic).toList();
    }

    int count() {
        return delivered.size();
    }
}
