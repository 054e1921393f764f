package io.gatehouse.mqtt.wire;

import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A QoS 1 PUBLISH for one receiver and for a hundred: encoded once, copied with the packet id patched in. */
public class PublishEncodeBenchmark extends LoopBenchmark {
    @Param({"MQTT_3_1_1", "MQTT_5"})
    public ProtocolVersion version = ProtocolVersion.MQTT_5;

    @Param({"64", "1024"})
    public int payloadBytes = 64;

    private Message message;
    private final ByteBuf head = Unpooled.buffer();
    private EncodedPublish encoded;
    private ByteBuf out;
    private ByteBuf payload;
    private EmbeddedChannel netty;
    private int packetId = 1;

    @Setup
    public void prepare() {
        payload = ByteBufAllocator.DEFAULT.directBuffer().writeZero(payloadBytes);
        PublishProperties properties = version.isMqtt5()
                ? new PublishProperties(3600, new byte[] {0x03, 0, 4, 'j', 's', 'o', 'n', 0x26, 0, 1, 'a', 0, 1, 'b'})
                : PublishProperties.NONE;
        message = new Message(
                Topic.of(SamplePackets.TOPIC), Payload.of(payload), Qos.AT_LEAST_ONCE, false, properties, "press-4", 0);
        encoded = encode();
        out = ByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
        netty = new EmbeddedChannel(MqttEncoder.INSTANCE);
    }

    private EncodedPublish encode() {
        return EncodedPublish.of(message, version, Qos.AT_LEAST_ONCE, false, SubscriptionIds.NONE, 0, head);
    }

    /** The first receiver of a shape, or the only one. */
    @Benchmark
    public int encodeAndWrite() {
        encoded.close();
        encoded = encode();
        out.clear();
        encoded.writeTo(out, nextId(), false);
        return out.writerIndex();
    }

    /** Every other receiver. */
    @Benchmark
    public int writeAgain() {
        out.clear();
        encoded.writeTo(out, nextId(), false);
        return out.writerIndex();
    }

    /** Netty's encoder, for every receiver anew; without properties, which flatters it. */
    @Benchmark
    public boolean netty() {
        var header = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0);
        var variable = new MqttPublishVariableHeader(SamplePackets.TOPIC, nextId(), MqttProperties.NO_PROPERTIES);
        netty.writeOutbound(new MqttPublishMessage(header, variable, payload.retainedDuplicate()));
        boolean any = false;
        for (Object bytes = netty.readOutbound(); bytes != null; bytes = netty.readOutbound()) {
            any |= ((ByteBuf) bytes).release();
        }
        return any;
    }

    private int nextId() {
        packetId = packetId == 65_535 ? 1 : packetId + 1;
        return packetId;
    }
}
