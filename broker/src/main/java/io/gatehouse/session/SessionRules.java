package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;

/**
 * What every session of this broker is held to; made once from the configuration.
 *
 * @param maximumQos QoS 2, or QoS 1 as AWS IoT Core
 * @param subscriptionIds whether subscription identifiers are offered
 * @param retainedForWildcards whether a wildcard filter gets retained messages
 * @param hashMatchesParent whether {@code a/#} matches {@code a}: the specification's way, or AWS IoT Core's
 * @param receiveMaximum QoS 2 messages a client may open towards the broker in one connection
 * @param maxInflight QoS 1 and 2 messages open towards a client
 * @param overflow what happens when {@code maxQueuedMessages} or {@code maxQueuedBytes} of a session is reached
 * @param backlogRate messages a second of what was stored while a session was away; 0 for no limit
 * @param maxExpirySeconds longest session expiry granted
 * @param refuseForeignCertificate refuse (or start clean) when another certificate presents a session's client id
 * @param sharing what becomes of the second client of one certificate
 */
public record SessionRules(
        Qos maximumQos,
        boolean subscriptionIds,
        boolean retainedForWildcards,
        boolean hashMatchesParent,
        int receiveMaximum,
        int maxInflight,
        int topicAliasMaximum,
        int maxSubscriptions,
        int maxTopicBytes,
        int maxTopicLevels,
        int maxQueuedMessages,
        long maxQueuedBytes,
        Overflow overflow,
        int backlogRate,
        long maxExpirySeconds,
        long maxWillDelaySeconds,
        int maxSessions,
        boolean refuseForeignCertificate,
        Sharing sharing) {}
