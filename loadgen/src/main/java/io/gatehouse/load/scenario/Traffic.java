package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Measurements;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Messages of many publishers to many subscribers: who publishes where, who is to get it, and what came of each. The
 * pacer's thread sends; arrivals come on event loops.
 */
final class Traffic {
    /** Messages handed to the client and not settled: beyond it the heap would be the queue. */
    private static final int MOST_UNDER_WAY = 200_000;

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Stage stage;
    private final Measurements measurements;
    private final boolean retain;
    private final long run;
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<MqttTopic> topics = new ArrayList<>();
    /** By publisher and by who gets it: a subscriber's number, or a group's. */
    private final Map<Long, Stream> streams = new ConcurrentHashMap<>();

    private final byte[] filling;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long since = Long.MIN_VALUE;

    Traffic(Stage stage) {
        this(stage, stage.load().retain());
    }

    /** @param retain whether messages are published to be retained */
    Traffic(Stage stage, boolean retain) {
        this.stage = stage;
        this.retain = retain;
        this.measurements = stage.measurements();
        Random random = new Random(stage.load().seed());
        this.run = random.nextLong() ^ System.nanoTime();
        this.filling = new byte[stage.load().payloadBytes()];
        random.nextBytes(filling);
    }

    /** From now on this device publishes to this topic. Before the pacer runs. */
    Publisher publisher(Device device, String topic) {
        Publisher publisher = new Publisher(publishers.size(), device);
        publishers.add(publisher);
        topics.add(MqttTopic.of(topic));
        return publisher;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** From now on this subscriber, or one of this group, is to get each message of the publisher. */
    void expect(Publisher publisher, int subscriber) {
        streams.computeIfAbsent(key(publisher.number(), subscriber), key -> publisher.audience(new Stream()));
    }

    private static long key(int publisher, int subscriber) {
        return (long) publisher << 32 | subscriber & 0xFFFFFFFFL;
    }

    /** Publishes in turn at the rate that was asked for, for so long. */
    void send(Duration time) {
        Pacer.run(
                stage.load().rate(),
                time.toNanos() / 1e9,
                stage::isStopped,
                (index, due) -> send(publishers.get((int) (index % publishers.size())), due));
    }

    /** One message of each publisher, at that rate. */
    void sendOnce() {
        send(Duration.ofNanos((long) (publishers.size() * 1e9 / stage.load().rate())));
    }

    /** One message of one publisher. The pacer's thread. */
    void send(Publisher publisher, long due) {
        measurements.add(Count.DUE);
        if (!publisher.device().isConnected() || underWay.get() >= MOST_UNDER_WAY) {
            measurements.add(Count.HELD_BACK);
            return;
        }
        long sequence = publisher.next();
        byte[] payload = filling.clone();
        new Stamp(run, publisher.number(), sequence, due).write(payload);
        underWay.incrementAndGet();
        measurements.add(Count.SENT);
        measurements.took(Latency.SEND_LAG, System.nanoTime() - due);
        publisher
                .device()
                .publish(message(publisher, payload, retain))
                .thenAccept(failure -> settled(publisher, sequence, due, failure));
    }

    private Mqtt5Publish message(Publisher publisher, byte[] payload, boolean retained) {
        return Mqtt5Publish.builder()
                .topic(topics.get(publisher.number()))
                .qos(stage.load().qos())
                .retain(retained)
                .payload(payload)
                .build();
    }

    /** Each publisher's retained message is removed, by one that is empty. Waits until that is done. */
    void removeRetained() throws InterruptedException {
        for (Publisher publisher : publishers) {
            underWay.incrementAndGet();
            publisher
                    .device()
                    .publish(message(publisher, new byte[0], true))
                    .thenAccept(failure -> underWay.decrementAndGet());
        }
        awaitSettled();
    }

    /** What arrives from now on is timed from now on, or from when it was due where that is later. */
    void dueFromNowOn() {
        since = System.nanoTime();
    }

    private void settled(Publisher publisher, long sequence, long due, @Nullable Failure failure) {
        underWay.decrementAndGet();
        if (failure != null) {
            measurements.failed(failure);
            return;
        }
        publisher.settled(sequence);
        if (stage.load().qos().getCode() > 0) {
            measurements.add(Count.ACKNOWLEDGED);
            measurements.took(Latency.ACKNOWLEDGEMENT, System.nanoTime() - due);
        }
    }

    /**
     * A message arrived.
     *
     * @param subscriber who got it: a subscriber's number, or its group's
     * @param ordered whether the order of one publisher's messages was promised to it
     */
    void received(Mqtt5Publish publish, int subscriber, boolean ordered) {
        long now = System.nanoTime();
        ByteBuffer payload = publish.getPayload().orElse(null);
        Stamp stamp = payload == null ? null : Stamp.read(payload);
        Stream stream = stamp == null || stamp.run() != run ? null : streams.get(key(stamp.publisher(), subscriber));
        if (stamp == null || stream == null) {
            measurements.add(Count.FOREIGN);
            return;
        }
        switch (stream.arrived(stamp.sequence())) {
            case IN_ORDER -> measurements.add(Count.RECEIVED);
            case LATE -> {
                measurements.add(Count.RECEIVED);
                if (ordered) {
                    measurements.add(Count.REORDERED);
                }
            }
            case AGAIN -> {
                measurements.add(Count.DUPLICATED);
                return;
            }
        }
        measurements.took(Latency.DELIVERY, now - Math.max(stamp.dueNanos(), since));
    }

    /** Waits until the broker has answered everything, or does not. */
    void awaitSettled() throws InterruptedException {
        long until = System.nanoTime() + stage.load().drain().toNanos();
        while (System.nanoTime() < until && underWay.get() > 0) {
            Thread.sleep(LOOK);
        }
    }

    /** Waits until everything is settled and has come, or nothing has for as long as a message may be under way. */
    void drain() throws InterruptedException {
        long until = System.nanoTime() + stage.load().drain().toNanos();
        while (System.nanoTime() < until && !isDone()) {
            Thread.sleep(LOOK);
        }
    }

    private boolean isDone() {
        return underWay.get() == 0 && publishers.stream().allMatch(Publisher::isDelivered);
    }

    /** At the end: who did not get what it was promised. */
    void countLosses() {
        publishers.forEach(publisher -> publisher.countLosses(measurements));
    }
}
