package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_5;
import static io.gatehouse.mqtt.ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
import static io.gatehouse.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.gatehouse.mqtt.ReasonCode.PACKET_TOO_LARGE;
import static io.gatehouse.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.gatehouse.mqtt.ReasonCode.QUOTA_EXCEEDED;
import static io.gatehouse.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.gatehouse.mqtt.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static io.gatehouse.mqtt.wire.Sketch.connect;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.UserProperty;
import io.gatehouse.mqtt.wire.WireVectors.Table;

/** CONNECT (section 3.1). */
final class ConnectVectors {
    private static final String V3 = "10 ~ \"MQTT\" 04 ";
    private static final String V5 = "10 ~ \"MQTT\" 05 ";

    private ConnectVectors() {}

    static void addTo(Table t) {
        valid3(t);
        valid5(t);
        version(t);
        refused3(t);
        refused5(t);
        refusedWill5(t);
    }

    private static void valid3(Table t) {
        t.accepts(MQTT_3_1_1, "CONNECT clean", "3.1", V3 + "02 003C \"lamp\"", connect(MQTT_3_1_1).done());
        t.accepts(MQTT_3_1_1, "CONNECT kept", "3.1.2.4", V3 + "00 0000 \"lamp\"",
                connect(MQTT_3_1_1).kept(Connect.NEVER_EXPIRES).keepAlive(0).done());
        t.accepts(MQTT_3_1_1, "CONNECT without client id", "MQTT-3.1.3-6", V3 + "02 003C \"\"",
                connect(MQTT_3_1_1).id("").done());
        t.accepts(MQTT_3_1_1, "CONNECT with user name and password", "3.1.3.5",
                V3 + "C2 003C \"lamp\" \"user\" \"secret\"", connect(MQTT_3_1_1).username("user").done());
        t.accepts(MQTT_3_1_1, "CONNECT with will", "3.1.2.5", V3 + "2E 003C \"lamp\" \"lamp/gone\" \"bye\"",
                connect(MQTT_3_1_1).will("lamp/gone", "bye", 1, true).done());
        t.accepts(MQTT_3_1_1, "CONNECT with empty will payload", "3.1.3.3", V3 + "06 003C \"lamp\" \"w\" \"\"",
                connect(MQTT_3_1_1).will("w", "", 0, false).done());
        t.accepts(MQTT_3_1_1, "CONNECT with a BOM in the client id, kept as it is", "MQTT-1.5.4-3",
                V3 + "02 003C 0004 EFBBBF61", connect(MQTT_3_1_1).id("\uFEFFa").done());
        t.accepts(MQTT_3_1_1, "CONNECT with everything", "3.1", V3 + "F6 0001 \"lamp\" \"w/x\" \"bye\" \"u\" \"p\"",
                connect(MQTT_3_1_1).keepAlive(1).will("w/x", "bye", 2, true).username("u").done());
        t.accepts(MQTT_3_1, "CONNECT of 3.1", "MQTT-3.1.2-1", "10 ~ \"MQIsdp\" 03 02 003C \"lamp\"",
                connect(MQTT_3_1).done());
        t.accepts(MQTT_3_1, "CONNECT of 3.1, kept", "3.1.2.4", "10 ~ \"MQIsdp\" 03 00 003C \"lamp\"",
                connect(MQTT_3_1).kept(Connect.NEVER_EXPIRES).done());
    }

