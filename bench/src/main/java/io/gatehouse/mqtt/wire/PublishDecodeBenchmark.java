package io.gatehouse.mqtt.wire;

import com.hivemq.bootstrap.UndefinedClientConnection;
import com.hivemq.codec.decoder.MqttDecoder;
import com.hivemq.codec.decoder.mqtt3.Mqtt3PublishDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5PublishDecoder;
import com.hivemq.configuration.HivemqId;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.configuration.service.impl.ConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.MqttConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.RestrictionsConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.SecurityConfigurationServiceImpl;
import com.hivemq.limitation.TopicAliasLimiterImpl;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Sixteen QoS 1 PUBLISH packets in one read, through a pipeline of one decoder: ours, HiveMQ's and Netty's. */
public class PublishDecodeBenchmark extends LoopBenchmark {
    static final int PACKETS = 16;

    @Param({"MQTT_3_1_1", "MQTT_5"})
    public ProtocolVersion version = ProtocolVersion.MQTT_5;

    @Param({"64", "1024"})
    public int payloadBytes = 64;

    private ByteBuf read;
    private Lane gatehouse;
    private Lane hivemq;
    private Lane netty;

    @Setup
    public void prepare() {
        read = SamplePackets.publishes(version, payloadBytes, PACKETS);
        PacketDecoder decoder = new PacketDecoder(SamplePackets.LIMITS, () -> 0);
        gatehouse = new Lane(decoder, SamplePackets.connect(version));
        decoder.admitted();
        hivemq = new Lane(new HivemqFraming(version), null);
        netty = new Lane(new io.netty.handler.codec.mqtt.MqttDecoder(256 * 1024), SamplePackets.connect(version));
        for (Lane lane : List.of(gatehouse, hivemq, netty)) {
            long expected = (long) PACKETS * (SamplePackets.TOPIC.length() + payloadBytes);
            if (lane.read(read) != expected || lane.sink.publishes != PACKETS) {
                throw new IllegalStateException("publishes: " + lane.sink.publishes + " with " + lane.sink.bytes
                        + " bytes (expected: " + PACKETS + " with " + expected + ")");
            }
        }
    }

    @TearDown
    public void release() {
        read.release();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long gatehouse() {
        return gatehouse.read(read);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long hivemq() {
        return hivemq.read(read);
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public long netty() {
        return netty.read(read);
    }

    private static final class Lane {
        private final EmbeddedChannel channel;
        private final Sink sink = new Sink();

        Lane(ChannelHandler decoder, @Nullable ByteBuf connect) {
            channel = new EmbeddedChannel(decoder, sink);
            if (connect != null) {
                channel.pipeline().fireChannelRead(connect);
            }
        }

        /** Bytes of topics and payloads read so far. */
        long read(ByteBuf bytes) {
            channel.pipeline().fireChannelRead(bytes.retainedDuplicate());
            channel.pipeline().fireChannelReadComplete();
            return sink.bytes;
        }
    }

    private static final class Sink extends ChannelInboundHandlerAdapter {
        private int publishes;
        private long bytes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (message) {
                case Publish publish -> {
                    Message read = publish.message();
                    count(read.topic().name(), read.payload().size());
                    read.close();
                }
                case PUBLISH read -> count(read.getTopic(), read.getPayload().length);
                case MqttPublishMessage read -> {
                    count(read.variableHeader().topicName(), read.payload().readableBytes());
                    read.release();
                }
                default -> ReferenceCountUtil.release(message); // CONNECT
            }
        }

        private void count(String topic, int payloadBytes) {
            publishes++;
            bytes += topic.length() + payloadBytes;
        }
    }

    /** HiveMQ's own framing needs its connection attributes; this finds the packets and calls its decoders. */
    private static final class HivemqFraming extends ByteToMessageDecoder {
        private final MqttDecoder<?> decoder;
        private final UndefinedClientConnection connection;

        HivemqFraming(ProtocolVersion version) {
            FullConfigurationService configuration = new ConfigurationServiceImpl(
                    null,
                    new MqttConfigurationServiceImpl(),
                    new RestrictionsConfigurationServiceImpl(),
                    new SecurityConfigurationServiceImpl(),
                    null,
                    null);
            HivemqId id = new HivemqId();
            decoder = version.isMqtt5()
                    ? new Mqtt5PublishDecoder(null, id, configuration, new TopicAliasLimiterImpl())
                    : new Mqtt3PublishDecoder(id, null, configuration);
            connection = new UndefinedClientConnection(new EmbeddedChannel(), null, null);
            connection.setProtocolVersion(
                    version.isMqtt5()
                            ? com.hivemq.mqtt.message.ProtocolVersion.MQTTv5
                            : com.hivemq.mqtt.message.ProtocolVersion.MQTTv3_1_1);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < 2) {
                return;
            }
            in.markReaderIndex();
            byte header = in.readByte();
            int length = 0;
            for (int shift = 0; in.isReadable(); shift += 7) {
                int next = in.readByte();
                length |= (next & 127) << shift;
                if (next >= 0) {
                    break;
                }
            }
            if (in.readableBytes() < length) {
                in.resetReaderIndex();
                return;
            }
            out.add(decoder.decode(connection, in.readSlice(length), header));
        }
    }
}
