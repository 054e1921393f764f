package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.EventType;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The counters tell what happened: no more, no less, and nothing about whom. */
final class ScrapeIT {
    private static final int QUEUE = 5;
    private static final int CLIENT_IDS = 200;
    /**
     * Rise only where a thread of the broker's own falls behind, which a healthy one does not:
     * {@code ClientHistoryTest}, {@code RefusalsTest} and {@code RocksLogStoreTest} hold those threads up.
     */
    private static final Set<String> UNDER_OVERLOAD =
            Set.of("gatehouse_history_dropped_total", "gatehouse_refusals_untold_total", "gatehouse_log_untold");

    /** Zero while all is well, or for as long as the store has written no file yet. */
    private static final Set<String> AT_REST = Set.of(
            "gatehouse_audit_failing",
            "gatehouse_connections_unwritable",
            "gatehouse_drain_remaining_clients",
            "gatehouse_health_check_failing",
            "gatehouse_memory_limit_bytes",
            "gatehouse_memory_live_heap_bytes",
            "gatehouse_memory_tight",
            "gatehouse_reload_failing",
            "gatehouse_store_background_errors",
            "gatehouse_store_cache_hits_total",
            "gatehouse_store_cache_misses_total",
            "gatehouse_store_compaction_pending_bytes",
            "gatehouse_store_compactions_running",
            "gatehouse_store_files_bytes",
            "gatehouse_store_flushes_running",
            "gatehouse_store_live_bytes",
            "gatehouse_store_stall_seconds_total",
            "gatehouse_store_writes_stopped");

    /** {@code ControlPlaneIT}, {@code FirstConnectIT}, {@code RotationIT}. */
    private static final Set<String> RAISED_BY_OTHER_TESTS = Set.of(
            "gatehouse_audit_entries_total",
            "gatehouse_certificates_rotated_total",
            "gatehouse_first_connects_total",
            "gatehouse_operator_last_use_timestamp_seconds",
            "gatehouse_operators");

    /**
     * What one busy client does not raise: places of newcomers are free again before anybody looks ({@code FloodIT}),
     * no issuer is asked ({@code IssuerRevocationIT}, {@code OcspIT}), no file of devices read ({@code
     * BulkRegistrationTest}), no job done ({@code RegistryEventsIT}); what one hopes never to see; what waits.
     */
    private static boolean isRaisedElsewhere(String family) {
        return UNDER_OVERLOAD.contains(family)
                || family.startsWith("gatehouse_newcomers")
                || family.equals("gatehouse_accept_pauses_total")
                || family.startsWith("gatehouse_bulk_registration_")
                || family.startsWith("gatehouse_job")
                || family.startsWith("gatehouse_ocsp_")
                || family.startsWith("gatehouse_revocation_")
                || family.startsWith("gatehouse_session_queue_")
                || RAISED_BY_OTHER_TESTS.contains(family)
                || AT_REST.contains(family);
    }

