package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.SessionSettings.SharedCertificate;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.ConnectionApi;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.Page;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One certificate, two clients at once: known when the second comes. */
final class SharedCertificateIT {
    private static final String SHARED = "$aws/events/certificates/shared/";
    private static final String NOW = "gatehouse_certificates_shared";
    private static final String FOUND = "gatehouse_certificates_shared_connects_total";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<SharedCertificate, RunningBroker> BROKERS = new EnumMap<>(SharedCertificate.class);

    private static RunningBroker broker(SharedCertificate policy) {
        return BROKERS.computeIfAbsent(
                policy, of -> RunningBroker.start(Compatibility.EXTENDED, from -> with(from, of)));
    }

    private static Configuration with(Configuration from, SharedCertificate policy) {
        SessionSettings sessions = from.sessions();
        return RunningBroker.withSessions(
                from,
                new SessionSettings(
                        sessions.maxExpiry(),
                        sessions.minKeepAlive(),
                        sessions.maxKeepAlive(),
                        sessions.foreignClientId(),
                        sessions.maxWillDelay(),
                        sessions.queueFull(),
                        sessions.backlogRate(),
                        sessions.reasonStrings(),
                        policy,
                        sessions.maxSignedConnection()));
    }

    @AfterAll
    static void stopBrokers() {
        BROKERS.values().forEach(RunningBroker::close);
        BROKERS.clear();
    }

    private static RawClient listenerOf(RunningBroker broker, TestDevice device) throws IOException {
        RawClient listener = RawClient.connected(broker, broker.device("audience-of-" + device.name()));
        listener.subscribe(SHARED + device.certificateId(), "fence");
        return listener;
    }

    private static List<String> told(LogLines log) {
        return log.all().stream()
                .filter(line -> line.contains("used by two clients at once"))
                .toList();
    }

    private static void fence(RawClient listener) throws IOException {
        listener.send(Frames.publish(ProtocolVersion.MQTT_5, "fence", "reached", 0, false));
    }

    /** No event before something that was published behind. */
    private static void hearsNothing(RawClient listener) throws IOException {
        fence(listener);
        assertThat(listener.receive()).isEqualTo("fence reached");
    }

    private static JsonNode event(RawClient listener) throws IOException {
        String got = listener.receive();
        assertThat(got).startsWith(SHARED);
        return new ObjectMapper().readTree(got.substring(got.indexOf(' ') + 1));
    }

