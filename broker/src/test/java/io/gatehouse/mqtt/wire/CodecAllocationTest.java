package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What a message costs the garbage collector, counted by the JVM on a thread like an event loop's. */
final class CodecAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int READS = 2_000;
    private static final int MESSAGES_PER_READ = 10;
    private static final int RECEIVERS = 10_000;

    /** Measured: 131 bytes, which is three records, the payload and its slice; topic and bytes are not among them. */
    @Test
    void a_message_to_a_known_topic_allocates_only_its_records() throws Exception {
        assertThat(onLoop(CodecAllocationTest::bytesPerDecodedMessage)).isBetween(1L, 200L);
    }

    @Test
    void a_receiver_of_an_encoded_message_allocates_nothing() throws Exception {
        assertThat(onLoop(CodecAllocationTest::bytesPerReceiver)).isZero();
    }

    private static long onLoop(LongSupplier measurement) throws InterruptedException {
        AtomicLong result = new AtomicLong(-1);
        Thread thread = new FastThreadLocalThread(() -> result.set(measurement.getAsLong()));
        thread.start();
        thread.join();
        return result.get();
    }

    private static long bytesPerDecodedMessage() {
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
        read(channel, read);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        read(channel, read);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        read.release();
        channel.finishAndReleaseAll();
        return (after - before) / ((long) READS * MESSAGES_PER_READ);
    }

    private static void read(EmbeddedChannel channel, ByteBuf read) {
        for (int i = 0; i < READS; i++) {
            channel.pipeline().fireChannelRead(read.retainedDuplicate());
        }
    }

    private static long bytesPerReceiver() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
        Message message = new Message(
                Topic.of("sensors/floor-1/room-12/temperature"),
                Payload.copyOf(new byte[64]),
                Qos.AT_LEAST_ONCE,
                false,
                new PublishProperties(60, WireBytes.of("26 \"k\" \"v\"")),
                "lamp",
                0);
        ByteBuf out = allocator.buffer(1024);
        try (EncodedPublish encoded = EncodedPublish.of(
                message,
                ProtocolVersion.MQTT_5,
                Qos.AT_LEAST_ONCE,
                false,
                SubscriptionIds.of(1),
                0,
                Unpooled.buffer())) {
            write(encoded, out);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            write(encoded, out);
            return (THREADS.getCurrentThreadAllocatedBytes() - before) / RECEIVERS;
        } finally {
            out.release();
        }
    }

    private static void write(EncodedPublish encoded, ByteBuf out) {
        for (int i = 1; i <= RECEIVERS; i++) {
            out.clear();
            encoded.writeTo(out, i, false);
            encoded.writeHeadWithAliasTo(out, i, true, 7, (i & 1) == 0);
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
