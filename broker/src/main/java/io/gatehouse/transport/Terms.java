package io.gatehouse.transport;

import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.mqtt.ConnackProperties;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.wire.WireLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this server grants a client, whatever the client asks for; made once from the configuration.
 *
 * @param extended the OASIS specification in full; else AWS IoT Core's subset
 * @param reasonStrings whether a client that asks for problem information is told a reason in words
 * @param maxOutboundBytes that may wait in one connection's socket
 * @param maxSignedConnection how long one lasts that a signature opened; zero for as long as it likes
 */
public record Terms(
        boolean extended,
        WireLimits wireLimits,
        int receiveMaximum,
        int minKeepAliveSeconds,
        int maxKeepAliveSeconds,
        Duration connectTimeout,
        Duration packetTimeout,
        int maxOutboundBytes,
        boolean reasonStrings,
        Duration maxSignedConnection) {

    public static Terms of(Compatibility compatibility, LimitSettings limits, SessionSettings sessions) {
        return new Terms(
                compatibility == Compatibility.EXTENDED,
                new WireLimits(
                        limits.maxPacketBytesBeforeConnect(),
                        limits.maxPacketBytes(),
                        limits.maxClientIdBytes(),
                        limits.maxTopicBytes(),
                        limits.maxTopicLevels(),
                        limits.maxUserPropertyBytes(),
                        limits.maxPayloadBytes(),
                        limits.maxSubscriptionsPerPacket(),
                        limits.topicAliasMaximum()),
                limits.receiveMaximum(),
                (int) sessions.minKeepAlive().toSeconds(),
                (int) sessions.maxKeepAlive().toSeconds(),
                limits.connectTimeout(),
                limits.packetTimeout(),
                limits.maxOutboundBytes(),
                sessions.reasonStrings(),
                sessions.maxSignedConnection());
    }

    public Qos maximumQos() {
        return extended ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE;
    }

    /** The keep-alive that holds: what was asked for, moved into the configured range. 0 is none. */
    int keepAliveSeconds(int asked) {
        if (maxKeepAliveSeconds > 0 && (asked == 0 || asked > maxKeepAliveSeconds)) {
            return maxKeepAliveSeconds;
        }
        return asked == 0 ? 0 : Math.max(asked, minKeepAliveSeconds);
    }

    /**
     * @param assignedClientId set when the client sent none [MQTT-3.1.3-7]
     * @param thing its name is where responses to this client belong: its policy lets it subscribe there
     */
    ConnackProperties granted(
            Connect connect, long expirySeconds, @Nullable String assignedClientId, @Nullable String thing) {
        return new ConnackProperties(
                expirySeconds,
                receiveMaximum,
                maximumQos(),
                true,
                wireLimits.maxPacketBytes(),
                assignedClientId,
                wireLimits.topicAliasMaximum(),
                true,
                extended,
                true,
                keepAliveSeconds(connect.keepAliveSeconds()),
                extended && connect.requestResponseInformation() ? thing : null); // section 3.2.2.3.15
    }
}
