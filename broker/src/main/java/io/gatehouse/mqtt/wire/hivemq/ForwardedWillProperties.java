package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.codec.encoder.mqtt5.Mqtt5PayloadFormatIndicator;
import com.hivemq.mqtt.message.connect.MqttWillPublish;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The will properties its receivers get (section 3.1.3.2), back in their wire form, which is how a message carries
 * them. User properties keep their order ([MQTT-3.1.3-10]); the order of the others means nothing.
 */
final class ForwardedWillProperties {
    private static final int PAYLOAD_FORMAT_INDICATOR = 0x01;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION_DATA = 0x09;
    private static final int USER_PROPERTY = 0x26;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ForwardedWillProperties() {}

    static byte[] encode(MqttWillPublish will) {
        ForwardedWillProperties properties = new ForwardedWillProperties();
        Mqtt5PayloadFormatIndicator indicator = will.getPayloadFormatIndicator();
        if (indicator != null) {
            properties.out.write(PAYLOAD_FORMAT_INDICATOR);
            properties.out.write(indicator.getCode());
        }
        properties.string(CONTENT_TYPE, will.getContentType());
        properties.string(RESPONSE_TOPIC, will.getResponseTopic());
        properties.binary(CORRELATION_DATA, will.getCorrelationData());
        List<MqttUserProperty> users = will.getUserProperties().asList();
        for (MqttUserProperty user : users) {
            properties.string(USER_PROPERTY, user.getName());
            properties.bytes(user.getValue().getBytes(StandardCharsets.UTF_8));
        }
        return properties.out.toByteArray();
    }

    private void string(int id, @Nullable String value) {
        binary(id, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private void binary(int id, byte @Nullable [] value) {
        if (value != null) {
            out.write(id);
            bytes(value);
        }
    }

    private void bytes(byte[] value) {
        out.write(value.length >> 8);
        out.write(value.length);
        out.writeBytes(value);
    }
}