    private static void valid5(Table t) {
        t.accepts(MQTT_5, "CONNECT", "3.1", V5 + "02 003C {} \"lamp\"", connect(MQTT_5).done());
        t.accepts(MQTT_5, "CONNECT without client id", "MQTT-3.1.3-6", V5 + "00 003C {} \"\"",
                connect(MQTT_5).kept(0).id("").done());
        t.accepts(MQTT_5, "CONNECT that stays for an hour", "3.1.2.11.2", V5 + "00 003C {11 00000E10} \"lamp\"",
                connect(MQTT_5).kept(3600).done());
        t.accepts(MQTT_5, "CONNECT that never expires", "3.1.2.11.2", V5 + "02 003C {11 FFFFFFFF} \"lamp\"",
                connect(MQTT_5).expiry(Connect.NEVER_EXPIRES).done());
        t.accepts(MQTT_5, "CONNECT with limits", "3.1.2.11",
                V5 + "02 003C {21 0014 27 00010000 22 000A 19 01 17 00} \"lamp\"",
                connect(MQTT_5).receiveMaximum(20).maximumPacketSize(65_536).aliasMaximum(10)
                        .responseInformation().noProblemInformation().done());
        t.accepts(MQTT_5, "CONNECT with a maximum packet size beyond any packet", "3.1.2.11.4",
                V5 + "02 003C {27 FFFFFFFF} \"lamp\"", connect(MQTT_5).done());
        t.accepts(MQTT_5, "CONNECT with user properties, in order, repeated", "3.1.2.11.8",
                V5 + "02 003C {26 \"a\" \"1\" 26 \"a\" \"2\"} \"lamp\"",
                connect(MQTT_5).users(new UserProperty("a", "1"), new UserProperty("a", "2")).done());
        t.accepts(MQTT_5, "CONNECT with a line break in a user property", "1.5.4",
                V5 + "02 003C {26 \"a\" 0001 0A} \"lamp\"",
                connect(MQTT_5).users(new UserProperty("a", "\n")).done());
        t.accepts(MQTT_5, "CONNECT with enhanced authentication", "4.12",
                V5 + "02 003C {15 \"SCRAM\" 16 0002 0102} \"lamp\"", connect(MQTT_5).method("SCRAM").done());
        t.accepts(MQTT_5, "CONNECT with password but no user name", "3.1.2.9",
                V5 + "42 003C {} \"lamp\" \"secret\"", connect(MQTT_5).done());
        t.accepts(MQTT_5, "CONNECT with will", "3.1.2.5", V5 + "36 003C {} \"lamp\" {} \"lamp/gone\" \"bye\"",
                connect(MQTT_5).will("lamp/gone", "bye", 2, true).done());
        t.accepts(MQTT_5, "CONNECT with will and its properties", "3.1.3.2",
                V5 + "06 003C {} \"lamp\" {18 00000005 01 01 02 0000000A 03 \"t\" 08 \"r\" 09 0001 FF 26 \"k\" \"v\"}"
                        + " \"w\" \"bye\"",
                connect(MQTT_5).will("w", "bye", 0, false,
                        new PublishProperties(10, WireBytes.of("01 01 03 \"t\" 08 \"r\" 09 0001 FF 26 \"k\" \"v\"")),
                        5).done());
    }

