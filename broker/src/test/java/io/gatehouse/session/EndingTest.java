package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows from each way a connection can end; the last column is AWS IoT Core's ("Lifecycle events"). */
final class EndingTest {
    private static final boolean WILL = true;
    private static final boolean NO_WILL = false;

    /** One line of the table. */
    record Line(
            CloseReason closed, Reason reason, @Nullable ReasonCode told, boolean publishesWill, String awsReason) {}

    static Stream<Line> table() {
        return Stream.of(
                new Line(
                        new CloseReason.PeerDisconnected(ReasonCode.SUCCESS),
                        Reason.CLIENT_DISCONNECT,
                        null,
                        NO_WILL,
                        "CLIENT_INITIATED_DISCONNECT"),
                new Line(
                        new CloseReason.PeerDisconnected(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE),
                        Reason.CLIENT_DISCONNECT,
                        null,
                        WILL,
                        "CLIENT_INITIATED_DISCONNECT"),
                new Line(
                        new CloseReason.PeerDisconnected(ReasonCode.UNSPECIFIED_ERROR),
                        Reason.CLIENT_DISCONNECT,
                        null,
                        WILL,
                        "CLIENT_INITIATED_DISCONNECT"),
                new Line(
                        new CloseReason.ConnectionLost("reset"), Reason.CONNECTION_LOST, null, WILL, "CONNECTION_LOST"),
                new Line(
                        new CloseReason.Violation(ReasonCode.MALFORMED_PACKET, "flags"),
                        Reason.MALFORMED_PACKET,
                        ReasonCode.MALFORMED_PACKET,
                        WILL,
                        "CLIENT_ERROR"),
                new Line(
                        new CloseReason.TlsViolation(Reason.TLS_RENEGOTIATION, "again"),
                        Reason.TLS_RENEGOTIATION,
                        null,
                        WILL,
                        "CLIENT_ERROR"),
                new Line(
                        new CloseReason.FrameViolation("text"), Reason.WEBSOCKET_VIOLATION, null, WILL, "CLIENT_ERROR"),
                new Line(
                        new CloseReason.ConnectRefused(Reason.CERTIFICATE_UNKNOWN, "", null, null),
                        Reason.CERTIFICATE_UNKNOWN,
                        null,
                        NO_WILL,
                        "AUTH_ERROR"),
                new Line(
                        new CloseReason.Denied(Reason.PUBLISH_NOT_AUTHORIZED, "", null),
                        Reason.PUBLISH_NOT_AUTHORIZED,
                        ReasonCode.NOT_AUTHORIZED,
                        WILL,
                        "FORBIDDEN_ACCESS"),
                new Line(
                        new CloseReason.LimitExceeded(Reason.RETAINED_LIMIT, ReasonCode.QUOTA_EXCEEDED, ""),
                        Reason.RETAINED_LIMIT,
                        ReasonCode.QUOTA_EXCEEDED,
                        WILL,
                        "THROTTLED"),
                new Line(
                        new CloseReason.TakenOver("newcomer: 10.0.0.8:1"),
                        Reason.TAKEN_OVER,
                        ReasonCode.SESSION_TAKEN_OVER,
                        WILL,
                        "DUPLICATE_CLIENTID"),
                new Line(
                        new CloseReason.KeepAliveExpired(),
                        Reason.KEEP_ALIVE_TIMEOUT,
                        ReasonCode.KEEP_ALIVE_TIMEOUT,
                        WILL,
                        "MQTT_KEEP_ALIVE_TIMEOUT"),
                new Line(
                        new CloseReason.SignedTimeOver(Duration.ofHours(24)),
                        Reason.SIGNED_TIME_OVER,
                        ReasonCode.MAXIMUM_CONNECT_TIME,
                        WILL,
                        "WEBSOCKET_TTL_EXPIRATION"),
                new Line(
                        new CloseReason.RightsWithdrawn(Reason.CERTIFICATE_REVOKED, null),
                        Reason.CERTIFICATE_REVOKED,
                        ReasonCode.NOT_AUTHORIZED,
                        WILL,
                        "AUTH_ERROR"),
                new Line(
                        new CloseReason.Administrative(),
                        Reason.ADMINISTRATIVE_ACTION,
                        ReasonCode.ADMINISTRATIVE_ACTION,
                        WILL,
                        "API_INITIATED_DISCONNECT"),
                new Line(
                        new CloseReason.StoreFailed("provoked"),
                        Reason.STORE_UNAVAILABLE,
                        ReasonCode.SERVER_BUSY,
                        WILL,
                        "SERVER_ERROR"),
                new Line(
                        new CloseReason.ShuttingDown(),
                        Reason.SERVER_SHUTTING_DOWN,
                        ReasonCode.SERVER_SHUTTING_DOWN,
                        NO_WILL,
                        "SERVER_INITIATED_DISCONNECT"),
                new Line(
                        new CloseReason.Defect(new IllegalStateException("provoked")),
                        Reason.SERVER_DEFECT,
                        ReasonCode.UNSPECIFIED_ERROR,
                        WILL,
                        "SERVER_ERROR"));
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_end_has_its_consequences(Line line) {
        Ending ending = Ending.of(line.closed());

        assertThat(ending.reason()).isEqualTo(line.reason());
        assertThat(ending.disconnectCode()).isEqualTo(line.told());
        assertThat(ending.publishesWill()).isEqualTo(line.publishesWill());
        assertThat(ending.awsReason()).isEqualTo(line.awsReason());
        assertThat(ending.byClient())
                .isEqualTo(
                        Set.of(Reason.CLIENT_DISCONNECT, Reason.CONNECTION_LOST).contains(line.reason()));
    }

    @Test
    void a_signed_connection_that_is_ended_between_two_hours_is_told_for_how_long_it_was_open() {
        assertThat(Ending.of(new CloseReason.SignedTimeOver(Duration.ofMinutes(90)))
                        .detail())
                .isEqualTo("open for PT1H30M");
    }

    @Test
    void the_table_knows_every_end() {
        Set<Class<?>> known = table().map(line -> line.closed().getClass()).collect(Collectors.toSet());

        assertThat(known).containsExactlyInAnyOrder(CloseReason.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_PACKET, MALFORMED_PACKET",
        "PACKET_TOO_LARGE, PACKET_TOO_LARGE",
        "TOPIC_ALIAS_INVALID, TOPIC_ALIAS_INVALID",
        "TOPIC_NAME_INVALID, TOPIC_INVALID",
        "TOPIC_FILTER_INVALID, FILTER_INVALID",
        "RECEIVE_MAXIMUM_EXCEEDED, RECEIVE_MAXIMUM_EXCEEDED",
        "QOS_NOT_SUPPORTED, QOS_UNSUPPORTED",
        "CLIENT_IDENTIFIER_NOT_VALID, CLIENT_ID_INVALID",
        "UNSUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION_UNSUPPORTED",
        "SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, SUBSCRIPTION_ID_UNSUPPORTED",
        "PROTOCOL_ERROR, PROTOCOL_ERROR",
        "RETAIN_NOT_SUPPORTED, PROTOCOL_ERROR"
    })
    void a_violation_is_told_as_it_is_and_counted_under_its_own_reason(ReasonCode code, Reason reason) {
        Ending ending = Ending.of(new CloseReason.Violation(code, "what was wrong"));

        assertThat(ending.disconnectCode()).isEqualTo(code);
        assertThat(ending.reason()).isEqualTo(reason);
        assertThat(ending.detail()).isEqualTo("what was wrong");
    }

    @Test
    void a_limit_that_shares_its_code_with_others_is_counted_under_its_own_reason() {
        var tooMany = new ProtocolException(
                ReasonCode.QUOTA_EXCEEDED, Reason.FILTER_LIMIT, "3.8.3", "filters: 9 (expected: at most 8)");

        Ending ending = Ending.of(CloseReason.of(tooMany));

        assertThat(ending.reason()).isEqualTo(Reason.FILTER_LIMIT);
        assertThat(ending.disconnectCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(ending.publishesWill()).isTrue();
        assertThat(ending.detail()).isEqualTo("filters: 9 (expected: at most 8) [3.8.3]");
    }
}
