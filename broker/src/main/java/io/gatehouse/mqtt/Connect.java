package io.gatehouse.mqtt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (section 3.1). A 3.1.1 packet has no properties: it arrives with the values that mean the same, so that
 * nothing above the codec asks for the version.
 *
 * @param clientId empty when the client asks for an assigned one
 * @param cleanStart clean start of 5.0, clean session of 3.1.1
 * @param keepAliveSeconds 0 for none asked
 * @param sessionExpirySeconds 0 ends with the connection, {@link #NEVER_EXPIRES} stays; a 3.1.1 client without clean
 *     session is {@link #NEVER_EXPIRES} here and cut to the configured maximum later
 * @param receiveMaximum how many QoS 1 and 2 messages the client takes unacknowledged, 1 to 65,535
 * @param maximumPacketSizeBytes largest packet the client takes; {@link Integer#MAX_VALUE} when it named none
 * @param topicAliasMaximum highest alias the client takes, 0 for none
 * @param authenticationMethod set when the client asks for enhanced authentication, which Gatehouse refuses (0x8C)
 * @param username ignored on mutual-TLS listeners: AWS SDKs put metrics there
 */
public record Connect(
        ProtocolVersion version,
        String clientId,
        boolean cleanStart,
        int keepAliveSeconds,
        long sessionExpirySeconds,
        int receiveMaximum,
        int maximumPacketSizeBytes,
        int topicAliasMaximum,
        boolean requestResponseInformation,
        boolean requestProblemInformation,
        List<UserProperty> userProperties,
        @Nullable String authenticationMethod,
        @Nullable Will will,
        @Nullable String username)
        implements Packet {

    /** The session expiry interval that means "keep it" (section 3.1.2.11.2). */
    public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

    public Connect {
        userProperties = List.copyOf(userProperties);
    }
}
