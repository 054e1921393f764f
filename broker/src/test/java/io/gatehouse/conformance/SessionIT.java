package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SessionIT {
    private static final int MAX_QUEUED_MESSAGES = 5;
    private static final long MAX_QUEUED_BYTES = 1000;

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(() -> RunningBroker.start(
            Compatibility.EXTENDED, from -> RunningBroker.withLimits(from, shortQueues(from.limits()))));

    private static LimitSettings shortQueues(LimitSettings limits) {
        return new LimitSettings(
                limits.maxPacketBytes(),
                limits.maxPacketBytesBeforeConnect(),
                limits.maxPayloadBytes(),
                limits.maxClientIdBytes(),
                limits.maxTopicBytes(),
                limits.maxTopicLevels(),
                limits.maxSubscriptionsPerPacket(),
                limits.maxSubscriptionsPerSession(),
                limits.receiveMaximum(),
                limits.maxInflight(),
                limits.topicAliasMaximum(),
                limits.maxUserPropertyBytes(),
                limits.connectTimeout(),
                limits.packetTimeout(),
                MAX_QUEUED_MESSAGES,
                MAX_QUEUED_BYTES,
                limits.maxRetainedMessages(),
                limits.maxRetainedBytes(),
                limits.maxSessions(),
                limits.maxOutboundBytes());
    }

    @Test
    @Spec({"MQTT-3.1.2-5", "MQTT-4.5.0-1", "4.1.0"})
    void messages_of_qos_1_and_2_wait_for_a_kept_session_in_order_and_qos_0_does_not() {
        for (String version : List.of("3", "5")) {
            String id = "absent-" + version;
            WireClient receiver = version.equals("3") ? clients.kept3(id) : clients.kept5(id);
            receiver.subscribe(id, "02");
            receiver.disconnect();
            WireClient sender = clients.v5(id + "-sender");
            sender.publish1(id, "1");
            sender.publish(id, "lost");
            sender.publish2(id, "2");
            sender.publish1(id, "3");

            WireClient back = version.equals("3") ? clients.kept3(id) : clients.kept5(id);
            sender.publish(id, "live");

            List<String> received = List.of(back.takeText(), back.takeText(), back.takeText(), back.takeText());
            assertThat(received).containsSubsequence("1", "2", "3").contains("live");
        }
    }

    @Test
    @Spec("4.1")
    void a_full_queue_refuses_the_newest_and_counts_it() {
        double dropped = clients.broker().metric("gatehouse_messages_dropped_total{reason=\"QUEUE_FULL\"}");
        WireClient receiver = clients.kept5("full");
        receiver.subscribe("full", "01");
        receiver.disconnect();
        WireClient sender = clients.v5("full-sender");
        for (int i = 0; i < MAX_QUEUED_MESSAGES + 3; i++) {
            sender.publish1("full", String.valueOf(i));
        }

        WireClient back = clients.kept5("full");
        for (int i = 0; i < MAX_QUEUED_MESSAGES; i++) {
            assertThat(back.takeText()).isEqualTo(String.valueOf(i));
        }
        back.ping(); // what it acknowledged has been handled: the queue is empty
        sender.publish1("full", "room again");
        assertThat(back.takeText()).isEqualTo("room again");
        assertThat(clients.broker().metric("gatehouse_messages_dropped_total{reason=\"QUEUE_FULL\"}"))
                .isEqualTo(dropped + 3);
    }

    @Test
    @Spec("4.1")
    void a_queue_is_bounded_in_bytes_too() {
        WireClient receiver = clients.kept5("heavy");
        receiver.subscribe("heavy", "01");
        receiver.disconnect();
        WireClient sender = clients.v5("heavy-sender");
        sender.publish1("heavy", "1".repeat(600));
        sender.publish1("heavy", "2".repeat(600)); // together above 1,000
        sender.publish1("heavy", "3");

        WireClient back = clients.kept5("heavy");
        assertThat(back.takeText()).startsWith("1");
        assertThat(back.takeText()).isEqualTo("3");
        back.ping();
    }

    @Test
    @Spec({"MQTT-3.1.4-3", "4.13"})
    void a_newcomer_with_the_same_client_id_takes_session_and_place() {
        double takeovers = clients.broker().metric("gatehouse_session_takeovers_total");
        WireClient old = clients.kept5("twin");
        old.subscribe("twin", "01");
        WireClient sender = clients.v5("twin-sender");
        sender.publish1("twin", "open");
        WirePacket.Publish open = old.receive();

        WireClient newcomer = clients.dial();
        assertThat(newcomer.connect5("twin", false, "11 000003E8").sessionPresent())
                .isTrue();

        old.expectDisconnect(0x8E);
        WirePacket.Publish again = newcomer.take();
        assertThat(again.duplicate()).isTrue();
        assertThat(again.id()).isEqualTo(open.id());
        sender.publish1("twin", "next");
        assertThat(newcomer.takeText()).isEqualTo("next");
        assertThat(clients.broker().metric("gatehouse_session_takeovers_total")).isEqualTo(takeovers + 1);
    }

    @Test
    @Spec("MQTT-3.1.4-3")
    void a_3_1_1_client_that_is_taken_over_is_closed() {
        WireClient old = clients.v3("twin-3");

        clients.v5("twin-3");

        old.expectClosed();
    }

    @Test
    @Spec({"MQTT-3.1.2-4", "MQTT-3.1.4-3"})
    void a_clean_newcomer_inherits_nothing() {
        WireClient old = clients.kept5("fresh");
        old.subscribe("fresh", "01");
        WireClient sender = clients.v5("fresh-sender");
        sender.publish1("fresh", "open");

        WireClient newcomer = clients.v5("fresh");
        assertThat(sender.publish1("fresh", "to nobody").code()).isEqualTo(0x10);
        newcomer.subscribe("fresh", "01");
        sender.publish1("fresh", "new");
        assertThat(newcomer.takeText()).isEqualTo("new");
    }

    @Test
    @Spec({"3.1.2.11.2", "4.1.0"})
    void a_session_ends_when_its_expiry_has_passed() {
        WireClient client = clients.v5("brief", "11 00000001");
        client.subscribe("brief", "01");
        client.disconnect();
        assertThat(clients.v5("brief-sender").publish1("brief", "for later").code())
                .isZero();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> clients.broker()
                        .sessions()
                        .ask("brief", session -> session == null)
                        .get(10, TimeUnit.SECONDS));

        assertThat(clients.v5("brief-sender").publish1("brief", "to nobody").code())
                .isEqualTo(0x10);
        assertThat(clients.dial().connect5("brief", false, "").sessionPresent()).isFalse();
    }

    @Test
    @Spec({"MQTT-3.1.2-6", "3.1.2.4"})
    void a_clean_3_1_1_session_ends_with_its_connection() {
        WireClient client = clients.v3("clean-3");
        client.subscribe("clean-3", "01");
        client.disconnect();

        assertThat(clients.v5("clean-3-sender").publish1("clean-3", "to nobody").code())
                .isEqualTo(0x10);
        assertThat(clients.dial().connect3("clean-3", false).sessionPresent()).isFalse();
    }

    @Test
    @Spec("3.14.2.2.2")
    void disconnect_may_change_the_expiry() {
        clients.kept5("quits").send("E0 07 00 05 11 00000000").expectClosed();
        assertThat(clients.dial().connect5("quits", false, "").sessionPresent()).isFalse();

        clients.v5("stays", "11 00000001").send("E0 07 00 05 11 00000064").expectClosed();
        assertThat(clients.dial().connect5("stays", false, "").sessionPresent()).isTrue();
    }

    @Test
    @Spec("3.14.2.2.2")
    void a_session_without_expiry_cannot_get_one_at_the_end() {
        clients.v5("too-late").send("E0 07 00 05 11 00000064").expectDisconnect(0x82);
    }

    @Test
    @Spec("3.1.3.1")
    void a_client_id_stays_with_the_certificate_that_opened_its_session() {
        WireClient owner = clients.kept5("mine");
        owner.subscribe("mine", "01");
        try (WireClients others =
                new WireClients(clients.broker(), clients.broker().device("thief"))) {
            WireClient thief5 = others.dial();
            assertThat(thief5.connect5("mine", false, "").connectCode()).isEqualTo(0x87);
            thief5.expectClosed();
            WireClient thief3 = others.dial();
            assertThat(thief3.connect3("mine", true).connectCode()).isEqualTo(5);
            thief3.expectClosed();
        }
        owner.ping();
        owner.disconnect();
        try (WireClients others =
                new WireClients(clients.broker(), clients.broker().device("thief-2"))) {
            assertThat(others.dial().connect5("mine", true, "").connectCode())
                    .as("the owner is away")
                    .isEqualTo(0x87);
        }
        clients.v5("mine-sender").publish1("mine", "still yours");
        assertThat(clients.kept5("mine").takeText()).isEqualTo("still yours");
    }
}
