package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_5;
import static io.gatehouse.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.gatehouse.mqtt.ReasonCode.PACKET_TOO_LARGE;
import static io.gatehouse.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.gatehouse.mqtt.ReasonCode.QUOTA_EXCEEDED;
import static io.gatehouse.mqtt.ReasonCode.TOPIC_ALIAS_INVALID;
import static io.gatehouse.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.gatehouse.mqtt.wire.Sketch.publish;

import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.wire.WireVectors.Table;

/** PUBLISH from a client (section 3.3). */
final class PublishVectors {
    private PublishVectors() {}

    static void addTo(Table t) {
        valid3(t);
        valid5(t);
        for (ProtocolVersion version : ProtocolVersion.values()) {
            refusedInEveryVersion(t, version, version.isMqtt5() ? " {} " : " ");
        }
        refusedTopics(t);
        refusedProperties(t);
    }

    private static void valid3(Table t) {
        t.accepts(MQTT_3_1_1, "PUBLISH QoS 0", "3.3", "30 ~ \"a/b\" 'hi'", publish("a/b", "hi").done());
        t.accepts(MQTT_3_1, "PUBLISH of 3.1", "3.3", "30 ~ \"a/b\" 'hi'", publish("a/b", "hi").done());
        t.accepts(MQTT_3_1_1, "PUBLISH without payload", "3.3.3", "30 ~ \"a/b\"", publish("a/b", "").done());
        t.accepts(MQTT_3_1_1, "PUBLISH retained", "3.3.1.3", "31 ~ \"a\" 'x'", publish("a", "x").retain().done());
        t.accepts(MQTT_3_1_1, "PUBLISH QoS 1", "3.3", "32 ~ \"a\" 0001 'x'", publish("a", "x").qos(1, 1).done());
        t.accepts(MQTT_3_1_1, "PUBLISH QoS 2, sent again", "3.3.1.1", "3C ~ \"a\" FFFF 'x'",
                publish("a", "x").qos(2, 65_535).duplicate().done());
        t.accepts(MQTT_3_1_1, "PUBLISH to a topic of slashes", "4.7.3", "30 ~ \"//\" 'x'", publish("//", "x").done());
        t.accepts(MQTT_3_1_1, "PUBLISH to a topic with blanks and all of Unicode", "MQTT-4.7.3-3",
                "30 ~ \"a b/ü/→/𝄞\" 'x'", publish("a b/ü/→/𝄞", "x").done());
        t.accepts(MQTT_3_1_1, "PUBLISH to a reserved topic", "4.7.2", "30 ~ \"$aws/x\" 'x'",
                publish("$aws/x", "x").done());
        t.accepts(MQTT_3_1_1, "PUBLISH to the longest topic", "4.7.3", "30 ~ 0080 61*128",
                publish("a".repeat(128), "").done());
        t.accepts(MQTT_3_1_1, "PUBLISH to the deepest topic", "4.7.3", "30 ~ \"///////\"",
                publish("///////", "").done());
        t.accepts(MQTT_3_1_1, "PUBLISH with two bytes of length", "2.1.4", "30 ~ \"a\" 78*200",
                publish("a", "x".repeat(200)).done());
        t.accepts(MQTT_3_1_1, "PUBLISH with the largest payload", "3.3.3", "30 ~ \"a\" 78*2048",
                publish("a", "x".repeat(2048)).done());
        t.accepts(MQTT_3_1_1, "PUBLISH with a BOM in the topic, kept as it is", "MQTT-1.5.4-3", "30 ~ 0004 EFBBBF61",
                publish("\uFEFFa", "").done());
    }

