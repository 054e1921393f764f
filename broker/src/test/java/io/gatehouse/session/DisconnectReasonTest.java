package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.reason.Reason;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each of our reasons is called in the lifecycle event of AWS IoT Core. */
final class DisconnectReasonTest {
    /** AWS IoT developer guide, "Lifecycle events", but for those of custom authorizers and the API enum. */
    private static final Set<String> AWS = Set.of(
            "AUTH_ERROR",
            "CLIENT_ERROR",
            "CONNECTION_LOST",
            "DUPLICATE_CLIENTID",
            "FORBIDDEN_ACCESS",
            "MQTT_KEEP_ALIVE_TIMEOUT",
            "SERVER_ERROR",
            "SERVER_INITIATED_DISCONNECT",
            "THROTTLED",
            "WEBSOCKET_TTL_EXPIRATION",
            "API_INITIATED_DISCONNECT",
            "CLIENT_INITIATED_DISCONNECT");

    /** By reason, or by the stage of those that are not named. */
    private static final String TABLE = """
            TLS                    CLIENT_ERROR
            CERTIFICATE            AUTH_ERROR
            CONNECT                AUTH_ERROR
            PUBLISH                CLIENT_ERROR
            PUBLISH_NOT_AUTHORIZED FORBIDDEN_ACCESS
            RETAIN_NOT_AUTHORIZED  FORBIDDEN_ACCESS
            TOPIC_RESERVED         FORBIDDEN_ACCESS
            RETAINED_LIMIT         THROTTLED
            SUBSCRIBE              CLIENT_ERROR
            SUBSCRIBE_NOT_AUTHORIZED FORBIDDEN_ACCESS
            DELIVERY               CLIENT_ERROR
            RECEIVE_NOT_AUTHORIZED FORBIDDEN_ACCESS
            ROUTER_OVERLOADED      THROTTLED
            QUEUE_FULL             THROTTLED
            REQUEST                CLIENT_ERROR
            WEBSOCKET_VIOLATION    CLIENT_ERROR
            CLIENT_DISCONNECT      CLIENT_INITIATED_DISCONNECT
            CONNECTION_LOST        CONNECTION_LOST
            KEEP_ALIVE_TIMEOUT     MQTT_KEEP_ALIVE_TIMEOUT
            PACKET_TIMEOUT         CLIENT_ERROR
            SIGNED_TIME_OVER       WEBSOCKET_TTL_EXPIRATION
            TAKEN_OVER             DUPLICATE_CLIENTID
            MALFORMED_PACKET       CLIENT_ERROR
            PROTOCOL_ERROR         CLIENT_ERROR
            PACKET_TOO_LARGE       CLIENT_ERROR
            USER_PROPERTY_LIMIT    CLIENT_ERROR
            ADMINISTRATIVE_ACTION  API_INITIATED_DISCONNECT
            SERVER_SHUTTING_DOWN   SERVER_INITIATED_DISCONNECT
            SERVER_DEFECT          SERVER_ERROR
            STORE_UNAVAILABLE      SERVER_ERROR
            """;

    private static Map<Reason, String> expected() {
        Map<Reason, String> expected = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            TABLE.lines()
                    .map(line -> line.split(" +", -1))
                    .filter(words -> words[0].equals(reason.stage().name()) || words[0].equals(reason.name()))
                    .forEach(words -> expected.put(reason, words[1])); // the reason stands behind its stage
        }
        return expected;
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_has_its_word_of_aws(Reason reason) {
        assertThat(DisconnectReason.of(reason)).isIn(AWS).isEqualTo(expected().get(reason));
    }

    @Test
    void every_line_of_the_table_is_a_stage_or_a_reason() {
        assertThat(TABLE.lines().map(line -> line.split(" +", -1)[0]))
                .allSatisfy(word -> assertThat(Arrays.stream(Reason.values()))
                        .anyMatch(reason -> reason.name().equals(word)
                                || reason.stage().name().equals(word)));
    }
}
