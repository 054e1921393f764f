package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_3_1_1;
import static io.gatehouse.mqtt.ProtocolVersion.MQTT_5;
import static io.gatehouse.mqtt.ReasonCode.BAD_AUTHENTICATION_METHOD;
import static io.gatehouse.mqtt.ReasonCode.CONTINUE_AUTHENTICATION;
import static io.gatehouse.mqtt.ReasonCode.DISCONNECT_WITH_WILL_MESSAGE;
import static io.gatehouse.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.gatehouse.mqtt.ReasonCode.NO_MATCHING_SUBSCRIBERS;
import static io.gatehouse.mqtt.ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
import static io.gatehouse.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.gatehouse.mqtt.ReasonCode.QUOTA_EXCEEDED;
import static io.gatehouse.mqtt.ReasonCode.SUCCESS;
import static io.gatehouse.mqtt.ReasonCode.TOPIC_FILTER_INVALID;
import static io.gatehouse.mqtt.ReasonCode.UNSPECIFIED_ERROR;
import static io.gatehouse.mqtt.wire.Sketch.filter;
import static io.gatehouse.mqtt.wire.Sketch.subscribe;

import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.Subscribe.Subscription;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.mqtt.wire.WireVectors.Table;
import java.util.List;

/** What a client sends besides CONNECT and PUBLISH. */
final class RequestVectors {
    private RequestVectors() {}

    static void addTo(Table t) {
        acknowledgements(t);
        refusedAcknowledgements(t);
        subscribes(t);
        refusedSubscribes(t);
        unsubscribes(t);
        pings(t);
        farewells(t);
        notFromClients(t);
    }

    private static void acknowledgements(Table t) {
        t.accepts(MQTT_3_1_1, "PUBACK", "3.4", "40 02 0001", new Puback(1, SUCCESS));
        t.accepts(MQTT_3_1_1, "PUBREC", "3.5", "50 02 0102", new Pubrec(258, SUCCESS));
        t.accepts(MQTT_3_1_1, "PUBREL", "3.6", "62 02 FFFF", new Pubrel(65_535, SUCCESS));
        t.accepts(MQTT_3_1_1, "PUBCOMP", "3.7", "70 02 0001", new Pubcomp(1, SUCCESS));
        t.accepts(MQTT_3_1, "PUBREL of 3.1, sent again", "3.6", "6A 02 0001", new Pubrel(1, SUCCESS));
        t.accepts(MQTT_5, "PUBACK without code", "3.4.2.1", "40 02 0001", new Puback(1, SUCCESS));
        t.accepts(MQTT_5, "PUBACK with code", "3.4.2.1", "40 03 0001 10", new Puback(1, NO_MATCHING_SUBSCRIBERS));
        t.accepts(MQTT_5, "PUBACK with properties", "3.4.2.2", "40 ~ 0001 80 {1F \"why\" 26 \"k\" \"v\"}",
                new Puback(1, UNSPECIFIED_ERROR));
        t.accepts(MQTT_5, "PUBACK with code and no properties", "3.4.2.2.1", "40 04 0001 00 00",
                new Puback(1, SUCCESS));
        t.accepts(MQTT_5, "PUBREC with code", "3.5.2.1", "50 03 0001 97", new Pubrec(1, QUOTA_EXCEEDED));
        t.accepts(MQTT_5, "PUBREL with code", "3.6.2.1", "62 03 0001 92", new Pubrel(1, PACKET_IDENTIFIER_NOT_FOUND));
        t.accepts(MQTT_5, "PUBCOMP with properties", "3.7.2.2", "70 ~ 0001 92 {1F \"why\"}",
                new Pubcomp(1, PACKET_IDENTIFIER_NOT_FOUND));
    }

