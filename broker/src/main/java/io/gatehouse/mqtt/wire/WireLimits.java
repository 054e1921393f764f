package io.gatehouse.mqtt.wire;

/**
 * What one connection may send, checked before memory is spent on it.
 *
 * @param maxPacketBytesBeforeConnect largest packet, fixed header included, until {@link PacketDecoder#admitted()}
 * @param maxPacketBytes largest packet afterwards
 * @param maxClientIdBytes in UTF-8
 * @param maxTopicBytes topic names and filters, in UTF-8
 * @param maxTopicLevels levels of a topic name, {@code a/b/c} has 3; filters are judged by the session, one by one
 * @param maxUserPropertyBytes names and values of all user properties of one packet, and 5 bytes of frame for each
 * @param maxPayloadBytes payload of a PUBLISH or will
 * @param maxFiltersPerPacket filters in one SUBSCRIBE or UNSUBSCRIBE
 * @param topicAliasMaximum highest alias a client may use, 0 for none
 */
public record WireLimits(
        int maxPacketBytesBeforeConnect,
        int maxPacketBytes,
        int maxClientIdBytes,
        int maxTopicBytes,
        int maxTopicLevels,
        int maxUserPropertyBytes,
        int maxPayloadBytes,
        int maxFiltersPerPacket,
        int topicAliasMaximum) {}
