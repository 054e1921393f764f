package io.gatehouse.config;

import java.time.Duration;

/**
 * What one client may ask of the broker. Everything here is checked before memory is spent.
 *
 * @param maxPacketBytes largest packet taken from an admitted client (fixed header included)
 * @param maxPacketBytesBeforeConnect largest first packet, from a peer nobody knows yet
 * @param maxPayloadBytes largest payload of a PUBLISH or will
 * @param maxClientIdBytes in UTF-8
 * @param maxTopicBytes in UTF-8, for topic names and filters
 * @param maxTopicLevels levels of a topic name or filter, {@code a/b/c} has 3
 * @param maxSubscriptionsPerPacket filters in one SUBSCRIBE or UNSUBSCRIBE
 * @param maxSubscriptionsPerSession filters one session holds
 * @param receiveMaximum QoS 1 and 2 messages a client may have unacknowledged towards the broker
 * @param maxInflight QoS 1 and 2 messages the broker has unacknowledged towards one client, at most
 * @param topicAliasMaximum highest alias taken from, and given to, a client
 * @param maxUserPropertyBytes names and values of all user properties of one packet
 * @param connectTimeout from the end of the TLS handshake to a complete CONNECT
 * @param packetTimeout from the first byte of a later packet to its last
 * @param maxQueuedMessages messages that wait for one session
 * @param maxQueuedBytes of payload, properties and topic that wait for one session
 * @param maxRetainedMessages in the whole broker
 * @param maxRetainedBytes of all retained messages: payloads, properties, topics and the levels they are kept by
 * @param maxSessions sessions in the whole broker, connected or not
 * @param maxOutboundBytes bytes waiting in one connection's socket buffer before QoS 0 is dropped
 */
public record LimitSettings(
        int maxPacketBytes,
        int maxPacketBytesBeforeConnect,
        int maxPayloadBytes,
        int maxClientIdBytes,
        int maxTopicBytes,
        int maxTopicLevels,
        int maxSubscriptionsPerPacket,
        int maxSubscriptionsPerSession,
        int receiveMaximum,
        int maxInflight,
        int topicAliasMaximum,
        int maxUserPropertyBytes,
        Duration connectTimeout,
        Duration packetTimeout,
        int maxQueuedMessages,
        long maxQueuedBytes,
        int maxRetainedMessages,
        long maxRetainedBytes,
        int maxSessions,
        int maxOutboundBytes) {

    /** A remaining length ends at 268,435,455; what a broker adds to a packet it forwards needs room below that. */
    private static final int MOST_PACKET_BYTES = 268_435_455 - 64 * 1024;

    /** A client id is part of the topics of its lifecycle events, which end at 65,535 bytes. */
    private static final int MOST_CLIENT_ID_BYTES = 65_000;

    /** Limits of the extended mode: generous, finite. */
    public static final LimitSettings EXTENDED = new LimitSettings(
            256 * 1024,
            16 * 1024,
            255 * 1024,
            128,
            1024,
            32,
            100,
            1000,
            100,
            100,
            32,
            16 * 1024,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            1000,
            1024 * 1024,
            1_000_000,
            1024L * 1024 * 1024,
            1_000_000,
            256 * 1024);

    /** AWS IoT Core's numbers ("AWS IoT Core endpoints and quotas"). */
    public static final LimitSettings STRICT = new LimitSettings(
            146 * 1024,
            16 * 1024,
            128 * 1024,
            128,
            256,
            8,
            8,
            50,
            100,
            100,
            8,
            8 * 1024,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            1000,
            1024 * 1024,
            500_000,
            1024L * 1024 * 1024,
            500_000,
            256 * 1024);

    public LimitSettings {
        Check.range("maxPacketBytes", maxPacketBytes, 128, MOST_PACKET_BYTES);
        Check.range("maxPacketBytesBeforeConnect", maxPacketBytesBeforeConnect, 128, maxPacketBytes);
        Check.range("maxPayloadBytes", maxPayloadBytes, 0, maxPacketBytes);
        Check.range("maxClientIdBytes", maxClientIdBytes, 1, MOST_CLIENT_ID_BYTES);
        Check.range("maxTopicBytes", maxTopicBytes, 1, 65_535);
        Check.range("maxTopicLevels", maxTopicLevels, 1, 1024);
        Check.range("maxSubscriptionsPerPacket", maxSubscriptionsPerPacket, 1, 65_535);
        Check.range("maxSubscriptionsPerSession", maxSubscriptionsPerSession, 1, 1_000_000);
        Check.range("receiveMaximum", receiveMaximum, 1, 65_535);
        Check.range("maxInflight", maxInflight, 1, 65_535);
        Check.range("topicAliasMaximum", topicAliasMaximum, 0, 65_535);
        Check.range("maxUserPropertyBytes", maxUserPropertyBytes, 0, maxPacketBytes);
        Check.positive("connectTimeout", connectTimeout);
        Check.positive("packetTimeout", packetTimeout);
        Check.range("maxQueuedMessages", maxQueuedMessages, 0, Integer.MAX_VALUE);
        Check.range("maxQueuedBytes", maxQueuedBytes, 0, Long.MAX_VALUE);
        Check.range("maxRetainedMessages", maxRetainedMessages, 0, Integer.MAX_VALUE);
        Check.range("maxRetainedBytes", maxRetainedBytes, 0, Long.MAX_VALUE);
        Check.range("maxSessions", maxSessions, 1, Integer.MAX_VALUE);
        Check.range("maxOutboundBytes", maxOutboundBytes, 1024, Integer.MAX_VALUE);
    }

    public static LimitSettings defaultsOf(Compatibility compatibility) {
        return switch (compatibility) {
            case STRICT -> STRICT;
            case EXTENDED -> EXTENDED;
        };
    }
}