    private static List<ConnectionView> listed(RunningBroker broker, String prefix, boolean sharedOnly) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            Answer<ConnectionApi.Listing> answer =
                    admin.call(sharedOnly ? ConnectionApi.SHARED : ConnectionApi.LIST, new Page(prefix, null, 100));
            if (answer instanceof Answer.Done<ConnectionApi.Listing>(ConnectionApi.Listing listing)) {
                return listing.connections();
            }
            throw new AssertionError("answer: " + answer + " (expected: done)");
        }
    }

    private static void awaitShared(RunningBroker broker, int certificates) {
        await().atMost(PATIENCE).until(() -> broker.metric(NOW) == certificates);
    }

    @Test
    void a_second_client_is_let_in_and_told_with_who_was_there() throws IOException {
        RunningBroker broker = broker(SharedCertificate.WARN);
        TestDevice device = broker.device("meter");
        Watch found = Watch.on(broker, FOUND);
        try (LogLines log = LogLines.listen();
                RawClient listener = listenerOf(broker, device);
                RawClient first = RawClient.connected(broker, device)) {
            try (RawClient second = RawClient.of(broker, device)) {
                second.admitted(Connect.mqtt5("meter-copy"));
                JsonNode event = event(listener);

                assertThat(event.get("eventType").asText()).isEqualTo("certificate_shared");
                assertThat(event.get("certificateId").asText()).isEqualTo(device.certificateId());
                assertThat(event.get("clientId").asText()).isEqualTo("meter-copy");
                assertThat(event.get("otherClientIds"))
                        .extracting(JsonNode::asText)
                        .containsExactly("meter");
                assertThat(event.get("clientCount").asInt()).isEqualTo(2);
                assertThat(event.get("ipAddress").asText()).isEqualTo("127.0.0.1");
                assertThat(event.get("operation").asText()).isEqualTo("ACCEPTED");
                assertThat(event.get("checkName").asText()).isEqualTo("DEVICE_CERTIFICATE_SHARED_CHECK");
                assertThat(told(log))
                        .hasSize(1)
                        .allSatisfy(line -> assertThat(line)
                                .startsWith("WARN")
                                .contains("clientId=\"meter-copy\"", "others=\"meter\"", device.certificateId()));
                found.rose(1);
                awaitShared(broker, 1);
                assertThat(listed(broker, "meter", true))
                        .extracting(ConnectionView::clientId, ConnectionView::certificateClients)
                        .containsExactly(tuple("meter", 2), tuple("meter-copy", 2));
                assertThat(listed(broker, "meter", true).getFirst().sharedWith())
                        .containsExactly("meter-copy");
                assertThat(listed(broker, "audience-of-meter", true)).isEmpty();
                assertThat(listed(broker, "audience-of-meter", false)).hasSize(1);
                first.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
            }
            awaitShared(broker, 0);
            assertThat(listed(broker, "meter", true)).isEmpty();
            assertThat(listed(broker, "meter", false).getFirst().certificateClients())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(SharedCertificate.class)
    void a_client_that_takes_its_own_session_over_shares_nothing(SharedCertificate policy) throws IOException {
        RunningBroker broker = broker(policy);
        TestDevice device = broker.device("returning");
        Watch found = Watch.on(broker, FOUND);
        try (RawClient listener = listenerOf(broker, device);
                RawClient first = RawClient.connected(broker, device)) {
            for (int again = 0; again < 3; again++) {
                try (RawClient next = RawClient.connected(broker, device)) {
                    next.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
                }
            }
            first.awaitClosed();
            hearsNothing(listener);
        }
        assertThat(found.rise()).isZero();
    }

    @Test
    void where_it_is_allowed_it_is_counted_and_listed_and_nobody_is_told() throws IOException {
        RunningBroker broker = broker(SharedCertificate.ALLOW);
        TestDevice device = broker.device("gateway");
        Watch found = Watch.on(broker, FOUND);
        try (LogLines log = LogLines.listen();
                RawClient listener = listenerOf(broker, device);
                RawClient first = RawClient.connected(broker, device);
                RawClient second = RawClient.of(broker, device)) {
            second.admitted(Connect.mqtt5("gateway-2"));

            found.rose(1);
            assertThat(listed(broker, "gateway", true)).hasSize(2);
            hearsNothing(listener);
            assertThat(told(log)).isEmpty();
            first.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
        }
    }

    @Test
    void where_it_is_refused_who_was_first_stays_and_when_he_leaves_the_other_may_come() throws IOException {
        RunningBroker broker = broker(SharedCertificate.REFUSE);
        TestDevice device = broker.device("lock");
        Watch refusals = Watch.refusals(broker, Reason.CERTIFICATE_SHARED);
        try (RawClient listener = listenerOf(broker, device);
                RawClient first = RawClient.connected(broker, device)) {
            try (RawClient second = RawClient.of(broker, device)) {
                assertThat(second.connect(Connect.mqtt5("lock-copy")).code()).isEqualTo(0x87);
                second.awaitClosed();
            }
            JsonNode event = event(listener);

            assertThat(event.get("operation").asText()).isEqualTo("REFUSED");
            assertThat(event.get("clientId").asText()).isEqualTo("lock-copy");
            refusals.rose(1);
            assertThat(listed(broker, "lock", true)).isEmpty();
            first.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
            first.send(Frames.DISCONNECT).awaitClosed();
        }
        try (RawClient second = RawClient.of(broker, device)) {
            second.admitted(Connect.mqtt5("lock-copy"));
        }
    }

    @Test
    void a_client_that_took_its_session_over_still_has_its_certificate_alone() throws IOException {
        RunningBroker broker = broker(SharedCertificate.REFUSE);
        TestDevice device = broker.device("heir");
        try (RawClient first = RawClient.connected(broker, device);
                RawClient next = RawClient.connected(broker, device)) {
            first.awaitClosed();
            try (RawClient copy = RawClient.of(broker, device)) {
                assertThat(copy.connect(Connect.mqtt5("heir-copy")).code()).isEqualTo(0x87);
            }
            next.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
        }
    }

    @Test
    void who_was_refused_for_another_reason_leaves_no_trace() throws IOException {
        RunningBroker broker = broker(SharedCertificate.REFUSE);
        TestDevice owner = broker.device("owner");
        TestDevice other = broker.device("other");
        try (RawClient first = RawClient.connected(broker, owner)) {
            try (RawClient second = RawClient.of(broker, other)) {
                assertThat(second.connect(Connect.mqtt5("owner")).code()).isEqualTo(0x87); // another's client id
                second.awaitClosed();
            }
            try (RawClient third = RawClient.connected(broker, other)) {
                third.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
            }
            first.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
        }
    }

    @Test
    void who_found_no_room_for_a_session_leaves_no_trace() throws IOException {
        try (RunningBroker broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withLimits(with(from, SharedCertificate.REFUSE), oneSession(from.limits())))) {
            TestDevice device = broker.device("late");
            try (RawClient there = RawClient.connected(broker, broker.device("early"));
                    RawClient late = RawClient.of(broker, device)) {
                assertThat(late.connect(Connect.mqtt5("late-1")).code()).isEqualTo(0x97);
                late.awaitClosed();
                there.send(Frames.DISCONNECT).awaitClosed();
            }
            await().atMost(PATIENCE).until(() -> broker.sessions().count() == 0);
            try (RawClient late = RawClient.of(broker, device)) {
                late.admitted(Connect.mqtt5("late-2"));
            }
        }
    }

    private static LimitSettings oneSession(LimitSettings limits) {
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
                limits.maxQueuedMessages(),
                limits.maxQueuedBytes(),
                limits.maxRetainedMessages(),
                limits.maxRetainedBytes(),
                1,
                limits.maxOutboundBytes());
    }

    /** Client ids have different loops, and the connects meet on them at the same time. */
    @Test
    void of_many_that_come_at_once_one_is_let_in() throws Exception {
        RunningBroker broker = broker(SharedCertificate.REFUSE);
        int clients = 8;
        for (int round = 0; round < 5; round++) {
            TestDevice device = broker.device("race-" + round);
            CyclicBarrier together = new CyclicBarrier(clients);
            List<RawClient> open = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> codes = new ArrayList<>();
                for (int i = 0; i < clients; i++) {
                    RawClient client = RawClient.of(broker, device);
                    open.add(client);
                    String clientId = device.name() + "-" + i;
                    codes.add(threads.submit(() -> {
                        together.await();
                        return client.connect(Connect.mqtt5(clientId)).code();
                    }));
                }
                int admitted = 0;
                for (Future<Integer> code : codes) {
                    admitted += code.get() == 0 ? 1 : 0;
                }
                assertThat(admitted).isEqualTo(1);
            } finally {
                for (RawClient client : open) {
                    client.close();
                }
            }
        }
    }

    @Test
    void a_fleet_with_one_certificate_does_not_flood_who_listens() throws IOException {
        RunningBroker broker = broker(SharedCertificate.WARN);
        TestDevice device = broker.device("fleet");
        Watch found = Watch.on(broker, FOUND);
        try (RawClient listener = listenerOf(broker, device);
                RawClient first = RawClient.connected(broker, device)) {
            int clients = 60;
            for (int i = 0; i < clients; i++) {
                try (RawClient client = RawClient.of(broker, device)) {
                    client.admitted(Connect.mqtt5("fleet-" + i));
                }
            }
            found.rose(clients);
            fence(listener);

            assertThat(listener.receiveUpTo("fence")).hasSizeBetween(5, 30);
            first.send(Frames.PINGREQ).expect(RawClient.Answer.PINGRESP);
        }
    }
}
