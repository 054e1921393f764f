package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.SessionSettings.ForeignClientId;
import io.gatehouse.config.SessionSettings.QueueFull;
import io.gatehouse.reason.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker with little room, where another certificate may have a client id but never what was behind it. */
final class LimitIT {
    private static final int MAX_SESSIONS = 3;
    private static final int MAX_RETAINED = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final LimitSettings LIMITS = new LimitSettings(
            4096,
            1024,
            2048,
            64,
            128,
            8,
            4,
            1000,
            100,
            100,
            10,
            256,
            CONNECT_TIMEOUT,
            Duration.ofMinutes(1),
            100,
            100_000,
            MAX_RETAINED,
            100_000,
            MAX_SESSIONS,
            65_536);
    private static final SessionSettings SESSIONS = new SessionSettings(
            Duration.ofHours(1),
            Duration.ZERO,
            Duration.ZERO,
            ForeignClientId.CLEAN,
            Duration.ofHours(1),
            QueueFull.DROP_NEWEST,
            0,
            true,
            SessionSettings.EXTENDED.sharedCertificate(),
            SessionSettings.EXTENDED.maxSignedConnection());

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(() -> RunningBroker.start(
            Compatibility.EXTENDED,
            from -> RunningBroker.withSessions(RunningBroker.withLimits(from, LIMITS), SESSIONS)));

    @Test
    @Spec({"3.2.2.2", "4.1"})
    void more_sessions_than_there_is_room_for_are_refused_and_those_that_are_may_come_back() {
        WireClient first = clients.v5("s-1");
        clients.v5("s-2");
        clients.v5("s-3");

        WireClient fourth = clients.dial();
        assertThat(fourth.connect5("s-4", true, "").connectCode()).isEqualTo(0x97);
        fourth.expectClosed();
        WireClient fifth = clients.dial();
        assertThat(fifth.connect3("s-5", true).connectCode()).isEqualTo(3);
        fifth.expectClosed();

        clients.v5("s-2");
        first.disconnect();
        clients.v5("s-4").disconnect();
    }

    @Test
    @Spec({"3.3.1.3", "3.4.2.1"})
    void more_retained_messages_than_there_is_room_for_are_refused() {
        WireClient sender = clients.v5("r-1");
        for (int i = 0; i < MAX_RETAINED; i++) {
            sender.publish("33", "full/" + i, 1, "", "kept");
            assertThat(sender.expect(WirePacket.PUBACK).code()).isEqualTo(0x10);
        }
        sender.publish("33", "full/more", 1, "", "kept");
        assertThat(sender.expect(WirePacket.PUBACK).code()).isEqualTo(0x97);
        sender.publish("35", "full/more", 2, "", "kept");
        assertThat(sender.expect(WirePacket.PUBREC).code()).isEqualTo(0x97);
        sender.publish("33", "full/0", 1, "", "another");
        assertThat(sender.expect(WirePacket.PUBACK).code())
                .as("in the place of one")
                .isEqualTo(0x10);

        clients.v3("r-2").publish("33", "full/more", 1, "", "kept").expectClosed();
    }

    @Test
    @Spec({"3.1.2.5", "MQTT-3.1.2-14", "MQTT-3.1.2-15"})
    void a_retained_will_that_finds_no_room_is_delivered_and_its_loss_counted() {
        String refusals = "gatehouse_refusals_total{reason=\"RETAINED_LIMIT\",stage=\"publish\"}";
        WireClient listener = clients.v5("w-1");
        listener.subscribe("will/+", "00");
        for (int i = 0; i < MAX_RETAINED; i++) {
            listener.publish("33", "full/" + i, 1, "", "kept");
            listener.expect(WirePacket.PUBACK);
        }
        double before = clients.broker().metric(refusals);

        WireClient client = clients.dial().send("10 ~ \"MQTT\" 04 26 0000 \"w-2\" \"will/w-2\" \"bye\"");
        client.expect("20 02 00 00");
        client.close();

        assertThat(listener.take().payload()).isEqualTo("bye");
        await("will").until(() -> clients.broker().metric(refusals) == before + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "FILTER_LIMIT, SUBSCRIBE, '82 ~ 0001 00 \"a\" 00 \"b\" 00 \"c\" 00 \"d\" 00 \"e\" 00'",
        "FILTER_LIMIT, UNSUBSCRIBE, 'A2 ~ 0001 00 \"a\" \"b\" \"c\" \"d\" \"e\"'",
        "USER_PROPERTY_LIMIT, PUBLISH, '30 ~ \"a\" {26 \"k\" 00FB 61*251}'",
        "USER_PROPERTY_LIMIT, PUBACK, '40 ~ 0001 00 {26 \"k\" 00FB 61*251}'",
        "USER_PROPERTY_LIMIT, DISCONNECT, 'E0 ~ 00 {26 \"k\" 00FB 61*251}'",
    })
    @Spec({"3.8.3", "3.10.3", "2.2.2.2", "MQTT-4.13.1-1"})
    void more_than_one_packet_may_hold_ends_the_connection_under_the_limit_s_own_reason(
            Reason limit, String packet, String bytes) {
        String ends = "gatehouse_disconnects_total{initiator=\"server\",reason=\"" + limit + "\"}";
        double before = clients.broker().metric(ends);
        WireClient client = clients.v5("packed");

        client.send(bytes);

        client.expectDisconnect(0x97);
        await(packet).until(() -> clients.broker().metric(ends) == before + 1);
    }

    @Test
    @Spec("3.1.4")
    void whoever_says_nothing_after_the_handshake_is_closed() {
        clients.dial().expectClosed();
        clients.dial().send("10 20 0004").expectClosed(); // or never comes to an end
    }

    @Test
    @Spec("3.1.3.1")
    void another_certificate_that_takes_a_client_id_starts_clean() {
        WireClient owner = clients.kept5("shared-id");
        owner.subscribe("shared-id", "01");
        clients.v5("sender").publish1("shared-id", "for the owner only");
        try (WireClients others =
                new WireClients(clients.broker(), clients.broker().device("other"))) {
            WireClient other = others.dial();
            assertThat(other.connect5("shared-id", false, "").sessionPresent()).isFalse();
            other.ping();
            owner.expect(WirePacket.PUBLISH);
            owner.expectDisconnect(0x8E);
            assertThat(clients.v5("sender").publish1("shared-id", "x").code()).isEqualTo(0x10);
            other.disconnect();
        }
    }
}
