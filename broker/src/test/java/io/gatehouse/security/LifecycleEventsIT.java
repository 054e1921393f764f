package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import io.gatehouse.session.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who comes and goes is told on the topics and in the words of AWS IoT Core, to those who may hear it. */
final class LifecycleEventsIT {
    private static final String PRESENCE = "$aws/events/presence/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final ShiftedClock CLOCK = new ShiftedClock();

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, UnaryOperator.identity(), CLOCK);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Hears everything that is told about one client id. */
    private static RawClient listenerTo(String clientId) throws IOException {
        RawClient listener = RawClient.connected(broker, broker.device("listener-" + clientId));
        listener.subscribe(
                PRESENCE + "connected/" + clientId,
                PRESENCE + "disconnected/" + clientId,
                "$aws/events/subscriptions/+/" + clientId);
        return listener;
    }

    private static JsonNode event(RawClient listener, String topic) throws IOException {
        String received = listener.receive();
        assertThat(received).startsWith(topic + " ");
        return eventOf(received);
    }

    private static JsonNode eventOf(String received) throws IOException {
        return JSON.readTree(received.substring(received.indexOf(' ') + 1));
    }

    private static List<String> names(JsonNode event) {
        return event.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void coming_and_going_is_told_with_the_fields_of_aws() throws IOException {
        TestDevice device = broker.device("visitor");
        try (RawClient listener = listenerTo("visitor");
                RawClient client = RawClient.of(broker, device)) {
            long before = System.currentTimeMillis();
            client.admitted(Connect.mqtt5("visitor").persistent());
            JsonNode connected = event(listener, PRESENCE + "connected/visitor");
            client.send(Frames.DISCONNECT).awaitClosed();
            JsonNode disconnected = event(listener, PRESENCE + "disconnected/visitor");

            assertThat(names(connected))
                    .containsExactlyInAnyOrder(
                            "clientId",
                            "thingName",
                            "timestamp",
                            "eventType",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "ipAddress",
                            "versionNumber");
            assertThat(connected.get("clientId").asText()).isEqualTo("visitor");
            assertThat(connected.get("thingName").asText()).isEqualTo("visitor");
            assertThat(connected.get("eventType").asText()).isEqualTo("connected");
            assertThat(connected.get("principalIdentifier").asText()).isEqualTo(device.certificateId());
            assertThat(connected.get("ipAddress").asText()).isEqualTo("127.0.0.1");
            assertThat(connected.get("timestamp").asLong()).isBetween(before, System.currentTimeMillis());
            assertThat(connected.get("versionNumber").asLong()).isZero();

            assertThat(names(disconnected))
                    .containsExactlyInAnyOrder(
                            "clientId",
                            "thingName",
                            "timestamp",
                            "eventType",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "clientInitiatedDisconnect",
                            "disconnectReason",
                            "reason",
                            "versionNumber");
            assertThat(disconnected.get("eventType").asText()).isEqualTo("disconnected");
            assertThat(disconnected.get("clientInitiatedDisconnect").asBoolean())
                    .isTrue();
            assertThat(disconnected.get("disconnectReason").asText()).isEqualTo("CLIENT_INITIATED_DISCONNECT");
            assertThat(disconnected.get("sessionIdentifier")).isEqualTo(connected.get("sessionIdentifier"));
            assertThat(disconnected.get("versionNumber").asLong()).isZero();
        }
    }

    @Test
    void the_version_number_rises_with_every_connection_of_a_session() throws IOException {
        TestDevice device = broker.device("regular");
        try (RawClient listener = listenerTo("regular")) {
            for (int visit = 0; visit < 3; visit++) {
                try (RawClient client = RawClient.of(broker, device)) {
                    client.admitted(Connect.mqtt5("regular").persistent());
                    assertThat(event(listener, PRESENCE + "connected/regular")
                                    .get("versionNumber")
                                    .asInt())
                            .isEqualTo(visit);
                    client.send(Frames.DISCONNECT).awaitClosed();
                    assertThat(event(listener, PRESENCE + "disconnected/regular")
                                    .get("versionNumber")
                                    .asInt())
                            .isEqualTo(visit);
                }
            }
        }
    }

    @Test
    void the_version_number_rises_without_a_session_that_stays_and_begins_again_after_an_hour() throws IOException {
        TestDevice device = broker.device("passing");
        try (RawClient listener = listenerTo("passing")) {
            assertThat(visit(listener, device)).isEqualTo(0);
            assertThat(visit(listener, device)).isEqualTo(1);
            CLOCK.shift(Duration.ofMinutes(59));
            assertThat(visit(listener, device)).isEqualTo(2);
            CLOCK.shift(Duration.ofMinutes(59 + 61));
            assertThat(visit(listener, device)).isEqualTo(0);
        } finally {
            CLOCK.shift(Duration.ZERO);
        }
    }

    /** @return the version number, which is the same of the pair of events */
    private static int visit(RawClient listener, TestDevice device) throws IOException {
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5(device.name()));
            int came = event(listener, PRESENCE + "connected/" + device.name())
                    .get("versionNumber")
                    .asInt();
            client.send(Frames.DISCONNECT).awaitClosed();
            assertThat(event(listener, PRESENCE + "disconnected/" + device.name())
                            .get("versionNumber")
                            .asInt())
                    .isEqualTo(came);
            return came;
        }
    }

    @Test
    void subscriptions_are_told_with_their_filters() throws IOException {
        TestDevice device = broker.device("subscriber");
        try (RawClient listener = listenerTo("subscriber");
                RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("subscriber"));
            String session = event(listener, PRESENCE + "connected/subscriber")
                    .get("sessionIdentifier")
                    .asText();
            client.subscribe("a/+", "b/#");
            JsonNode subscribed = event(listener, "$aws/events/subscriptions/subscribed/subscriber");
            client.send(Frames.unsubscribe5("b/#")).expect(Answer.UNSUBACK);
            JsonNode unsubscribed = event(listener, "$aws/events/subscriptions/unsubscribed/subscriber");

            assertThat(names(subscribed))
                    .containsExactlyInAnyOrder(
                            "clientId",
                            "thingName",
                            "timestamp",
                            "eventType",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "topics");
            assertThat(subscribed.get("eventType").asText()).isEqualTo("subscribed");
            assertThat(subscribed.get("sessionIdentifier").asText()).isEqualTo(session);
            assertThat(subscribed.get("topics")).extracting(JsonNode::asText).containsExactly("a/+", "b/#");
            assertThat(unsubscribed.get("eventType").asText()).isEqualTo("unsubscribed");
            assertThat(unsubscribed.get("topics")).extracting(JsonNode::asText).containsExactly("b/#");
        }
    }

    @Test
    void a_connect_that_is_not_authorised_is_told_with_who_it_was() throws IOException {
        TestDevice device = broker.device("intruder", "intruder", document(allow("iot:Connect", "client/intruder")));
        try (RawClient listener = RawClient.connected(broker, broker.device("guard"));
                RawClient client = RawClient.of(broker, device)) {
            listener.subscribe(PRESENCE + "connect_failed/+");
            client.connect(Connect.mqtt5("somebody-else"));

            JsonNode failed = event(listener, PRESENCE + "connect_failed/somebody-else");

            assertThat(names(failed))
                    .containsExactlyInAnyOrder(
                            "clientId",
                            "timestamp",
                            "eventType",
                            "connectFailureReason",
                            "sessionIdentifier",
                            "principalIdentifier",
                            "ipAddress",
                            "reason");
            assertThat(failed.get("eventType").asText()).isEqualTo("connect_failed");
            assertThat(failed.get("connectFailureReason").asText()).isEqualTo("AUTHORIZATION_FAILED");
            assertThat(failed.get("principalIdentifier").asText()).isEqualTo(device.certificateId());
            assertThat(failed.get("reason").asText()).isEqualTo("CONNECT_NOT_AUTHORIZED");
        }
    }

    @Test
    void a_storm_of_refused_connects_does_not_flood_who_listens() throws IOException {
        TestDevice storm = broker.device("storm", "storm", document(allow("iot:Connect", "client/storm")));
        TestDevice other = broker.device("calm", "calm", document(allow("iot:Publish", "*")));
        try (RawClient listener = RawClient.connected(broker, broker.device("lookout"))) {
            listener.subscribe(PRESENCE + "connect_failed/+");
            for (int attempt = 0; attempt < 60; attempt++) {
                try (RawClient client = RawClient.of(broker, storm)) {
                    client.connect(Connect.mqtt5("made-up-" + attempt)); // a new name does not help
                }
            }
            try (RawClient client = RawClient.of(broker, other)) {
                client.connect(Connect.mqtt5("calm"));
            }

            int told = 0;
            while (!listener.receive().startsWith(PRESENCE + "connect_failed/calm ")) {
                told++;
            }

            assertThat(told).isBetween(5, 30);
        }
    }

    @Test
    void a_stranger_causes_no_event_under_the_name_of_a_device() throws IOException {
        TestDevice device = broker.device("mute", "mute", document(allow("iot:Publish", "*")));
        try (RawClient listener = RawClient.connected(broker, broker.device("watchman"));
                RawClient stranger = RawClient.of(broker, RunningBroker.stranger("stranger"));
                RawClient known = RawClient.of(broker, device)) {
            listener.subscribe(PRESENCE + "connect_failed/+");
            stranger.connect(Connect.mqtt5("lamp"));
            known.connect(Connect.mqtt5("mute"));

            event(listener, PRESENCE + "connect_failed/mute"); // and nothing before it
        }
    }

    /** How a connection is brought to its end. */
    @FunctionalInterface
    private interface Ending {
        void provoke(RawClient client, TestDevice device) throws IOException;
    }

    private static JsonNode disconnected(String name, Connect connect, Ending ending) throws IOException {
        TestDevice device = broker.device(name, name, document(allow("iot:*", "*"), deny("iot:Publish", "topic/no")));
        try (RawClient listener = listenerTo(name);
                RawClient client = RawClient.of(broker, device)) {
            client.admitted(connect);
            event(listener, PRESENCE + "connected/" + name);
            ending.provoke(client, device);
            return event(listener, PRESENCE + "disconnected/" + name);
        }
    }

    private static void assertEnds(String reason, String name, Connect connect, Ending ending) throws IOException {
        JsonNode event = disconnected(name, connect, ending);

        assertThat(event.get("disconnectReason").asText()).isEqualTo(reason);
        assertThat(event.get("clientInitiatedDisconnect").asBoolean())
                .isEqualTo(reason.equals("CLIENT_INITIATED_DISCONNECT"));
    }

    @Test
    void a_farewell_is_told() throws IOException {
        assertEnds(
                "CLIENT_INITIATED_DISCONNECT",
                "polite",
                Connect.mqtt3("polite"),
                (client, device) -> client.send(Frames.DISCONNECT));
    }

    @Test
    void a_farewell_that_asks_for_the_will_is_a_farewell_too() throws IOException {
        byte[] withWill = {(byte) 0xE0, 1, 0x04};
        assertEnds(
                "CLIENT_INITIATED_DISCONNECT",
                "sulking",
                Connect.mqtt5("sulking"),
                (client, device) -> client.send(withWill));
    }

    @Test
    void a_lost_connection_is_told() throws IOException {
        assertEnds("CONNECTION_LOST", "lost", Connect.mqtt5("lost"), (client, device) -> client.leave());
    }

    /** The two topics do not share an order; the version number tells which came later. */
    @Test
    void a_take_over_is_told() throws IOException {
        TestDevice device = broker.device("double");
        try (RawClient listener = listenerTo("double");
                RawClient first = RawClient.connected(broker, device)) {
            event(listener, PRESENCE + "connected/double");
            try (RawClient second = RawClient.connected(broker, device)) {
                JsonNode one = eventOf(listener.receive());
                JsonNode other = eventOf(listener.receive());
                boolean inOrder = one.get("eventType").asText().equals("disconnected");
                JsonNode gone = inOrder ? one : other;
                JsonNode came = inOrder ? other : one;

                assertThat(gone.get("eventType").asText()).isEqualTo("disconnected");
                assertThat(gone.get("disconnectReason").asText()).isEqualTo("DUPLICATE_CLIENTID");
                assertThat(gone.get("versionNumber").asInt()).isZero();
                assertThat(came.get("eventType").asText()).isEqualTo("connected");
                assertThat(came.get("versionNumber").asInt()).isEqualTo(1);
                assertThat(first.expect(Answer.DISCONNECT).code()).isEqualTo(0x8E);
                second.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            }
        }
    }

    @Test
    void silence_beyond_the_keep_alive_is_told() throws IOException {
        assertEnds(
                "MQTT_KEEP_ALIVE_TIMEOUT",
                "silent",
                Connect.mqtt5("silent").keepAlive(1),
                (client, device) ->
                        assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x8D));
    }

    @Test
    void a_revoked_certificate_is_told() throws IOException {
        assertEnds(
                "AUTH_ERROR",
                "revoked",
                Connect.mqtt5("revoked"),
                (client, device) -> done(
                        broker.registry().setCertificateStatus(device.certificateId(), CertificateStatus.REVOKED)));
    }

    @Test
    void a_denied_publish_that_closes_is_told() throws IOException {
        assertEnds(
                "FORBIDDEN_ACCESS",
                "denied",
                Connect.mqtt3("denied"),
                (client, device) -> client.send(Frames.publish(ProtocolVersion.MQTT_3_1_1, "no", "nothing", 1, false)));
    }

    @Test
    void a_broken_protocol_is_told() throws IOException {
        assertEnds(
                "CLIENT_ERROR",
                "broken",
                Connect.mqtt5("broken"),
                (client, device) -> client.send(Connect.mqtt5("broken").bytes()));
    }

    @Test
    void an_end_by_an_operator_is_told() throws IOException {
        assertEnds("API_INITIATED_DISCONNECT", "kicked", Connect.mqtt5("kicked"), (client, device) -> {
            broker.sessions()
                    .ask("kicked", session -> {
                        session.close(new CloseReason.Administrative());
                        return true;
                    })
                    .join();
            assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x98);
        });
    }

    @Test
    void who_may_not_hear_events_does_not() throws IOException {
        TestDevice unsubscribable = broker.device(
                "no-filter", "no-filter", document(allow("iot:*", "*"), deny("iot:Subscribe", "topicfilter/$aws/*")));
        TestDevice unreceivable = broker.device(
                "no-events",
                "no-events",
                document(allow("iot:*", "*"), deny("iot:Receive", "topic/$aws/events/presence/*")));
        try (RawClient refused = RawClient.connected(broker, unsubscribable);
                RawClient deaf = RawClient.connected(broker, unreceivable)) {
            assertThat(refused.subscribe(PRESENCE + "#").code()).isEqualTo(0x87);
            assertThat(deaf.subscribe(PRESENCE + "#", "fence", "#").code()).isEqualTo(1);

            RawClient.connected(broker, broker.device("discreet")).close();
            deaf.publish("fence", "reached", 1);

            assertThat(deaf.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void a_wildcard_for_everything_does_not_bring_events() throws IOException {
        try (RawClient curious = RawClient.connected(broker, broker.device("curious"))) {
            curious.subscribe("#", "+/events/#");

            RawClient.connected(broker, broker.device("unseen")).close();
            curious.publish("fence", "reached", 1);

            assertThat(curious.receive()).isEqualTo("fence reached");
        }
    }
}
