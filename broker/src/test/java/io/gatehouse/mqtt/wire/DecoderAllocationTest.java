package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DecoderAllocationTest {
    private static final int READS = 2_000;
    private static final int MESSAGES_PER_READ = 10;

    /** Measured: 144 to 190 bytes, which is the records and the slice; topic and payload are not among them. */
    @Test
    void a_message_to_a_known_topic_allocates_only_its_records() throws Exception {
        AtomicLong bytesPerMessage = new AtomicLong();
        // On a thread like an event loop's: elsewhere Netty does not recycle.
        Thread thread = new FastThreadLocalThread(() -> bytesPerMessage.set(measure()));
        thread.start();
        thread.join();
        assertThat(bytesPerMessage.get()).isPositive().isLessThan(300);
    }

    private static long measure() {
        // Leak detection records where every slice was made; without it this counts what production allocates.
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
        PacketDecoder decoder = new PacketDecoder(WireVectors.LIMITS, () -> 0);
        EmbeddedChannel channel = new EmbeddedChannel(decoder, new Closing());
        ByteBuf opening = allocator.buffer().writeBytes(WireVectors.opening(ProtocolVersion.MQTT_3_1_1));
        channel.writeInbound(opening);
        decoder.admitted();
        ByteBuf read = allocator.buffer();
        for (int i = 0; i < MESSAGES_PER_READ; i++) {
            read.writeBytes(WireBytes.of("30 ~ \"sensors/floor-1/room-12/temperature\" 78*64"));
        }
        run(channel, read);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(id);
        run(channel, read);
        long after = threads.getThreadAllocatedBytes(id);
        read.release();
        channel.finishAndReleaseAll();
        return (after - before) / ((long) READS * MESSAGES_PER_READ);
    }

    private static void run(EmbeddedChannel channel, ByteBuf read) {
        for (int i = 0; i < READS; i++) {
            channel.writeOneInbound(read.retainedDuplicate());
        }
    }

    /** The rest of the broker, which keeps nothing. */
    private static final class Closing extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Publish publish) {
                publish.message().close();
            }
        }
    }
}
