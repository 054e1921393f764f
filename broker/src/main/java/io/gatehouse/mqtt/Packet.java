package io.gatehouse.mqtt;

/**
 * One MQTT control packet, in either direction, free of its wire format: what differs between protocol versions lives
 * in {@code mqtt.wire} only. Switches over this type have no {@code default}, so that a new packet does not compile
 * until it is handled everywhere.
 */
public sealed interface Packet
        permits Connect,
                Connack,
                Publish,
                Puback,
                Pubrec,
                Pubrel,
                Pubcomp,
                Subscribe,
                Suback,
                Unsubscribe,
                Unsuback,
                Pingreq,
                Pingresp,
                Disconnect,
                Auth {}