    private static void valid5(Table t) {
        t.accepts(MQTT_5, "PUBLISH QoS 0", "3.3", "30 ~ \"a/b\" {} 'hi'", publish("a/b", "hi").done());
        t.accepts(MQTT_5, "PUBLISH QoS 2", "3.3", "34 ~ \"a/b\" 0102 {} 'hi'", publish("a/b", "hi").qos(2, 258).done());
        t.accepts(MQTT_5, "PUBLISH that expires", "3.3.2.3.3", "30 ~ \"a\" {02 0000003C} 'x'",
                publish("a", "x").properties(60, "").done());
        t.accepts(MQTT_5, "PUBLISH that expires in the longest time", "3.3.2.3.3", "30 ~ \"a\" {02 FFFFFFFF} 'x'",
                publish("a", "x").properties(0xFFFF_FFFFL, "").done());
        t.accepts(MQTT_5, "PUBLISH that sets an alias", "3.3.2.3.4", "30 ~ \"a\" {23 000A} 'x'",
                publish("a", "x").alias(10).done());
        t.accepts(MQTT_5, "PUBLISH by alias", "3.3.2.3.4", "30 ~ \"\" {23 0001} 'x'", publish("", "x").alias(1).done());
        t.accepts(MQTT_5, "PUBLISH with a format indicator", "MQTT-3.3.2-4", "30 ~ \"a\" {01 01} 'x'",
                publish("a", "x").properties(-1, "01 01").done());
        t.accepts(MQTT_5, "PUBLISH with all that is forwarded, in its order", "MQTT-3.3.2-17",
                "30 ~ \"a\" {26 \"k\" \"1\" 09 0002 FF00 08 \"r/s\" 03 \"json\" 26 \"k\" \"0\" 01 00} 'x'",
                publish("a", "x")
                        .properties(-1, "26 \"k\" \"1\" 09 0002 FF00 08 \"r/s\" 03 \"json\" 26 \"k\" \"0\" 01 00")
                        .done());
        t.accepts(MQTT_5, "PUBLISH with expiry, then alias, between forwarded ones", "3.3.2.3",
                "30 ~ \"a\" {26 \"k\" \"1\" 02 00000009 01 01 23 0002 26 \"k\" \"2\"} 'x'",
                publish("a", "x").alias(2).properties(9, "26 \"k\" \"1\" 01 01 26 \"k\" \"2\"").done());
        t.accepts(MQTT_5, "PUBLISH with alias, then expiry", "3.3.2.3", "30 ~ \"a\" {23 0002 02 00000009 01 01} 'x'",
                publish("a", "x").alias(2).properties(9, "01 01").done());
        t.accepts(MQTT_5, "PUBLISH with forwarded ones first", "3.3.2.3", "30 ~ \"a\" {01 01 23 0002 02 00000009}",
                publish("a", "").alias(2).properties(9, "01 01").done());
        t.accepts(MQTT_5, "PUBLISH with empty content type, correlation and user property", "3.3.2.3",
                "30 ~ \"a\" {03 \"\" 09 0000 26 \"\" \"\"}",
                publish("a", "").properties(-1, "03 \"\" 09 0000 26 \"\" \"\"").done());
        t.accepts(MQTT_5, "PUBLISH with a line break in a user property", "1.5.4", "30 ~ \"a\" {26 \"k\" 0001 0A}",
                publish("a", "").properties(-1, "26 \"k\" 0001 0A").done());
    }

    private static void refusedInEveryVersion(Table t, ProtocolVersion v, String none) {
        t.refuses(v, "PUBLISH QoS 3", "MQTT-3.3.1-4", "36 ~ \"a\" 0001" + none, MALFORMED_PACKET);
        t.refuses(v, "PUBLISH QoS 0 marked as sent again", "MQTT-3.3.1-2", "38 ~ \"a\"" + none, PROTOCOL_ERROR);
        t.refuses(v, "PUBLISH with packet id 0", "MQTT-2.2.1-3", "32 ~ \"a\" 0000" + none, PROTOCOL_ERROR);
        t.refuses(v, "PUBLISH that lacks its packet id", "3.3.2.2", "32 ~ \"a\"", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH with half a packet id", "3.3.2.2", "32 ~ \"a\" 00", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH with a cut topic", "3.3.2.1", "30 ~ 0005 'abcd'", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH without body", "3.3.2", "30 00", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH of one byte", "3.3.2", "30 01 00", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH with a payload over the limit", "3.3.3", "30 ~ \"a\"" + none + "78*2049",
                PACKET_TOO_LARGE);
        t.refuses(v, "PUBLISH over the limit, by its header", "MQTT-3.2.2-15", "30 FE1F", PACKET_TOO_LARGE);
        t.refuses(v, "PUBLISH over the limit, before its length is complete", "MQTT-3.2.2-15", "30 FFFF",
                PACKET_TOO_LARGE);
        t.refuses(v, "PUBLISH with a padded length", "MQTT-1.5.5-1", "30 8300 \"a\"", MALFORMED_PACKET);
        t.refuses(v, "PUBLISH with five bytes of length", "2.1.4", "30 8080808000", MALFORMED_PACKET);
        t.refusesFirst(v, "PUBLISH before CONNECT", "MQTT-3.1.0-1", "30 ~ \"a\"" + none, PROTOCOL_ERROR);
    }

