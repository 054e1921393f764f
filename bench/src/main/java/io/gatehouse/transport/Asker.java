package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes over one kept connection to a topic nobody receives, and waits for answers. Closed loop: so many are under
 * way, and each that is answered lets the next one go, all that one read brought in one write.
 */
sealed interface Asker permits HttpAsker, MqttAsker {
    ChannelHandler handler();

    /** Publishes that were answered; any thread. */
    long answered();

    /** What is under way is still answered, and then the connection ends. Any thread, once it is ready. */
    void stop();

    /** The same bytes over and over: any run of {@code depth} of them is one slice. */
    final class Ring {
        private final ByteBuf frames;
        private final int frameBytes;
        private final int depth;
        private int position;

        Ring(ByteBuf[] frames) {
            this.depth = frames.length;
            ByteBuf twice = Unpooled.buffer();
            for (int i = 0; i < 2 * depth; i++) {
                twice.writeBytes(frames[i % depth].duplicate());
            }
            this.frameBytes = twice.readableBytes() / (2 * depth);
            this.frames = Unpooled.unreleasableBuffer(twice.asReadOnly());
        }

        ByteBuf next(int count) {
            ByteBuf slice = frames.slice(position * frameBytes, count * frameBytes);
            position = (position + count) % depth;
            return slice;
        }
    }

    /** Told how it goes: what was answered, and what went wrong. */
    record Progress(AtomicLong answered, List<Throwable> failures) {
        void add(int count) {
            answered.lazySet(answered.get() + count); // one loop writes
        }

        void failed(Throwable cause) {
            synchronized (failures) {
                failures.add(cause);
            }
        }
    }
}
