package io.gatehouse.transport;

import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.Pingresp;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import java.util.Locale;

/** The control packet types of section 2.1.2 by number, for counters and traces. */
final class PacketTypes {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int SUBACK = 9;
    static final int UNSUBACK = 11;
    static final int DISCONNECT = 14;

    private PacketTypes() {}

    /** As the specification writes it: {@code PUBLISH}. */
    static String name(int type) {
        return LoopCounters.PACKET_TYPES.get(type).toUpperCase(Locale.ROOT);
    }

    static int of(Packet packet) {
        return switch (packet) {
            case Connect ignored -> 1;
            case Connack ignored -> CONNACK;
            case Publish ignored -> PUBLISH;
            case Puback ignored -> PUBACK;
            case Pubrec ignored -> 5;
            case Pubrel ignored -> 6;
            case Pubcomp ignored -> 7;
            case Subscribe ignored -> 8;
            case Suback ignored -> SUBACK;
            case Unsubscribe ignored -> 10;
            case Unsuback ignored -> UNSUBACK;
            case Pingreq ignored -> 12;
            case Pingresp ignored -> 13;
            case Disconnect ignored -> DISCONNECT;
            case Auth ignored -> 15;
        };
    }
}
