package io.gatehouse.routing;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.mqtt.wire.EncodedPublish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One message to a thousand receivers of one loop: match, batch, deliver, and copy the once encoded packet to each. The
 * receivers write into one buffer; sessions, rights and TLS are measured by the whole path.
 */
public class FanOutBenchmark extends LoopBenchmark {
    static final int RECEIVERS = 1000;

    @Param({"AT_MOST_ONCE", "AT_LEAST_ONCE"})
    public Qos qos = Qos.AT_MOST_ONCE;

    private Loops loops;
    private Loop loop;
    private Router router;
    private Message message;
    private ByteBuf out;
    private EncodedPublish encoded;
    private long delivered;

    @Setup
    public void prepare() throws Exception {
        loops = Loops.start(1, Clock.SYSTEM);
        loop = loops.get(0);
        TopicTrie trie = new TopicTrie(true);
        router = new Router(loops, trie, new UnusedLog(), OutboxLimits.DEFAULT, List.of(), index -> reason -> {});
        out = ByteBufAllocator.DEFAULT.directBuffer(1024);
        Payload payload = Payload.of(ByteBufAllocator.DEFAULT.directBuffer().writeZero(64));
        message = new Message(
                Topic.of("plant/7/alarm"), payload, Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "press-4", 0);
        encoded = EncodedPublish.of(
                message, ProtocolVersion.MQTT_5, qos, false, SubscriptionIds.NONE, 0, Unpooled.buffer());
        loop.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < RECEIVERS; i++) {
                        Subscriber subscriber = new Subscriber("receiver-" + i, loop, new Copier());
                        trie.subscribe(TopicFilter.of("plant/+/alarm"), SubscriptionOptions.of(qos), subscriber, false);
                    }
                })
                .get();
        long before = delivered;
        fanOut();
        if (delivered - before != RECEIVERS || out.readableBytes() != encoded.size()) {
            throw new IllegalStateException("delivered: " + (delivered - before) + ", the last with "
                    + out.readableBytes() + " bytes (expected: " + RECEIVERS + ", " + encoded.size() + " bytes)");
        }
    }

    /** The way over the event loop and back is part of it, for each message and not for each receiver. */
    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public long fanOut() throws Exception {
        loop.eventLoop().submit(() -> router.route(message, loop)).get();
        return loop.eventLoop().submit(() -> delivered).get(); // behind the delivery, which is a task of the loop
    }

    @TearDown
    public void stop() {
        loops.close();
        encoded.close();
        message.close();
        out.release();
    }

    private final class Copier implements Receiver {
        private int packetId;

        @Override
        public void deliver(Message given, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
            packetId = packetId % 65_535 + 1;
            out.clear();
            encoded.writeTo(out, packetId, false);
            delivered++;
        }

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }
}
