package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_5;
import static io.gatehouse.mqtt.ReasonCode.BAD_USER_NAME_OR_PASSWORD;
import static io.gatehouse.mqtt.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static io.gatehouse.mqtt.ReasonCode.GRANTED_QOS_1;
import static io.gatehouse.mqtt.ReasonCode.GRANTED_QOS_2;
import static io.gatehouse.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.gatehouse.mqtt.ReasonCode.NOT_AUTHORIZED;
import static io.gatehouse.mqtt.ReasonCode.NO_MATCHING_SUBSCRIBERS;
import static io.gatehouse.mqtt.ReasonCode.NO_SUBSCRIPTION_EXISTED;
import static io.gatehouse.mqtt.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static io.gatehouse.mqtt.ReasonCode.SERVER_BUSY;
import static io.gatehouse.mqtt.ReasonCode.SERVER_SHUTTING_DOWN;
import static io.gatehouse.mqtt.ReasonCode.SUCCESS;
import static io.gatehouse.mqtt.ReasonCode.TOPIC_FILTER_INVALID;
import static io.gatehouse.mqtt.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;

import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.ConnackProperties;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Pingresp;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.wire.WireVectors.Table;
import java.util.List;

/** What the broker sends, all but PUBLISH. */
final class ServerVectors {
    static final ConnackProperties GENEROUS = new ConnackProperties(
            0, 65_535, Qos.EXACTLY_ONCE, true, 262_144, null, 0, true, true, true, 60, null);

    private ServerVectors() {}

    static void addTo(Table t) {
        connacks3(t);
        connacks5(t);
        acknowledgements(t);
        subscriptions(t);
        rest(t);
    }

    private static void connacks3(Table t) {
        Connack accepted = new Connack(false, SUCCESS, GENEROUS, null);
        Connack resumed = new Connack(true, SUCCESS, GENEROUS, null);
        t.sends(MQTT_3_1_1, "CONNACK", "3.2", accepted, "20 02 00 00");
        t.sends(MQTT_3_1_1, "CONNACK with session", "MQTT-3.2.2-2", resumed, "20 02 01 00");
        t.sends(MQTT_3_1, "CONNACK of 3.1, which has no such flag", "3.2.2.2", resumed, "20 02 00 00");
        t.sends(MQTT_3_1_1, "CONNACK refusal with session flag 0", "MQTT-3.2.2-4",
                new Connack(true, NOT_AUTHORIZED, null, null), "20 02 00 05");
        t.sends(MQTT_3_1_1, "CONNACK version", "MQTT-3.1.2-2",
                Connack.refused(UNSUPPORTED_PROTOCOL_VERSION, null), "20 02 00 01");
        t.sends(MQTT_3_1_1, "CONNACK client id", "MQTT-3.1.3-9",
                Connack.refused(CLIENT_IDENTIFIER_NOT_VALID, "why"), "20 02 00 02");
        t.sends(MQTT_3_1_1, "CONNACK busy", "3.2.2.3", Connack.refused(SERVER_BUSY, null), "20 02 00 03");
        t.sends(MQTT_3_1_1, "CONNACK password", "3.2.2.3", Connack.refused(BAD_USER_NAME_OR_PASSWORD, null),
                "20 02 00 04");
        t.sends(MQTT_3_1_1, "no CONNACK where no return code fits", "MQTT-3.2.2-6",
                Connack.refused(MALFORMED_PACKET, null), "");
    }

    private static void connacks5(Table t) {
        t.sends(MQTT_5, "CONNACK", "3.2", new Connack(true, SUCCESS, GENEROUS, null),
                "20 ~ 01 00 {11 00000000 27 00040000 13 003C}");
        t.sends(MQTT_5, "CONNACK with all it can say", "3.2.2.3",
                new Connack(false, SUCCESS,
                        new ConnackProperties(0xFFFF_FFFFL, 20, Qos.AT_LEAST_ONCE, false, 1024, "auto-1", 10, false,
                                false, false, 0, "r/"), "hello"),
                "20 ~ 00 00 {11 FFFFFFFF 21 0014 24 01 25 00 27 00000400 12 \"auto-1\" 22 000A 28 00 29 00 2A 00"
                        + " 13 0000 1A \"r/\" 1F \"hello\"}");
        t.sends(MQTT_5, "CONNACK refusal", "3.2.2.2", Connack.refused(NOT_AUTHORIZED, null), "20 03 00 87 00");
        t.sends(MQTT_5, "CONNACK refusal with a reason", "3.2.2.3.9", Connack.refused(NOT_AUTHORIZED, "why"),
                "20 ~ 00 87 {1F \"why\"}");
        t.sends(MQTT_5, "CONNACK version", "MQTT-3.1.2-2", Connack.refused(UNSUPPORTED_PROTOCOL_VERSION, null),
                "20 03 00 84 00");
    }

