package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.mqtt.message.connect.CONNECT;
import com.hivemq.mqtt.message.connect.Mqtt5CONNECT;
import com.hivemq.mqtt.message.connect.MqttWillPublish;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.mqtt5.MqttUserProperty;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.mqtt.Will;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HiveMQ's CONNECT as ours: "not set" becomes the value that means the same. */
final class ConnectTranslation {
    private static final int LARGEST_RECEIVE_MAXIMUM = 65_535;
    private static final long LARGEST_FOUR_BYTES = 0xFFFF_FFFFL;

    private ConnectTranslation() {}

    static Connect of(CONNECT connect, ProtocolVersion version, boolean isClientIdAssigned) {
        boolean mqtt5 = version.isMqtt5();
        MqttWillPublish will = connect.getWillPublish();
        return new Connect(
                version,
                isClientIdAssigned ? "" : connect.getClientIdentifier(), // ours are assigned later, not by HiveMQ
                connect.isCleanStart(),
                connect.getKeepAlive(),
                mqtt5 ? sessionExpiry(connect.getSessionExpiryInterval()) : sessionExpiryOf(connect.isCleanStart()),
                mqtt5 ? Math.min(connect.getReceiveMaximum(), LARGEST_RECEIVE_MAXIMUM) : LARGEST_RECEIVE_MAXIMUM,
                mqtt5 ? maximumPacketSize(connect.getMaximumPacketSize()) : Integer.MAX_VALUE,
                mqtt5 ? connect.getTopicAliasMaximum() : 0,
                mqtt5 && connect.isResponseInformationRequested(),
                !mqtt5 || connect.isProblemInformationRequested(),
                userProperties(connect.getUserProperties()),
                connect.getAuthMethod(),
                will == null ? null : willOf(will, mqtt5),
                connect.getUsername());
    }

    /** Clean session of 3.1.1 starts and ends it; without, it stays (section 3.1.2.4 of 3.1.1). */
    private static long sessionExpiryOf(boolean cleanSession) {
        return cleanSession ? 0 : Connect.NEVER_EXPIRES;
    }

    private static long sessionExpiry(long seconds) {
        return seconds > Connect.NEVER_EXPIRES ? 0 : seconds; // absent means 0 (section 3.1.2.11.2)
    }

    private static int maximumPacketSize(long bytes) {
        return bytes >= Mqtt5CONNECT.DEFAULT_MAXIMUM_PACKET_SIZE_NO_LIMIT ? Integer.MAX_VALUE : (int) bytes;
    }

    private static List<UserProperty> userProperties(Mqtt5UserProperties properties) {
        List<MqttUserProperty> theirs = properties.asList();
        if (theirs.isEmpty()) {
            return List.of();
        }
        List<UserProperty> ours = new ArrayList<>(theirs.size());
        for (MqttUserProperty property : theirs) {
            ours.add(new UserProperty(property.getName(), property.getValue()));
        }
        return ours;
    }

    private static Will willOf(MqttWillPublish will, boolean mqtt5) {
        long delay = will.getDelayInterval();
        byte @Nullable [] payload = will.getPayload();
        return new Will(
                Topic.of(will.getTopic()),
                payload == null ? Payload.empty() : Payload.copyOf(payload), // detached: it outlives the receive buffer
                Qos.of(will.getQos().getQosNumber()),
                will.isRetain(),
                mqtt5 ? willProperties(will) : PublishProperties.NONE, // theirs presumes an expiry for 3.1.1
                delay > LARGEST_FOUR_BYTES ? 0 : delay);
    }

    private static PublishProperties willProperties(MqttWillPublish will) {
        long expiry = will.getMessageExpiryInterval();
        long expirySeconds = expiry > LARGEST_FOUR_BYTES ? PublishProperties.NO_EXPIRY : expiry;
        byte[] forwarded = ForwardedWillProperties.encode(will);
        return expirySeconds == PublishProperties.NO_EXPIRY && forwarded.length == 0
                ? PublishProperties.NONE
                : new PublishProperties(expirySeconds, forwarded);
    }
}