    private static void refusedTopics(Table t) {
        t.refuses(MQTT_3_1_1, "PUBLISH to an empty topic", "MQTT-4.7.3-1", "30 ~ \"\" 'x'", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "PUBLISH to +", "MQTT-3.3.2-2", "30 ~ \"a/+/b\"", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "PUBLISH to #", "MQTT-3.3.2-2", "30 ~ \"a/#\"", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "PUBLISH to a topic with + inside a level", "MQTT-3.3.2-2", "30 ~ \"a+\"",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "PUBLISH to a topic over the limit", "4.7.3", "30 ~ 0081 61*129", TOPIC_NAME_INVALID);
        t.refuses(MQTT_3_1_1, "PUBLISH to a topic too deep", "4.7.3", "30 ~ \"////////\"", TOPIC_NAME_INVALID);
        String[] notStrings = {
            "0001 80", // continuation alone
            "0001 FF", // never in UTF-8
            "0002 C080", // overlong U+0000
            "0002 C1BF", // overlong
            "0002 C27F", // continuation missing
            "0001 C2", // cut
            "0003 E08080", // overlong
            "0003 E09FBF", // overlong
            "0003 EDA080", // surrogate U+D800
            "0003 EDBFBF", // surrogate U+DFFF
            "0002 E282", // cut
            "0004 F0808080", // overlong
            "0004 F08FBFBF", // overlong
            "0004 F4908080", // U+110000
            "0004 F5808080", // beyond
            "0003 F09D84", // cut
            "0001 00", // U+0000
            "000A 6161616161610061 6161", // U+0000 among eight plain bytes
            "0009 6161616161616161 80", // after eight plain bytes
        };
        for (String bytes : notStrings) {
            t.refuses(MQTT_3_1_1, "PUBLISH to a topic that is no string: " + bytes, "MQTT-1.5.4-1", "30 ~ " + bytes,
                    MALFORMED_PACKET);
        }
        t.refuses(MQTT_3_1_1, "PUBLISH to a topic with a line break", "1.5.4", "30 ~ 0002 610A", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "PUBLISH to a topic with DEL", "1.5.4", "30 ~ 0002 617F", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with neither topic nor alias", "3.3.2.1", "30 ~ \"\" {} 'x'", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH to #", "MQTT-3.3.2-2", "30 ~ \"#\" {}", TOPIC_NAME_INVALID);
        t.refuses(MQTT_5, "PUBLISH to a surrogate", "MQTT-1.5.4-1", "30 ~ 0003 EDA080 {}", MALFORMED_PACKET);
    }

    private static void refusedProperties(Table t) {
        t.refuses(MQTT_5, "PUBLISH with alias 0", "MQTT-3.3.2-8", "30 ~ \"a\" {23 0000}", TOPIC_ALIAS_INVALID);
        t.refuses(MQTT_5, "PUBLISH with an alias over the maximum", "MQTT-3.3.2-9", "30 ~ \"a\" {23 000B}",
                TOPIC_ALIAS_INVALID);
        t.refuses(MQTT_5, "PUBLISH with alias twice", "3.3.2.3.4", "30 ~ \"a\" {23 0001 23 0001}", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with expiry twice", "3.3.2.3.3", "30 ~ \"a\" {02 00000001 02 00000001}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with format indicator 2", "3.3.2.3.2", "30 ~ \"a\" {01 02}", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with format indicator twice", "3.3.2.3.2", "30 ~ \"a\" {01 00 01 00}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with content type twice", "3.3.2.3.9", "30 ~ \"a\" {03 \"x\" 03 \"x\"}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with response topic twice", "3.3.2.3.5", "30 ~ \"a\" {08 \"x\" 08 \"x\"}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with correlation data twice", "3.3.2.3.6", "30 ~ \"a\" {09 0000 09 0000}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with a wildcard in the response topic", "MQTT-3.3.2-14", "30 ~ \"a\" {08 \"x/#\"}",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_5, "PUBLISH with an empty response topic", "MQTT-4.7.3-1", "30 ~ \"a\" {08 \"\"}",
                TOPIC_NAME_INVALID);
        t.refuses(MQTT_5, "PUBLISH whose content type is no UTF-8", "MQTT-3.3.2-19", "30 ~ \"a\" {03 0001 FF}",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH whose user property has U+0000", "MQTT-1.5.4-2", "30 ~ \"a\" {26 \"k\" 0001 00}",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with a subscription identifier", "MQTT-3.3.4-6", "30 ~ \"a\" {0B 01}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBLISH with a property of CONNECT", "2.2.2.2", "30 ~ \"a\" {11 00000001}",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with an unknown property", "2.2.2.2", "30 ~ \"a\" {00}", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH without property length", "3.3.2.3.1", "30 ~ \"a\"", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with properties longer than itself", "3.3.2.3.1", "30 ~ \"a\" 05 0101",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with a padded property length", "MQTT-1.5.5-1", "30 ~ \"a\" 8000",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with a property length of five bytes", "1.5.5", "30 ~ \"a\" FFFFFFFF7F",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with a property cut by the block", "2.2.2", "30 ~ \"a\" {02 0000} 0000",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with a string that leaves the block", "2.2.2",
                "30 ~ \"a\" {26 \"k\" 0004 61} 616161",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBLISH with user properties over the limit", "2.2.2.2",
                "30 ~ \"a\" {26 \"k\" 00FB 61*251}", QUOTA_EXCEEDED);
    }
}
