package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.message.Message;
import io.gatehouse.load.message.Stamp;
import io.gatehouse.load.message.Template.Values;
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

    static final int[] NO_GROUPS = {};

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Stage stage;
    private final Measurements measurements;
    private final long run;
    private final List<Publisher> publishers = new ArrayList<>();
    /** By publisher and by who gets it: a subscriber's number, or a group's. */
    private final Map<Long, Stream> streams = new ConcurrentHashMap<>();

    private final Random random;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long since = Long.MIN_VALUE;

    Traffic(Stage stage) {
        this.stage = stage;
        this.measurements = stage.measurements();
        this.random = new Random(stage.terms().seed());
        this.run = random.nextLong() ^ System.nanoTime();
    }

    /** From now on this device publishes this. Before the pacer runs. */
    Publisher publisher(Device device, Message message) {
        Publisher publisher = new Publisher(publishers.size(), device, message);
        publishers.add(publisher);
        return publisher;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** From now on this subscriber, or one of this group, is to get each message of the publisher. */
    void expect(Publisher publisher, int subscriber) {
        streams.computeIfAbsent(key(publisher.number(), subscriber), key -> publisher.audience(new Stream()));
    }

    /**
     * From now on this subscriber may get messages of the publisher; from when the stream is {@link Stream#promised} on
     * it has to.
     */
    Stream open(Publisher publisher, int subscriber) {
        Stream stream = publisher.audience(Stream.from(publisher.published()));
        streams.put(key(publisher.number(), subscriber), stream);
        return stream;
    }

    private static long key(int publisher, int subscriber) {
        return (long) publisher << 32 | subscriber & 0xFFFFFFFFL;
    }

    /**
     * All publish in turn.
     *
     * @param rate a second, above 0
     */
    void send(double rate, Duration time) {
        Pacer.run(
                rate,
                time.toNanos() / 1e9,
                stage::isStopped,
                (index, due) -> send(publishers.get((int) (index % publishers.size())), due));
    }

    /** One message of each publisher, at that rate. */
    void sendOnce(double rate) {
        send(rate, Duration.ofNanos((long) (publishers.size() * 1e9 / rate)));
    }

    /** One message of one publisher. The pacer's thread. */
    void send(Publisher publisher, long due) {
        send(publisher, due, () -> {});
    }

    /** @param settled is run when it is known what became of it; by the pacer's thread, or on an event loop */
    void send(Publisher publisher, long due, Runnable settled) {
        measurements.add(Count.DUE);
        if (!publisher.device().isConnected() || underWay.get() >= MOST_UNDER_WAY) {
            measurements.add(Count.HELD_BACK);
            settled.run();
            return;
        }
        long sequence = publisher.next();
        Stamp stamp = new Stamp(run, publisher.number(), sequence, due);
        Device device = publisher.device();
        Values values = new Values(device.number(), device.name(), System.currentTimeMillis(), stamp, random);
        underWay.incrementAndGet();
        measurements.add(Count.SENT);
        measurements.took(Latency.SEND_LAG, System.nanoTime() - due);
        device.publish(publisher.message().of(values)).thenAccept(failure -> {
            settled(publisher, sequence, due, failure);
            settled.run();
        });
    }

    /** Something was due and nobody was there to send it. */
    void heldBack() {
        measurements.add(Count.DUE);
        measurements.add(Count.HELD_BACK);
    }

    /** The retained messages of these are removed, each by one that is empty. Waits until that is done. */
    void removeRetained(List<Publisher> some) throws InterruptedException {
        for (Publisher publisher : some) {
            underWay.incrementAndGet();
            publisher.device().publish(publisher.message().removal()).thenAccept(failure -> underWay.decrementAndGet());
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
        if (publisher.message().qos().getCode() > 0) {
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
        received(publish, subscriber, ordered, NO_GROUPS);
    }

    /** @param groups accounts of groups that it gets messages for as well, in no order */
    void received(Mqtt5Publish publish, int subscriber, boolean ordered, int[] groups) {
        long now = System.nanoTime();
        ByteBuffer payload = publish.getPayload().orElse(null);
        Stamp stamp = payload == null ? null : Stamp.read(payload);
        if (stamp == null || stamp.run() != run) {
            measurements.add(Count.FOREIGN);
            return;
        }
        Stream stream = streams.get(key(stamp.publisher(), subscriber));
        for (int i = 0; stream == null && i < groups.length; i++) {
            stream = streams.get(key(stamp.publisher(), groups[i]));
            ordered = false;
        }
        if (stream == null) {
            measurements.add(Count.FOREIGN);
            return;
        }
        arrived(stream, stamp, ordered, now);
    }

    private void arrived(Stream stream, Stamp stamp, boolean ordered, long now) {
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
        long until = System.nanoTime() + stage.terms().drain().toNanos();
        while (System.nanoTime() < until && underWay.get() > 0) {
            Thread.sleep(LOOK);
        }
    }

    /** Waits until everything is settled and has come, or nothing has for as long as a message may be under way. */
    void drain() throws InterruptedException {
        long until = System.nanoTime() + stage.terms().drain().toNanos();
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