    private static void acknowledgements(Table t) {
        for (ProtocolVersion v : ProtocolVersion.values()) {
            t.sends(v, "PUBACK", "3.4.2.1", new Puback(1, SUCCESS), "40 02 0001");
            t.sends(v, "PUBREC", "3.5.2.1", new Pubrec(2, SUCCESS), "50 02 0002");
            t.sends(v, "PUBREL", "MQTT-3.6.1-1", new Pubrel(3, SUCCESS), "62 02 0003");
            t.sends(v, "PUBCOMP", "3.7.2.1", new Pubcomp(65_535, SUCCESS), "70 02 FFFF");
        }
        t.sends(MQTT_3_1_1, "PUBACK with a code nobody could read", "3.4", new Puback(1, NO_MATCHING_SUBSCRIBERS, "x"),
                "40 02 0001");
        t.sends(MQTT_5, "PUBACK with code", "3.4.2.1", new Puback(1, NO_MATCHING_SUBSCRIBERS), "40 03 0001 10");
        t.sends(MQTT_5, "PUBACK with a reason", "3.4.2.2.2", new Puback(1, NOT_AUTHORIZED, "why"),
                "40 ~ 0001 87 {1F \"why\"}");
        t.sends(MQTT_5, "PUBREC with code", "3.5.2.1", new Pubrec(1, NOT_AUTHORIZED), "50 03 0001 87");
        t.sends(MQTT_5, "PUBREL with code", "3.6.2.1", new Pubrel(1, PACKET_IDENTIFIER_NOT_FOUND), "62 03 0001 92");
        t.sends(MQTT_5, "PUBCOMP with code", "3.7.2.1", new Pubcomp(1, PACKET_IDENTIFIER_NOT_FOUND), "70 03 0001 92");
    }

    private static void subscriptions(Table t) {
        Suback mixed = new Suback(1, List.of(SUCCESS, GRANTED_QOS_1, GRANTED_QOS_2, TOPIC_FILTER_INVALID), "why");
        t.sends(MQTT_3_1_1, "SUBACK with the one failure there is", "3.9.3", mixed, "90 06 0001 00 01 02 80");
        t.sends(MQTT_5, "SUBACK", "3.9.3", mixed, "90 ~ 0001 {1F \"why\"} 00 01 02 8F");
        t.sends(MQTT_5, "SUBACK without a reason", "3.9.2", new Suback(1, List.of(NOT_AUTHORIZED), null),
                "90 04 0001 00 87");
        Unsuback gone = new Unsuback(1, List.of(SUCCESS, NO_SUBSCRIPTION_EXISTED));
        t.sends(MQTT_3_1_1, "UNSUBACK without codes", "3.11", gone, "B0 02 0001");
        t.sends(MQTT_5, "UNSUBACK", "MQTT-3.11.3-1", gone, "B0 ~ 0001 {} 00 11");
    }

    private static void rest(Table t) {
        for (ProtocolVersion v : ProtocolVersion.values()) {
            t.sends(v, "PINGRESP", "3.13", Pingresp.INSTANCE, "D0 00");
        }
        Disconnect leaving = new Disconnect(SERVER_SHUTTING_DOWN, Disconnect.UNCHANGED, null);
        t.sends(MQTT_3_1_1, "no DISCONNECT before 5.0", "3.14", leaving, "");
        t.sends(MQTT_5, "DISCONNECT", "3.14.2.1", leaving, "E0 01 8B");
        t.sends(MQTT_5, "DISCONNECT with a reason, never with session expiry", "MQTT-3.14.2-2",
                new Disconnect(SERVER_SHUTTING_DOWN, 10, "why"), "E0 ~ 8B {1F \"why\"}");
        t.sends(MQTT_5, "AUTH", "3.15", new Auth(SUCCESS), "F0 02 00 00");
        t.sends(MQTT_3_1_1, "no AUTH before 5.0", "3.15", new Auth(SUCCESS), "");
    }
}
