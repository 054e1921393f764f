package io.gatehouse.mqtt.wire;

import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.Arrays;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A QoS 1 PUBLISH for one receiver and for a hundred: encoded once, copied with the packet id patched in. Beside it
 * HiveMQ's encoder and Netty's, which encode it anew for every receiver; in 5.0 with the same three properties.
 */
public class PublishEncodeBenchmark extends LoopBenchmark {
    @Param({"MQTT_3_1_1", "MQTT_5"})
    public ProtocolVersion version = ProtocolVersion.MQTT_5;

    @Param({"64", "1024"})
    public int payloadBytes = 64;

    private final ByteBuf head = Unpooled.buffer();
    private Message message;
    private EncodedPublish encoded;
    private ByteBuf out;
    private HivemqSender hivemq;
    private EmbeddedChannel netty;
    private MqttProperties nettyProperties = MqttProperties.NO_PROPERTIES;
    private int packetId = 1;

    @Setup
    public void prepare() {
        byte[] payload = new byte[payloadBytes];
        new Random(1).nextBytes(payload);
        message = new Message(
                Topic.of(SamplePackets.TOPIC),
                Payload.of(ByteBufAllocator.DEFAULT.directBuffer().writeBytes(payload)),
                Qos.AT_LEAST_ONCE,
                false,
                SamplePackets.forwardedProperties(version),
                "press-4",
                0);
        encoded = encode();
        out = ByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
        hivemq = new HivemqSender(version, payload);
        netty = new EmbeddedChannel(MqttEncoder.INSTANCE);
        if (version.isMqtt5()) {
            var connect = MqttMessageBuilders.connect().clientId("bench").protocolVersion(MqttVersion.MQTT_5);
            netty.writeOutbound(connect.build()); // the encoder takes the version of a channel from it
            netty.releaseOutbound();
            nettyProperties = new MqttProperties();
            nettyProperties.add(new IntegerProperty(Property.MESSAGE_EXPIRY_INTERVAL, SamplePackets.EXPIRY_SECONDS));
            nettyProperties.add(new StringProperty(Property.CONTENT_TYPE, SamplePackets.CONTENT_TYPE));
            nettyProperties.add(new UserProperty(SamplePackets.USER_PROPERTY_NAME, SamplePackets.USER_PROPERTY_VALUE));
        }
        check("encodeAndWrite", encodeAndWrite());
        check("writeAgain", writeAgain());
        check("hivemq", hivemq());
        int bytes = netty();
        sendByNetty();
        out.clear();
        for (ByteBuf part = netty.readOutbound(); part != null; part = netty.readOutbound()) {
            out.writeBytes(part);
            part.release();
        }
        check("netty", bytes);
    }

    /** What lies in {@link #out}, decoded: the message, under the packet id given last. */
    private void check(String encoder, int bytes) {
        Publish publish = SamplePackets.decoded(version, out);
        try (Message read = publish.message()) {
            boolean same = read.topic().equals(message.topic())
                    && Arrays.equals(
                            read.payload().toByteArray(), message.payload().toByteArray())
                    && read.qos() == message.qos()
                    && read.properties().messageExpirySeconds()
                            == message.properties().messageExpirySeconds()
                    && Arrays.equals(
                            read.properties().forwarded(), message.properties().forwarded());
            if (!same || publish.packetId() != packetId || bytes != out.readableBytes()) {
                throw new IllegalStateException(
                        encoder + ": " + publish + ", " + bytes + " bytes (expected: the message, packet id " + packetId
                                + ", " + out.readableBytes() + " bytes)");
            }
        }
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

    /** HiveMQ's encoder, for every receiver anew. */
    @Benchmark
    public int hivemq() {
        out.clear();
        hivemq.writeTo(out, nextId());
        return out.writerIndex();
    }

    /**
     * Netty's encoder, for every receiver anew. It can be had in a pipeline only, which is in the figure; the payload
     * is not copied, and its properties are made once, which flatters it.
     */
    @Benchmark
    public int netty() {
        sendByNetty();
        int bytes = 0;
        for (ByteBuf part = netty.readOutbound(); part != null; part = netty.readOutbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        return bytes;
    }

    private void sendByNetty() {
        var header = new MqttFixedHeader(MqttMessageType.PUBLISH, false, MqttQoS.AT_LEAST_ONCE, false, 0);
        var variable = new MqttPublishVariableHeader(SamplePackets.TOPIC, nextId(), nettyProperties);
        ByteBuf payload = message.payload().bytes().retainedDuplicate();
        netty.writeOutbound(new MqttPublishMessage(header, variable, payload));
    }

    private int nextId() {
        packetId = packetId == 65_535 ? 1 : packetId + 1;
        return packetId;
    }

    @TearDown
    public void release() {
        encoded.close();
        message.close();
        out.release();
        netty.finishAndReleaseAll();
    }
}