    private static void version(Table t) {
        t.refuses(MQTT_3_1_1, "CONNECT of level 3 under the name of 3.1.1", "MQTT-3.1.2-2",
                "10 ~ \"MQTT\" 03 02 003C \"lamp\"", UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_5, "CONNECT of level 6", "MQTT-3.1.2-2", "10 ~ \"MQTT\" 06 02 003C {} \"lamp\"",
                UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT of level 0", "MQTT-3.1.2-2", "10 ~ \"MQTT\" 00 02 003C \"lamp\"",
                UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT of a bridge, level 0x84", "MQTT-3.1.2-2",
                "10 ~ \"MQTT\" 84 02 003C \"lamp\"", UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT with the name in lower case", "MQTT-3.1.2-1",
                "10 ~ \"mqtt\" 04 02 003C \"lamp\"", UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT with no name", "MQTT-3.1.2-1", "10 ~ \"\" 04 02 003C \"lamp\"",
                UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT of 3.1's name and level 4", "MQTT-3.1.2-2",
                "10 ~ \"MQIsdp\" 04 02 003C \"lamp\"", UNSUPPORTED_PROTOCOL_VERSION);
        t.refuses(MQTT_3_1_1, "CONNECT that ends in its name", "1.5.4", "10 ~ 0004 'MQ'", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT without body", "3.1.2", "10 00", MALFORMED_PACKET);
    }

    private static void refused3(Table t) {
        t.refuses(MQTT_3_1_1, "CONNECT with fixed header flags", "MQTT-2.1.3-1", "11 ~ \"MQTT\" 04 02 003C \"lamp\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with the reserved flag", "MQTT-3.1.2-3", V3 + "03 003C \"lamp\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with will QoS but no will", "MQTT-3.1.2-11", V3 + "0A 003C \"lamp\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with will retain but no will", "MQTT-3.1.2-13", V3 + "22 003C \"lamp\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with will QoS 3", "MQTT-3.1.2-12", V3 + "1E 003C \"lamp\" \"w\" \"\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with password but no user name", "MQTT-3.1.2-22", V3 + "42 003C \"lamp\" \"p\"",
                PROTOCOL_ERROR);
        t.refuses(MQTT_3_1_1, "CONNECT kept without client id", "MQTT-3.1.3-8", V3 + "00 003C \"\"",
                CLIENT_IDENTIFIER_NOT_VALID);
        t.refuses(MQTT_3_1, "CONNECT of 3.1 without client id", "MQTT-3.1.3-8",
                "10 ~ \"MQIsdp\" 03 02 003C \"\"", CLIENT_IDENTIFIER_NOT_VALID);
        t.refuses(MQTT_3_1_1, "CONNECT with a byte after its last field", "2.1.4", V3 + "02 003C \"lamp\" 00",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT that lacks the announced user name", "MQTT-3.1.3-1", V3 + "82 003C \"lamp\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT that lacks the announced password", "MQTT-3.1.3-1",
                V3 + "C2 003C \"lamp\" \"user\"", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with a cut will payload", "MQTT-3.1.3-1",
                V3 + "06 003C \"lamp\" \"w\" 0005 'bye'", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT without will payload", "MQTT-3.1.3-1", V3 + "06 003C \"lamp\" \"w\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with a cut client id", "MQTT-3.1.3-4", V3 + "02 003C 0005 'lamp'",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT whose client id is no UTF-8", "MQTT-3.1.3-4", V3 + "02 003C 0002 C328",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with U+0000 in the client id", "MQTT-1.5.4-2", V3 + "02 003C 0002 6100",
                MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with a line break in the client id", "1.5.4", V3 + "02 003C 0002 610A",
                CLIENT_IDENTIFIER_NOT_VALID);
        t.refuses(MQTT_3_1_1, "CONNECT with a C1 control in the client id", "1.5.4", V3 + "02 003C 0002 C285",
                CLIENT_IDENTIFIER_NOT_VALID);
        t.refuses(MQTT_3_1_1, "CONNECT whose user name is no UTF-8", "MQTT-3.1.3-11",
                V3 + "82 003C \"lamp\" 0003 EDA080", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with a client id over the limit", "MQTT-3.1.3-8", V3 + "02 003C 0041 61*65",
                CLIENT_IDENTIFIER_NOT_VALID);
        t.refuses(MQTT_3_1_1, "CONNECT with a wildcard in the will topic", "MQTT-3.3.2-2",
                V3 + "06 003C \"lamp\" \"w/#\" \"\"", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "CONNECT with an empty will topic", "MQTT-4.7.3-1", V3 + "06 003C \"lamp\" \"\" \"\"",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "CONNECT with a will topic over the limit", "4.7.3",
                V3 + "06 003C \"lamp\" 0081 61*129 \"\"", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "CONNECT over the limit before anybody is known", "MQTT-3.2.2-15", "10 FE07",
                PACKET_TOO_LARGE);
        t.refuses(MQTT_3_1_1, "CONNECT that announces the largest packet there is", "MQTT-3.2.2-15", "10 FFFFFF7F",
                PACKET_TOO_LARGE);
        t.refuses(MQTT_3_1_1, "CONNECT with five bytes of length", "2.1.4", "10 8080808001", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "CONNECT with a padded length", "MQTT-1.5.5-1",
                "10 9000 \"MQTT\" 04 02 003C \"lamp\"", MALFORMED_PACKET);
    }

    private static void refused5(Table t) {
        String end = " \"lamp\"";
        t.refuses(MQTT_5, "CONNECT with the reserved flag", "MQTT-3.1.2-3", V5 + "03 003C {}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with receive maximum 0", "3.1.2.11.3", V5 + "02 003C {21 0000}" + end,
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with receive maximum twice", "3.1.2.11.3",
                V5 + "02 003C {21 0001 21 0001}" + end, PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with maximum packet size 0", "3.1.2.11.4",
                V5 + "02 003C {27 00000000}" + end, PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with session expiry twice", "3.1.2.11.2",
                V5 + "02 003C {11 00000001 11 00000001}" + end, PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with topic alias maximum twice", "3.1.2.11.5",
                V5 + "02 003C {22 0001 22 0001}" + end, PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with request problem information 2", "3.1.2.11.7",
                V5 + "02 003C {17 02}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with request response information 2", "3.1.2.11.6",
                V5 + "02 003C {19 02}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with authentication data but no method", "3.1.2.11.10",
                V5 + "02 003C {16 0001 00}" + end, PROTOCOL_ERROR);
        t.refuses(MQTT_5, "CONNECT with a property of PUBLISH", "2.2.2.2", V5 + "02 003C {23 0001}" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with an unknown property", "2.2.2.2", V5 + "02 003C {7F 00}" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a property identifier of two bytes", "2.2.2.2",
                V5 + "02 003C {A101 0001}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a padded property identifier", "MQTT-1.5.5-1",
                V5 + "02 003C {A100 0001}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a cut property", "2.2.2", V5 + "02 003C {21 00}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with properties longer than itself", "2.2.2.1", V5 + "02 003C 7F" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with properties of 268,435,455 bytes", "2.2.2.1", V5 + "02 003C FFFFFF7F" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a property length of five bytes", "1.5.5", V5 + "02 003C FFFFFFFF7F" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a padded property length", "MQTT-1.5.5-1", V5 + "02 003C 8000" + end,
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with user properties over the limit", "2.2.2.2",
                V5 + "02 003C {26 \"k\" 00FB 61*251}" + end, QUOTA_EXCEEDED);
        t.refuses(MQTT_5, "CONNECT with fifty-two empty user properties", "2.2.2.2",
                V5 + "02 003C {" + "26 \"\" \"\" ".repeat(52) + "}" + end, QUOTA_EXCEEDED);
        t.refuses(MQTT_5, "CONNECT whose user property is no UTF-8", "MQTT-1.5.4-1",
                V5 + "02 003C {26 0001 FF \"v\"}" + end, MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT with a byte after its last field", "2.1.4", V5 + "02 003C {}" + end + " 00",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT without properties", "3.1.2.11.1", V5 + "02 003C", MALFORMED_PACKET);
        t.refuses(MQTT_5, "CONNECT without client id field", "MQTT-3.1.3-3", V5 + "02 003C {}", MALFORMED_PACKET);
    }

    private static void refusedWill5(Table t) {
        String will = V5 + "06 003C {} \"lamp\" ";
        t.refuses(MQTT_5, "will with delay twice", "3.1.3.2.2", will + "{18 00000001 18 00000001} \"w\" \"\"",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "will with format indicator 2", "3.1.3.2.3", will + "{01 02} \"w\" \"\"", MALFORMED_PACKET);
        t.refuses(MQTT_5, "will with a property of CONNECT", "2.2.2.2", will + "{21 0001} \"w\" \"\"",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "will with a wildcard in the response topic", "3.1.3.2.6", will + "{08 \"a/+\"} \"w\" \"\"",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_5, "will without properties", "3.1.3.2.1", V5 + "06 003C {} \"lamp\"", MALFORMED_PACKET);
        t.refuses(MQTT_5, "will with a wildcard in the topic", "MQTT-3.3.2-2", will + "{} \"+\" \"\"",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_5, "will with too many levels in the topic", "4.7.3", will + "{} \"////////\" \"\"",
                TOPIC_NAME_INVALID);
    }
}
