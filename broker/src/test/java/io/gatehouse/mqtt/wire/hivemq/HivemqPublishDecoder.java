package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.bootstrap.UndefinedClientConnection;
import com.hivemq.codec.decoder.MqttDecoder;
import com.hivemq.codec.decoder.mqtt3.Mqtt3PublishDecoder;
import com.hivemq.codec.decoder.mqtt5.Mqtt5PublishDecoder;
import com.hivemq.codec.encoder.mqtt5.Mqtt5PayloadFormatIndicator;
import com.hivemq.configuration.HivemqId;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.configuration.service.impl.ConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.MqttConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.RestrictionsConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.SecurityConfigurationServiceImpl;
import com.hivemq.limitation.TopicAliasLimiterImpl;
import com.hivemq.mqtt.message.Message;
import com.hivemq.mqtt.message.ProtocolVersion;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.gatehouse.mqtt.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** HiveMQ's PUBLISH decoders, asked what a packet says. Confined to one thread. */
public final class HivemqPublishDecoder {
    private static final long LARGEST_EXPIRY = 0xFFFF_FFFFL;
    private static final String ALIASED = "name behind an alias";

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final int topicAliasMaximum;
    private final MqttDecoder<? extends Message> decoder3;
    private final MqttDecoder<? extends Message> decoder5;

    /** @param strictStrings whether control characters and noncharacters are refused in every string */
    public HivemqPublishDecoder(boolean strictStrings, int topicAliasMaximum) {
        this.topicAliasMaximum = topicAliasMaximum;
        SecurityConfigurationServiceImpl security = new SecurityConfigurationServiceImpl();
        security.setValidateUTF8(strictStrings);
        FullConfigurationService configuration = new ConfigurationServiceImpl(
                null,
                new MqttConfigurationServiceImpl(),
                new RestrictionsConfigurationServiceImpl(),
                security,
                null,
                null);
        Refusals refusals = new Refusals("3.3");
        HivemqId id = new HivemqId();
        decoder3 = new Mqtt3PublishDecoder(id, refusals, configuration);
        decoder5 = new Mqtt5PublishDecoder(refusals, id, configuration, new TopicAliasLimiterImpl());
    }

    /** What the packet says, field by field, or {@code null} where it is refused. */
    public @Nullable String decode(boolean mqtt5, int flags, ByteBuf body) {
        UndefinedClientConnection connection = new UndefinedClientConnection(channel, null, null);
        connection.setProtocolVersion(mqtt5 ? ProtocolVersion.MQTTv5 : ProtocolVersion.MQTTv3_1_1);
        String[] aliases = new String[topicAliasMaximum];
        Arrays.fill(aliases, ALIASED);
        connection.setTopicAliasMapping(aliases);
        try {
            byte header = (byte) (0x30 | flags);
            PUBLISH publish = (PUBLISH) (mqtt5 ? decoder5 : decoder3).decode(connection, body, header);
            return publish == null ? null : describe(publish, mqtt5);
        } catch (ProtocolException | IndexOutOfBoundsException refused) {
            return null; // the second where a 3.1.1 packet lacks its packet id
        }
    }

    private static String describe(PUBLISH publish, boolean mqtt5) {
        long expiry = publish.getMessageExpiryInterval();
        String topic = publish.getTopic();
        StringBuilder text = new StringBuilder()
                .append(topic.equals(ALIASED) ? "" : topic)
                .append(" qos=" + publish.getQoS().getQosNumber())
                .append(" retain=" + publish.isRetain())
                .append(" duplicate=" + publish.isDuplicateDelivery())
                .append(" packetId=" + publish.getPacketIdentifier())
                .append(" payload=" + hex(publish.getPayload()))
                .append(" expiry=" + (!mqtt5 || expiry > LARGEST_EXPIRY ? -1 : expiry));
        Mqtt5PayloadFormatIndicator indicator = publish.getPayloadFormatIndicator();
        if (indicator != null) {
            text.append(" format=" + indicator.getCode());
        }
        append(text, "type", publish.getContentType());
        append(text, "response", publish.getResponseTopic());
        byte[] correlation = publish.getCorrelationData();
        append(text, "correlation", correlation == null ? null : hex(correlation));
        for (MqttUserProperty user : publish.getUserProperties().asList()) {
            append(text, "user", user.getName() + "=" + user.getValue());
        }
        return text.toString();
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "" : HexFormat.of().formatHex(bytes);
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(' ').append(name).append('=').append(value);
        }
    }
}
