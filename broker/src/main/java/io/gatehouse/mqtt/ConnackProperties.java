package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * What the server grants a 5.0 client (section 3.2.2.3).
 *
 * @param sessionExpirySeconds the effective value; always sent, so that a client never has to guess
 * @param maximumPacketSizeBytes largest packet the server takes
 * @param assignedClientId set when the client sent an empty one
 * @param serverKeepAliveSeconds the effective value, 0 for none
 * @param responseInformation prefix for response topics, when asked for and configured
 */
public record ConnackProperties(
        long sessionExpirySeconds,
        int receiveMaximum,
        Qos maximumQos,
        boolean retainAvailable,
        int maximumPacketSizeBytes,
        @Nullable String assignedClientId,
        int topicAliasMaximum,
        boolean wildcardSubscriptionsAvailable,
        boolean subscriptionIdentifiersAvailable,
        boolean sharedSubscriptionsAvailable,
        int serverKeepAliveSeconds,
        @Nullable String responseInformation) {}
