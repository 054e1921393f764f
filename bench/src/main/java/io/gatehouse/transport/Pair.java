package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and its receiver. Closed loop: a window of messages is under way, and each one received lets the next one
 * go, all that one read brought in one write. Both ends on one event loop.
 */
final class Pair {
    private final int qos;
    private final int window;
    private final ByteBuf ring; // frames of the ids 1 to window, twice, so that any run of them is one slice
    private final int frameBytes;
    private final AtomicLong received = new AtomicLong();
    private final DeviceHandler publisher;
    private final DeviceHandler receiver;
    private int position;
    private volatile boolean running;

    Pair(
            String publisherName,
            String receiverName,
            int qos,
            int window,
            int payloadBytes,
            AtomicInteger waiting,
            List<Throwable> failures) {
        this.qos = qos;
        this.window = window;
        String topic = publisherName + "/data/temperature";
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < 2 * window; i++) {
            frames.writeBytes(
                    Frames.publish(topic, qos, i % window + 1, payloadBytes).duplicate());
        }
        this.frameBytes = frames.readableBytes() / (2 * window);
        this.ring = Unpooled.unreleasableBuffer(frames.asReadOnly());
        this.publisher = new Publisher(publisherName, waiting, failures);
        this.receiver = new Receiver(receiverName, publisherName + "/#", waiting, failures);
    }

    DeviceHandler publisher() {
        return publisher;
    }

    DeviceHandler receiver() {
        return receiver;
    }

    long received() {
        return received.get();
    }

    void start() {
        running = true;
        publisher.channel().executor().execute(() -> publish(window));
    }

    /** What is under way still arrives. */
    void stop() {
        running = false;
    }

    /** Publisher's loop, which is the receiver's too. */
    private void publish(int count) {
        publisher.send(ring.slice(position * frameBytes, count * frameBytes));
        position = (position + count) % window;
    }

    void close() {
        publisher.channel().executor().execute(() -> {
            publisher.send(Frames.disconnect());
            receiver.send(Frames.disconnect());
        });
    }

    private static final class Publisher extends DeviceHandler {
        private final AtomicInteger waiting;
        private final List<Throwable> failures;

        Publisher(String name, AtomicInteger waiting, List<Throwable> failures) {
            super(name, 1200);
            this.waiting = waiting;
            this.failures = failures;
        }

        @Override
        void connected() {
            ready();
            waiting.decrementAndGet();
        }

        @Override
        void failed(Throwable cause) {
            synchronized (failures) {
                failures.add(cause);
            }
            waiting.decrementAndGet();
        }
    }

    private final class Receiver extends DeviceHandler {
        private final String filter;
        private final AtomicInteger waiting;
        private final List<Throwable> failures;
        private @Nullable ByteBuf acknowledgements;

        Receiver(String name, String filter, AtomicInteger waiting, List<Throwable> failures) {
            super(name, 1200);
            this.filter = filter;
            this.waiting = waiting;
            this.failures = failures;
        }

        @Override
        void connected() {
            send(Frames.subscribe(filter, qos));
        }

        @Override
        void subscribed() {
            ready();
            waiting.decrementAndGet();
        }

        @Override
        void publish(ByteBuf in) {
            if (qos == 1) {
                ByteBuf answers = acknowledgements;
                if (answers == null) {
                    answers = channel().alloc().buffer(4 * window);
                    acknowledgements = answers;
                }
                int at = Frames.body(in);
                Frames.puback(answers, in.getUnsignedShort(at + 2 + in.getUnsignedShort(at)));
            }
        }

        @Override
        void published(int count) {
            if (acknowledgements != null) {
                var _ = channel().writeAndFlush(acknowledgements);
                acknowledgements = null;
            }
            received.lazySet(received.get() + count);
            if (running) {
                Pair.this.publish(count);
            }
        }

        @Override
        void failed(Throwable cause) {
            synchronized (failures) {
                failures.add(cause);
            }
            waiting.decrementAndGet();
        }
    }
}
