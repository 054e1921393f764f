package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.message.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What one device publishes, and who is to get it. The numbers of its messages are given by one thread, the pacer;
 * acknowledgements come on the device's event loop.
 */
final class Publisher {
    private final int number;
    private final Device device;
    private final Message message;
    private final List<Stream> audience = new CopyOnWriteArrayList<>();
    /** Sent and not acknowledged, which with QoS 0 means not handed to the socket: nobody promised them. */
    private final Sequences unsettled = new Sequences();

    private volatile long published;

    Publisher(int number, Device device, Message message) {
        this.number = number;
        this.device = device;
        this.message = message;
    }

    int number() {
        return number;
    }

    Device device() {
        return device;
    }

    Message message() {
        return message;
    }

    /** Somebody who is to get each message from now on. */
    Stream audience(Stream stream) {
        audience.add(stream);
        return stream;
    }

    /** The number of the next message. One thread. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // written by the pacer alone
    long next() {
        long sequence = published++;
        unsettled.add(sequence);
        return sequence;
    }

    void settled(long sequence) {
        unsettled.remove(sequence);
    }

    long published() {
        return published;
    }

    boolean isDelivered() {
        return audience.stream().allMatch(stream -> stream.has(published));
    }

    /** At the end, when nothing more will come. */
    void countLosses(Measurements measurements) {
        for (Stream stream : audience) {
            measurements.add(Count.LOST, stream.missing(published, unsettled));
        }
    }
}