    private static void refusedAcknowledgements(Table t) {
        for (ProtocolVersion v : List.of(MQTT_3_1_1, MQTT_5)) {
            t.refuses(v, "PUBACK with packet id 0", "MQTT-2.2.1-3", "40 02 0000", PROTOCOL_ERROR);
            t.refuses(v, "PUBACK with half a packet id", "3.4.2", "40 01 00", MALFORMED_PACKET);
            t.refuses(v, "PUBACK without body", "3.4.2", "40 00", MALFORMED_PACKET);
            t.refuses(v, "PUBACK with flags", "MQTT-2.1.3-1", "42 02 0001", MALFORMED_PACKET);
            t.refuses(v, "PUBREC with flags", "MQTT-2.1.3-1", "51 02 0001", MALFORMED_PACKET);
            t.refuses(v, "PUBREL without its flags", "MQTT-3.6.1-1", "60 02 0001", MALFORMED_PACKET);
            t.refuses(v, "PUBREL with packet id 0", "MQTT-2.2.1-3", "62 02 0000", PROTOCOL_ERROR);
            t.refuses(v, "PUBCOMP with flags", "MQTT-2.1.3-1", "72 02 0001", MALFORMED_PACKET);
            t.refusesFirst(v, "PUBACK before CONNECT", "MQTT-3.1.0-1", "40 02 0001", PROTOCOL_ERROR);
        }
        t.refuses(MQTT_3_1_1, "PUBACK with a byte too many", "3.4.2", "40 03 0001 00", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "PUBREC with a byte too many", "3.5.2", "50 03 0001 00", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "PUBREL with a byte too many", "3.6.2", "62 03 0001 00", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "PUBCOMP with a byte too many", "3.7.2", "70 03 0001 00", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "PUBREL marked as sent again", "MQTT-3.6.1-1", "6A 02 0001", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK with an unknown code", "MQTT-3.4.2-1", "40 03 0001 7F", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK with a code of PUBREL", "MQTT-3.4.2-1", "40 03 0001 92", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBREL with a code of PUBACK", "MQTT-3.6.2-1", "62 03 0001 10", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBCOMP with a code of CONNACK", "MQTT-3.7.2-1", "70 03 0001 84", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK with a reason string twice", "3.4.2.2.2", "40 ~ 0001 00 {1F \"a\" 1F \"b\"}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "PUBACK with a property of PUBLISH", "2.2.2.2", "40 ~ 0001 00 {01 00}", MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK with bytes after its properties", "3.4.2.2.1", "40 ~ 0001 00 {} 00",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK with properties longer than itself", "3.4.2.2.1", "40 ~ 0001 00 05",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "PUBACK whose reason string is no UTF-8", "MQTT-1.5.4-1", "40 ~ 0001 00 {1F 0001 FF}",
                MALFORMED_PACKET);
    }

    private static void subscribes(Table t) {
        t.accepts(MQTT_3_1_1, "SUBSCRIBE", "3.8", "82 ~ 0001 \"a/b\" 01", subscribe(1, filter("a/b", 1)));
        t.accepts(MQTT_3_1_1, "SUBSCRIBE to several", "3.8", "82 ~ 0002 \"a/+\" 00 \"#\" 02",
                subscribe(2, filter("a/+", 0), filter("#", 2)));
        t.accepts(MQTT_3_1_1, "SUBSCRIBE to a bad filter, which refuses itself later", "3.8.3",
                "82 ~ 0001 \"a#\" 00", subscribe(1, filter("a#", 0)));
        t.accepts(MQTT_3_1, "SUBSCRIBE of 3.1, sent again", "3.8", "8A ~ 0001 \"a\" 00", subscribe(1, filter("a", 0)));
        t.accepts(MQTT_5, "SUBSCRIBE", "3.8", "82 ~ 0001 {} \"a/b\" 01", subscribe(1, filter("a/b", 1)));
        t.accepts(MQTT_5, "SUBSCRIBE with all options", "3.8.3.1", "82 ~ 0001 {} \"a\" 2E \"b\" 10",
                subscribe(1,
                        new Subscription("a", Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND),
                        new Subscription("b", Qos.AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW)));
        t.accepts(MQTT_5, "SUBSCRIBE with an identifier", "3.8.2.1.2", "82 ~ 0001 {0B FFFFFF7F} \"a\" 00",
                new Subscribe(1, 268_435_455, List.of(filter("a", 0))));
        t.accepts(MQTT_5, "SUBSCRIBE to a shared filter", "4.8.2", "82 ~ 0001 {26 \"k\" \"v\"} \"$share/g/a\" 01",
                subscribe(1, filter("$share/g/a", 1)));
        t.accepts(MQTT_5, "SUBSCRIBE to as many filters as allowed", "3.8.3",
                "82 ~ 0001 {} \"a\" 00 \"b\" 00 \"c\" 00 \"d\" 00",
                subscribe(1, filter("a", 0), filter("b", 0), filter("c", 0), filter("d", 0)));
    }

    private static void refusedSubscribes(Table t) {
        for (ProtocolVersion v : List.of(MQTT_3_1_1, MQTT_5)) {
            String none = v.isMqtt5() ? " {} " : " ";
            t.refuses(v, "SUBSCRIBE without filters", "MQTT-3.8.3-2", "82 ~ 0001" + none, PROTOCOL_ERROR);
            t.refuses(v, "SUBSCRIBE without its flags", "MQTT-3.8.1-1", "80 ~ 0001" + none + "\"a\" 00",
                    MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE with packet id 0", "MQTT-2.2.1-3", "82 ~ 0000" + none + "\"a\" 00",
                    PROTOCOL_ERROR);
            t.refuses(v, "SUBSCRIBE without options", "3.8.3", "82 ~ 0001" + none + "\"a\"", MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE with QoS 3", "3.8.3.1", "82 ~ 0001" + none + "\"a\" 03", PROTOCOL_ERROR);
            t.refuses(v, "SUBSCRIBE with a cut filter", "3.8.3", "82 ~ 0001" + none + "0004 'abc'", MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE whose filter is no UTF-8", "MQTT-3.8.3-1", "82 ~ 0001" + none + "0001 FF 00",
                    MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE with U+0000 in a filter", "MQTT-4.7.3-2", "82 ~ 0001" + none + "0001 00 00",
                    MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE with a line break in a filter", "1.5.4", "82 ~ 0001" + none + "0002 610A 00",
                    MALFORMED_PACKET);
            t.refuses(v, "SUBSCRIBE to a filter over the limit", "4.7.3", "82 ~ 0001" + none + "0081 61*129 00",
                    TOPIC_FILTER_INVALID);
            t.refuses(v, "SUBSCRIBE to more filters than allowed", "3.8.3",
                    "82 ~ 0001" + none + "\"a\" 00 ".repeat(5), QUOTA_EXCEEDED);
            t.refuses(v, "SUBSCRIBE without body", "3.8.2", "82 00", MALFORMED_PACKET);
        }
        t.refuses(MQTT_3_1_1, "SUBSCRIBE with reserved option bits", "MQTT-3.8.3-4", "82 ~ 0001 \"a\" 80",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "SUBSCRIBE with reserved option bits", "MQTT-3.8.3-5", "82 ~ 0001 {} \"a\" 40",
                MALFORMED_PACKET);
        t.refuses(MQTT_5, "SUBSCRIBE with retain handling 3", "3.8.3.1", "82 ~ 0001 {} \"a\" 30", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "SUBSCRIBE to a shared filter without local", "MQTT-3.8.3-4",
                "82 ~ 0001 {} \"$share/g/a\" 04", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "SUBSCRIBE with identifier 0", "3.8.2.1.2", "82 ~ 0001 {0B 00} \"a\" 00", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "SUBSCRIBE with identifier twice", "3.8.2.1.2", "82 ~ 0001 {0B 01 0B 02} \"a\" 00",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "SUBSCRIBE with an identifier of five bytes", "1.5.5",
                "82 ~ 0001 {0B FFFFFFFF7F} \"a\" 00", MALFORMED_PACKET);
        t.refuses(MQTT_5, "SUBSCRIBE with a cut identifier", "1.5.5", "82 ~ 0001 {0B 80} \"a\" 00", MALFORMED_PACKET);
        t.refuses(MQTT_5, "SUBSCRIBE with a property of PUBLISH", "2.2.2.2", "82 ~ 0001 {01 00} \"a\" 00",
                MALFORMED_PACKET);
    }

    private static void unsubscribes(Table t) {
        t.accepts(MQTT_3_1_1, "UNSUBSCRIBE", "3.10", "A2 ~ 0001 \"a/b\" \"#\"",
                new Unsubscribe(1, List.of("a/b", "#")));
        t.accepts(MQTT_5, "UNSUBSCRIBE", "3.10", "A2 ~ 0001 {26 \"k\" \"v\"} \"a/b\"",
                new Unsubscribe(1, List.of("a/b")));
        for (ProtocolVersion v : List.of(MQTT_3_1_1, MQTT_5)) {
            String none = v.isMqtt5() ? " {} " : " ";
            t.refuses(v, "UNSUBSCRIBE without filters", "MQTT-3.10.3-2", "A2 ~ 0001" + none, PROTOCOL_ERROR);
            t.refuses(v, "UNSUBSCRIBE without its flags", "MQTT-3.10.1-1", "A0 ~ 0001" + none + "\"a\"",
                    MALFORMED_PACKET);
            t.refuses(v, "UNSUBSCRIBE with packet id 0", "MQTT-2.2.1-3", "A2 ~ 0000" + none + "\"a\"",
                    PROTOCOL_ERROR);
            t.refuses(v, "UNSUBSCRIBE with a cut filter", "3.10.3", "A2 ~ 0001" + none + "0004 'abc'",
                    MALFORMED_PACKET);
            t.refuses(v, "UNSUBSCRIBE whose filter is no UTF-8", "MQTT-3.10.3-1", "A2 ~ 0001" + none + "0001 FF",
                    MALFORMED_PACKET);
            t.refuses(v, "UNSUBSCRIBE from more filters than allowed", "3.10.3",
                    "A2 ~ 0001" + none + "\"a\" ".repeat(5), QUOTA_EXCEEDED);
        }
        t.refuses(MQTT_5, "UNSUBSCRIBE with a subscription identifier", "2.2.2.2", "A2 ~ 0001 {0B 01} \"a\"",
                MALFORMED_PACKET);
    }

    private static void pings(Table t) {
        for (ProtocolVersion v : ProtocolVersion.values()) {
            t.accepts(v, "PINGREQ", "3.12", "C0 00", Pingreq.INSTANCE);
            t.refuses(v, "PINGREQ with a body", "3.12.2", "C0 01 00", MALFORMED_PACKET);
            t.refuses(v, "PINGREQ with flags", "MQTT-2.1.3-1", "C1 00", MALFORMED_PACKET);
        }
    }

    private static void farewells(Table t) {
        Disconnect plain = new Disconnect(SUCCESS, Disconnect.UNCHANGED, null);
        t.accepts(MQTT_3_1, "DISCONNECT of 3.1", "3.14", "E0 00", plain);
        t.accepts(MQTT_3_1_1, "DISCONNECT", "3.14", "E0 00", plain);
        t.accepts(MQTT_5, "DISCONNECT without code", "3.14.2.1", "E0 00", plain);
        t.accepts(MQTT_5, "DISCONNECT with code", "3.14.2.1", "E0 01 04",
                new Disconnect(DISCONNECT_WITH_WILL_MESSAGE, Disconnect.UNCHANGED, null));
        t.accepts(MQTT_5, "DISCONNECT with session expiry 0 and a reason", "3.14.2.2",
                "E0 ~ 00 {11 00000000 1F \"bye\" 26 \"k\" \"v\"}", new Disconnect(SUCCESS, 0, "bye"));
        t.refuses(MQTT_3_1_1, "DISCONNECT with a body", "3.14.2", "E0 01 00", MALFORMED_PACKET);
        t.refuses(MQTT_3_1_1, "DISCONNECT with flags", "MQTT-3.14.1-1", "E1 00", MALFORMED_PACKET);
        t.refuses(MQTT_5, "DISCONNECT with flags", "MQTT-3.14.1-1", "E2 00", MALFORMED_PACKET);
        t.refuses(MQTT_5, "DISCONNECT that raises a session expiry of 0", "3.14.2.2.2", "E0 ~ 00 {11 00000001}",
                PROTOCOL_ERROR);
        t.refuses(MQTT_5, "DISCONNECT with an unknown code", "MQTT-3.14.2-1", "E0 01 05", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "DISCONNECT with a code of servers", "MQTT-3.14.2-1", "E0 01 8B", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "DISCONNECT with session expiry twice", "3.14.2.2.2",
                "E0 ~ 00 {11 00000000 11 00000000}", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "DISCONNECT with a byte after its properties", "2.1.4", "E0 ~ 00 {} 00", MALFORMED_PACKET);
        t.accepts(MQTT_5, "AUTH", "3.15", "F0 ~ 18 {15 \"SCRAM\" 16 0001 00}", new Auth(CONTINUE_AUTHENTICATION));
        t.accepts(MQTT_5, "AUTH without code", "3.15.2.1", "F0 00", new Auth(SUCCESS));
        t.refuses(MQTT_5, "AUTH with flags", "MQTT-3.15.1-1", "F1 00", MALFORMED_PACKET);
        t.refuses(MQTT_5, "AUTH with an unknown code", "MQTT-3.15.2-1", "F0 ~ 01 {15 \"SCRAM\"}", PROTOCOL_ERROR);
        t.refuses(MQTT_5, "AUTH without method", "3.15.2.2.2", "F0 ~ 18 {}", BAD_AUTHENTICATION_METHOD);
        t.refuses(MQTT_3_1_1, "AUTH before 5.0", "2.1.2", "F0 00", PROTOCOL_ERROR);
    }

    private static void notFromClients(Table t) {
        for (ProtocolVersion v : List.of(MQTT_3_1_1, MQTT_5)) {
            t.refusesLater(v, "CONNACK from a client", "2.1.2", "20 02 0000", PROTOCOL_ERROR);
            t.refuses(v, "SUBACK from a client", "2.1.2", "90 03 0001 00", PROTOCOL_ERROR);
            t.refuses(v, "UNSUBACK from a client", "2.1.2", "B0 02 0001", PROTOCOL_ERROR);
            t.refuses(v, "PINGRESP from a client", "2.1.2", "D0 00", PROTOCOL_ERROR);
            t.refuses(v, "packet type 0", "2.1.2", "00 00", MALFORMED_PACKET);
            t.refusesFirst(v, "PINGREQ before CONNECT", "MQTT-3.1.0-1", "C0 00", PROTOCOL_ERROR);
            t.refusesFirst(v, "CONNACK before CONNECT", "MQTT-3.1.0-1", "20 02 0000", PROTOCOL_ERROR);
            t.refusesFirst(v, "a TLS ClientHello", "MQTT-3.1.0-1", "16 0301 0200 01", MALFORMED_PACKET);
            t.refusesFirst(v, "an HTTP request", "MQTT-3.1.0-1", "'GET / HTTP/1.1'", PROTOCOL_ERROR);
        }
        t.refusesLater(MQTT_3_1_1, "a second CONNECT", "MQTT-3.1.0-2", "10 ~ \"MQTT\" 04 02 003C \"lamp\"",
                PROTOCOL_ERROR);
        t.refusesLater(MQTT_5, "a second CONNECT", "MQTT-3.1.0-2", "10 ~ \"MQTT\" 05 02 003C {} \"lamp\"",
                PROTOCOL_ERROR);
    }
}
