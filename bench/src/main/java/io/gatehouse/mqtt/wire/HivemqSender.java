package io.gatehouse.mqtt.wire;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.hivemq.bootstrap.ClientConnectionContext;
import com.hivemq.bootstrap.UndefinedClientConnection;
import com.hivemq.codec.encoder.MqttEncoder;
import com.hivemq.codec.encoder.mqtt3.Mqtt3PublishEncoder;
import com.hivemq.codec.encoder.mqtt5.Mqtt5PublishEncoder;
import com.hivemq.configuration.service.impl.SecurityConfigurationServiceImpl;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * HiveMQ's encoder as HiveMQ uses it: every receiver has a message of its own, made from the one that was received,
 * whose length is worked out and which is encoded. The buffer is the caller's, where HiveMQ takes one from the pool for
 * each, and there is no pipeline: both flatter it.
 */
final class HivemqSender {
    private final PUBLISH received;
    private final MqttEncoder<? super PUBLISH> encoder;
    private final ClientConnectionContext receiver = new UndefinedClientConnection(new EmbeddedChannel(), null, null);

    HivemqSender(ProtocolVersion version, byte[] payload) {
        PUBLISHFactory.Mqtt5Builder message = new PUBLISHFactory.Mqtt5Builder()
                .withHivemqId("bench")
                .withTopic(SamplePackets.TOPIC)
                .withQoS(QoS.AT_LEAST_ONCE)
                .withOnwardQos(QoS.AT_LEAST_ONCE)
                .withPayload(payload);
        if (version.isMqtt5()) {
            message.withMessageExpiryInterval(SamplePackets.EXPIRY_SECONDS)
                    .withContentType(SamplePackets.CONTENT_TYPE)
                    .withUserProperties(Mqtt5UserProperties.of(ImmutableList.of(
                            MqttUserProperty.of(SamplePackets.USER_PROPERTY_NAME, SamplePackets.USER_PROPERTY_VALUE))));
        }
        received = message.build();
        encoder = version.isMqtt5()
                ? new Mqtt5PublishEncoder(null, new SecurityConfigurationServiceImpl())
                : new Mqtt3PublishEncoder();
    }

    void writeTo(ByteBuf out, int packetId) {
        PUBLISH own = new PUBLISHFactory.Mqtt5Builder()
                .fromPublish(received)
                .withQoS(QoS.AT_LEAST_ONCE)
                .withRetain(false)
                .withSubscriptionIdentifiers(ImmutableIntArray.of())
                .withPacketIdentifier(packetId)
                .build();
        out.ensureWritable(encoder.bufferSize(receiver, own));
        encoder.encode(receiver, own, out);
    }
}