    private static final ShiftedClock CLOCK = new ShiftedClock();

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, ScrapeIT::withShortQueues, CLOCK);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Configuration withShortQueues(Configuration from) {
        LimitSettings limits = from.limits();
        return RunningBroker.withLimits(
                RunningBroker.withControl(from),
                new LimitSettings(
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
                        QUEUE,
                        limits.maxQueuedBytes(),
                        limits.maxRetainedMessages(),
                        limits.maxRetainedBytes(),
                        limits.maxSessions(),
                        limits.maxOutboundBytes()));
    }

    @Test
    void a_conversation_is_counted_to_the_byte() throws IOException {
        TestDevice alice = broker.device("alice");
        TestDevice bob = broker.device("bob");
        quiet();
        Scrape before = Scrape.of(broker);

        long[] bytes = conversation(alice, bob);

        await().atMost(Watch.PATIENCE)
                .until(() -> Scrape.of(broker).risesSince(before, "gatehouse_disconnects_total").values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        == 2);
        Scrape after = Scrape.of(broker);
        assertThat(after.risesSince(before, "gatehouse_packets_total{direction=\"received\",type="))
                .isEqualTo(Map.of(
                        "\"connect\"}", 2.0,
                        "\"publish\"}", 6.0,
                        "\"puback\"}", 2.0,
                        "\"pubrec\"}", 1.0,
                        "\"pubrel\"}", 1.0,
                        "\"pubcomp\"}", 1.0,
                        "\"subscribe\"}", 1.0,
                        "\"unsubscribe\"}", 1.0,
                        "\"pingreq\"}", 1.0,
                        "\"disconnect\"}", 2.0));
        assertThat(after.risesSince(before, "gatehouse_packets_total{direction=\"sent\",type="))
                .isEqualTo(Map.of(
                        "\"connack\"}", 2.0,
                        "\"publish\"}", 6.0,
                        "\"puback\"}", 2.0,
                        "\"pubrec\"}", 1.0,
                        "\"pubrel\"}", 1.0,
                        "\"pubcomp\"}", 1.0,
                        "\"suback\"}", 1.0,
                        "\"unsuback\"}", 1.0,
                        "\"pingresp\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_bytes_total"))
                .isEqualTo(Map.of(
                        "{direction=\"received\"}", (double) bytes[0], "{direction=\"sent\"}", (double) bytes[1]));
        assertThat(after.risesSince(before, "gatehouse_publish_total"))
                .isEqualTo(Map.of(
                        "{direction=\"received\",qos=\"0\"}", 3.0,
                        "{direction=\"received\",qos=\"1\"}", 2.0,
                        "{direction=\"received\",qos=\"2\"}", 1.0,
                        "{direction=\"sent\",qos=\"0\"}", 3.0,
                        "{direction=\"sent\",qos=\"1\"}", 2.0,
                        "{direction=\"sent\",qos=\"2\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_authz_decisions_total"))
                .isEqualTo(Map.of(
                        "{action=\"connect\",cause=\"none\",decision=\"allow\"}", 2.0,
                        "{action=\"publish\",cause=\"none\",decision=\"allow\"}", 6.0,
                        "{action=\"receive\",cause=\"none\",decision=\"allow\"}", 6.0,
                        "{action=\"subscribe\",cause=\"none\",decision=\"allow\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_connects_total"))
                .isEqualTo(Map.of("{reason=\"none\",result=\"accepted\"}", 2.0));
        assertThat(after.risesSince(before, "gatehouse_disconnects_total"))
                .isEqualTo(Map.of("{initiator=\"client\",reason=\"CLIENT_DISCONNECT\"}", 2.0));
        assertThat(after.risesSince(before, "gatehouse_refusals_total")).isEmpty();
        assertThat(after.risesSince(before, "gatehouse_messages_dropped_total")).isEmpty();
    }

    /** @return bytes the clients sent and received */
    private static long[] conversation(TestDevice first, TestDevice second) throws IOException {
        try (RawClient alice = RawClient.of(broker, first);
                RawClient bob = RawClient.of(broker, second)) {
            alice.admitted(Connect.mqtt5(first.name()));
            bob.admitted(Connect.mqtt3(second.name()));
            alice.send(Frames.subscribe(ProtocolVersion.MQTT_5, 2, "t/#")).expect(Answer.SUBACK);
            for (int i = 0; i < 3; i++) {
                bob.send(Frames.publish(ProtocolVersion.MQTT_3_1_1, "t/0", "zero", 0, false));
                alice.receive();
            }
            for (int i = 0; i < 2; i++) {
                bob.publish("t/1", "one", 1);
                alice.receive();
            }
            bob.publish("t/2", "two", 2);
            bob.send(Frames.acknowledge(0x62, 7)).expect(Answer.PUBCOMP);
            Answer exactlyOnce = alice.expect(Answer.PUBLISH);
            alice.send(Frames.acknowledge(0x50, exactlyOnce.packetId())).expect(6);
            alice.send(Frames.acknowledge(0x70, exactlyOnce.packetId()));
            alice.send(Frames.unsubscribe5("t/#")).expect(Answer.UNSUBACK);
            alice.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            alice.send(Frames.DISCONNECT).awaitClosed();
            bob.send(Frames.DISCONNECT).awaitClosed();
            return new long[] {alice.bytesSent() + bob.bytesSent(), alice.bytesReceived() + bob.bytesReceived()};
        }
    }

    @Test
    void what_is_denied_is_counted_by_action_and_reason() throws IOException {
        TestDevice device = broker.device(
                "denied",
                "little",
                document(
                        allow("iot:*", "*"),
                        deny("iot:Connect", "client/other"),
                        deny("iot:Publish", "topic/no"),
                        deny("iot:Subscribe", "topicfilter/no"),
                        deny("iot:Receive", "topic/unheard"),
                        deny("iot:RetainPublish", "topic/fleeting")));
        quiet();
        Scrape before = Scrape.of(broker);
        try (RawClient refused = RawClient.of(broker, device);
                RawClient client = RawClient.of(broker, device)) {
            refused.connect(Connect.mqtt5("other"));
            refused.awaitClosed();
            client.admitted(Connect.mqtt5("denied"));
            client.publish("no", "1", 1);
            client.publish("no", "2", 1);
            client.subscribe("no");
            client.subscribe("unheard");
            client.publish("unheard", "3", 1);
            client.send(Frames.publish(ProtocolVersion.MQTT_5, "fleeting", "4", 1, true))
                    .expect(Answer.PUBACK);
            client.send(Frames.publish(ProtocolVersion.MQTT_5, "lasting", "5", 1, true))
                    .expect(Answer.PUBACK);
            client.send(Frames.DISCONNECT).awaitClosed();
        }
        Scrape after = Scrape.of(broker);
        assertThat(after.risesSince(before, "gatehouse_authz_decisions_total"))
                .isEqualTo(Map.of(
                        "{action=\"connect\",cause=\"none\",decision=\"allow\"}", 1.0,
                        "{action=\"connect\",cause=\"explicit\",decision=\"deny\"}", 1.0,
                        "{action=\"publish\",cause=\"none\",decision=\"allow\"}", 3.0,
                        "{action=\"publish\",cause=\"explicit\",decision=\"deny\"}", 2.0,
                        "{action=\"receive\",cause=\"explicit\",decision=\"deny\"}", 1.0,
                        "{action=\"subscribe\",cause=\"none\",decision=\"allow\"}", 1.0,
                        "{action=\"subscribe\",cause=\"explicit\",decision=\"deny\"}", 1.0,
                        "{action=\"retain\",cause=\"none\",decision=\"allow\"}", 1.0,
                        "{action=\"retain\",cause=\"explicit\",decision=\"deny\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_refusals_total"))
                .isEqualTo(Map.of(
                        "{reason=\"CONNECT_NOT_AUTHORIZED\",stage=\"connect\"}", 1.0,
                        "{reason=\"PUBLISH_NOT_AUTHORIZED\",stage=\"publish\"}", 2.0,
                        "{reason=\"RETAIN_NOT_AUTHORIZED\",stage=\"publish\"}", 1.0,
                        "{reason=\"SUBSCRIBE_NOT_AUTHORIZED\",stage=\"subscribe\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_connects_total"))
                .isEqualTo(Map.of(
                        "{reason=\"CONNECT_NOT_AUTHORIZED\",result=\"refused\"}", 1.0,
                        "{reason=\"none\",result=\"accepted\"}", 1.0));
        assertThat(after.risesSince(before, "gatehouse_messages_dropped_total"))
                .isEqualTo(Map.of("{reason=\"RECEIVE_NOT_AUTHORIZED\"}", 1.0));
    }

    @Test
    void what_is_dropped_is_counted_by_reason() throws IOException {
        TestDevice reader = broker.device("dropper");
        try (RawClient speaker = RawClient.connected(broker, broker.device("drop-speaker"))) {
            leave(reader, "queue");
            Watch full = Watch.drops(broker, Reason.QUEUE_FULL);
            for (int i = 0; i < QUEUE + 3; i++) {
                speaker.publish("queue", "message", 1);
            }
            full.rose(3);

            leave(reader, "stale");
            Watch expired = Watch.drops(broker, Reason.MESSAGE_EXPIRED);
            speaker.send(Frames.publishExpiring5("stale", "old news", 60)).expect(Answer.PUBACK);
            CLOCK.shift(Duration.ofMinutes(2));
            try (RawClient back = RawClient.of(broker, reader)) {
                back.admitted(Connect.mqtt5("dropper").persistent());
                expired.rose(1);
            } finally {
                CLOCK.shift(Duration.ZERO);
            }

            Watch tooLarge = Watch.drops(broker, Reason.RECEIVER_PACKET_LIMIT);
            try (RawClient small = RawClient.of(broker, reader)) {
                small.send(Frames.connectTakingAtMost(100, "small")).expect(Answer.CONNACK);
                small.subscribe("large");
                speaker.publish("large", "x".repeat(200), 1);
                tooLarge.rose(1);
            }

            Watch slow = Watch.drops(broker, Reason.SLOW_CONSUMER);
            try (RawClient sleeper = RawClient.of(broker, reader)) {
                sleeper.admitted(Connect.mqtt5("sleeper"));
                sleeper.subscribe("flood");
                byte[] wave = Frames.publish5("flood", "w".repeat(200_000), 0);
                for (int i = 0; i < 500 && slow.rise() == 0; i++) {
                    speaker.send(wave);
                }
                slow.roseToAtLeast(1);
            }
        }
    }

    @Test
    void what_waits_is_counted() throws IOException {
        TestDevice reader = broker.device("waiter");
        leave(reader, "waits");
        try (RawClient speaker = RawClient.connected(broker, broker.device("waits-speaker"));
                RawClient sleeper = RawClient.of(broker, reader)) {
            speaker.publish("waits", "message", 1);
            await().atMost(Watch.PATIENCE)
                    .until(() -> broker.metric("gatehouse_session_queue_messages") >= 1
                            && broker.metric("gatehouse_session_queue_bytes") >= "message".length());

            sleeper.admitted(Connect.mqtt5("waits-sleeper"));
            sleeper.subscribe("waves");
            byte[] wave = Frames.publish5("waves", "w".repeat(200_000), 0);
            await().atMost(Watch.PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> {
                speaker.send(wave); // until the sockets of both ends are full
                return broker.metric("gatehouse_connections_unwritable") >= 1;
            });
        }
    }

    @Test
    void every_series_of_packets_can_rise() throws IOException {
        TestDevice device = broker.device("packets");
        var _ = conversation(device, broker.device("packets-2"));
        try (RawClient client = RawClient.connected(broker, device)) {
            client.send((byte) 0xF0, (byte) 0); // AUTH, which ends the connection with a DISCONNECT
            assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x82);
        }

        Map<String, Double> packets = Scrape.of(broker).risesSince(new Scrape(Map.of()), "gatehouse_packets_total");
        assertThat(packets.keySet())
                .isEqualTo(Scrape.of(broker).series().keySet().stream()
                        .filter(series -> series.startsWith("gatehouse_packets_total"))
                        .map(series -> series.substring("gatehouse_packets_total".length()))
                        .collect(Collectors.toSet()));
    }

    /** A session of {@code device} that waits, subscribed to {@code filter} alone. */
    private static void leave(TestDevice device, String filter) throws IOException {
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5(device.name()));
        }
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5(device.name()).persistent());
            client.subscribe(filter);
            client.send(Frames.DISCONNECT).awaitClosed();
        }
    }

    /** As nobody it knows. */
    private static void askTheControlPlane(TestDevice stranger) throws IOException {
        Watch asked = Watch.on(broker, "gatehouse_control_requests_total{status=\"403\"}");
        URL things = broker.controlPlane().resolve("/things").toURL();
        HttpsURLConnection connection = (HttpsURLConnection) things.openConnection();
        connection.setSSLSocketFactory(stranger.sslContext().getSocketFactory());
        assertThat(connection.getResponseCode()).isEqualTo(403);
        asked.rose(1);
    }

    /** A certificate that waits to be provisioned. */
    private static void askForKeys(RawClient client) throws IOException {
        Watch asked = Watch.on(
                broker,
                "gatehouse_provisioning_requests_total{operation=\"CreateKeysAndCertificate\",outcome=\"accepted\"}");
        client.send(Frames.publish(ProtocolVersion.MQTT_5, "$aws/certificates/create/json", "", 1, false))
                .expect(Answer.PUBACK);
        asked.rose(1);
    }

    @Test
    void every_family_of_the_documentation_rises_above_zero() throws IOException {
        TestDevice device = broker.device("all", "all", document(allow("iot:*", "*")));
        conversation(device, broker.device("all-2"));
        try (RawClient first = RawClient.of(broker, device);
                RawClient second = RawClient.of(broker, device);
                RawClient keeps = RawClient.connected(broker, broker.device("keeper"));
                RawClient copy = RawClient.of(broker, device);
                RawClient plain = RawClient.plaintext(broker)) {
            first.admitted(Connect.mqtt5("all").persistent());
            copy.admitted(Connect.mqtt5("all-copy"));
            Watch takeOvers = Watch.on(broker, "gatehouse_session_takeovers_total");
            second.admitted(Connect.mqtt5("all").persistent());
            assertThat(first.expect(Answer.DISCONNECT).code()).isEqualTo(0x8E);
            takeOvers.rose(1);
            second.subscribe("all/#");
            keeps.send(Frames.publish(ProtocolVersion.MQTT_5, "all/kept", "kept", 1, true))
                    .expect(Answer.PUBACK);
            plain.send(Frames.PINGREQ).awaitSocketClosed();
            Watch propagated = Watch.on(broker, "gatehouse_policy_propagation_seconds_count");
            done(broker.registry().putPolicy("all", document(allow("iot:*", "*"), deny("iot:Receive", "topic/all/*"))));
            propagated.roseToAtLeast(1);
            Watch denied = Watch.drops(broker, Reason.RECEIVE_NOT_AUTHORIZED);
            keeps.publish("all/denied", "unheard", 1);
            denied.rose(1);
            askTheControlPlane(device);
            Watch told = Watch.on(broker, "gatehouse_registry_events_total{outcome=\"unheard\"}");
            done(broker.registry().eventConfigurations().update(Map.of(EventType.THING, true)));
            done(broker.registry().createThing("all-told", null, Map.of()));
            told.rose(1);
            askForKeys(keeps);

            Set<String> families = new TreeSet<>();
            Set<String> above = new TreeSet<>();
            Scrape.of(broker).series().forEach((series, value) -> {
                String family = series.replaceFirst("\\{.*", "");
                families.add(family);
                if (value > 0) {
                    above.add(family);
                }
            });
            assertThat(families).hasSizeGreaterThan(18);
            families.removeIf(ScrapeIT::isRaisedElsewhere);
            above.removeIf(ScrapeIT::isRaisedElsewhere);
            assertThat(above).isEqualTo(families);
        }
    }

    @Test
    void labels_name_neither_clients_nor_topics_however_many_there_are() throws Exception {
        TestDevice device = broker.device("fleet-member");
        for (int i = 0; i < CLIENT_IDS; i++) {
            try (RawClient client = RawClient.of(broker, device)) {
                client.admitted(Connect.mqtt5("fleet-client-" + i));
                client.send(Frames.publish5("fleet-topic/" + i, "here", 0));
                client.send(Frames.DISCONNECT).awaitClosed();
            }
        }

        String scrape = broker.http("/metrics").body();

        assertThat(scrape).doesNotContain("fleet-", device.certificateId());
        assertThat(scrape.lines().filter(line -> !line.startsWith("#")).count()).isLessThan(2000);
        Set<String> labels = scrape.lines()
                .filter(line -> line.startsWith("gatehouse_") && line.contains("{"))
                .flatMap(line -> java.util.Arrays.stream(
                        line.substring(line.indexOf('{') + 1, line.indexOf('}')).split(",")))
                .map(label -> label.substring(0, label.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(labels)
                .isSubsetOf(("action by cause check decision direction error expires_within group initiator "
                                + "java le listener loop operation outcome part pool protocol qos reason result "
                                + "resumed revision role stage status tls_engine tls_version type version")
                        .split(" "));
    }

    /** Until nobody is connected any more: what others left behind is not ours to count. */
    private static void quiet() {
        await().until(() -> broker.sessions().views("").join().isEmpty());
        broker.sessions().onEveryLoop(loop -> {}).join();
    }
}
