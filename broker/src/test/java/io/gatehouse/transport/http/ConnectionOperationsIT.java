package io.gatehouse.transport.http;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET} and {@code DELETE /connections/{clientId}}, {@code GET /connections/{clientId}/subscriptions}. */
final class ConnectionOperationsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static HttpsGround ground;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Mqtt5BlockingClient connected(TestDevice device, String clientId, long expirySeconds) {
        Mqtt5BlockingClient client = device.mqtt5(ground.broker(), clientId);
        client.connectWith()
                .cleanStart(false)
                .keepAlive(77)
                .sessionExpiryInterval(expirySeconds)
                .willPublish()
                .topic("wills/" + device.name())
                .payload("gone".getBytes(StandardCharsets.UTF_8))
                .applyWillPublish()
                .send();
        return client;
    }

    @Test
    void a_connection_is_described_and_after_its_end_when_and_why_it_ended() throws Exception {
        TestDevice asker = ground.device("asker");
        TestDevice seen = ground.device("seen");
        long before = System.currentTimeMillis();
        Mqtt5BlockingClient client = connected(seen, "seen", 600);

        JsonNode plain = json(ground.get(asker, "/connections/seen"));
        assertThat(plain.get("clientId").textValue()).isEqualTo("seen");
        assertThat(plain.get("connected").booleanValue()).isTrue();
        assertThat(plain.get("thingName").textValue()).isEqualTo("seen");
        assertThat(plain.get("cleanSession").booleanValue()).isFalse();
        assertThat(plain.get("keepAliveDuration").intValue()).isEqualTo(77);
        assertThat(plain.get("sessionExpiry").intValue()).isEqualTo(600);
        assertThat(plain.get("connectedSince").longValue()).isBetween(before, System.currentTimeMillis());
        assertThat(plain.has("sourceIp")).isFalse();

        JsonNode sockets = json(ground.get(asker, "/connections/seen?includeSocketInformation=true"));
        assertThat(sockets.get("sourceIp").textValue()).isEqualTo("127.0.0.1");
        assertThat(sockets.get("sourcePort").intValue()).isPositive();
        assertThat(sockets.get("targetIp").textValue()).isEqualTo("127.0.0.1");
        assertThat(sockets.get("targetPort").intValue())
                .isEqualTo(ground.broker().port());

        client.disconnect();
        await().untilAsserted(() -> {
            JsonNode left = json(ground.get(asker, "/connections/seen"));
            assertThat(left.get("connected").booleanValue()).isFalse();
            assertThat(left.get("disconnectReason").textValue()).isEqualTo("CLIENT_INITIATED_DISCONNECT");
            assertThat(left.get("disconnectedSince").longValue()).isBetween(before, System.currentTimeMillis());
            assertThat(left.get("sessionExpiry").intValue()).isEqualTo(600);
        });
        assertThat(ground.get(asker, "/connections/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void who_may_see_connections_may_be_kept_from_seeing_where_they_come_from() throws Exception {
        String only = "{\"Bool\":{\"iot:IncludeSocketInformation\":\"false\"}}";
        TestDevice asker = ground.broker()
                .device(
                        "discreet",
                        "discreet",
                        document(allow("iot:GetConnection", "*").replace("}", ",\"Condition\":" + only + "}")));
        connected(ground.device("private"), "private", 600);

        assertThat(json(ground.get(asker, "/connections/private"))
                        .get("connected")
                        .booleanValue())
                .isTrue();
        HttpResponse<String> refused = ground.get(asker, "/connections/private?includeSocketInformation=true");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-amzn-ErrorType")).hasValue("ForbiddenException");
        await().untilAsserted(() -> assertThat(
                        ground.broker().recentRefusals().find(asker.certificateId(), Reason.REQUEST_NOT_AUTHORIZED, 5))
                .hasSize(1));
    }

    @Test
    void subscriptions_are_listed_page_by_page_of_a_session_that_is_away_too() throws Exception {
        TestDevice asker = ground.device("asker");
        Mqtt5BlockingClient client = connected(ground.device("many"), "many", 600);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            client.subscribeWith()
                    .topicFilter("f/" + i + "/#")
                    .qos(MqttQos.fromCode(i % 3))
                    .send();
            expected.add("f/" + i + "/# " + i % 3);
        }
        client.disconnect();
        List<String> seen = new ArrayList<>();
        String token = "";
        while (token != null) {
            JsonNode page = json(ground.get(
                    asker,
                    "/connections/many/subscriptions?maxResults=2" + (token.isEmpty() ? "" : "&nextToken=" + token)));
            page.get("subscriptions")
                    .forEach(each -> seen.add(each.get("topicFilter").textValue() + " "
                            + each.get("qos").intValue()));
            token = page.has("nextToken") ? page.get("nextToken").textValue() : null;
        }
        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(ground.get(asker, "/connections/nobody/subscriptions").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_connection_is_ended_with_its_will_or_without_and_its_session_stays_or_goes() throws Exception {
        TestDevice asker = ground.device("asker");
        TestDevice victim = ground.device("victim");
        Mqtt5BlockingClient watcher = ground.device("watcher").mqtt5(ground.broker());
        watcher.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes wills = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
            watcher.subscribeWith().topicFilter("wills/victim").send();

            Mqtt5BlockingClient first = connected(victim, "victim", 600);
            assertThat(ground.delete(asker, "/connections/victim?preventWillMessage=true")
                            .statusCode())
                    .isEqualTo(200);
            await().until(() -> !first.getState().isConnected());
            JsonNode left = json(ground.get(asker, "/connections/victim"));
            assertThat(left.get("connected").booleanValue()).isFalse();
            assertThat(left.get("disconnectReason").textValue()).isEqualTo("API_INITIATED_DISCONNECT");
            assertThat(ground.delete(asker, "/connections/victim").statusCode())
                    .as("nobody is connected")
                    .isEqualTo(404);

            Mqtt5BlockingClient second = connected(victim, "victim", 600);
            assertThat(ground.delete(asker, "/connections/victim?cleanSession=false")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(wills.receive(30, TimeUnit.SECONDS)).isPresent();
            await().until(() -> !second.getState().isConnected());
            assertThat(wills.receive(100, TimeUnit.MILLISECONDS))
                    .as("the first will was prevented")
                    .isEmpty();

            double stored = ground.broker().metric("gatehouse_sessions_stored");
            HttpResponse<String> clean = ground.delete(asker, "/connections/victim?cleanSession=true");
            assertThat(clean.statusCode()).isEqualTo(200);
            assertThat(clean.body()).isEqualTo("{}");
            assertThat(ground.broker().metric("gatehouse_sessions_stored")).isEqualTo(stored - 1);
            assertThat(ground.delete(asker, "/connections/victim?cleanSession=true")
                            .statusCode())
                    .isEqualTo(404);
        }
        watcher.disconnect();
    }

    @Test
    void a_session_that_was_cleaned_away_is_not_there_after_a_restart() throws Exception {
        HttpsGround other = HttpsGround.start();
        TestDevice device = other.device("short");
        Mqtt5BlockingClient client = device.mqtt5(other.broker());
        client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
        client.disconnect();
        assertThat(other.delete(device, "/connections/short?cleanSession=true").statusCode())
                .isEqualTo(200);
        try (RunningBroker again = other.broker().restarted()) {
            assertThat(again.metric("gatehouse_sessions")).isZero();
        }
    }

    @Test
    void a_client_id_may_have_slashes_and_each_operation_needs_its_own_action() throws Exception {
        TestDevice owner = ground.device("owner");
        Mqtt5BlockingClient client = owner.mqtt5(ground.broker(), "a/b");
        client.connect();
        TestDevice reader = ground.broker()
                .device("conn-reader", "conn-reader", document(allow("iot:GetConnection", "client/a/*")));

        assertThat(json(ground.get(reader, "/connections/a%2Fb"))
                        .get("connected")
                        .booleanValue())
                .isTrue();
        assertThat(ground.get(reader, "/connections/a/b").statusCode()).isEqualTo(404);
        assertThat(ground.get(reader, "/connections/owner").statusCode()).isEqualTo(403);
        assertThat(ground.get(reader, "/connections/a%2Fb/subscriptions").statusCode())
                .isEqualTo(403);
        assertThat(ground.delete(reader, "/connections/a%2Fb").statusCode()).isEqualTo(403);
        client.disconnect();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/connections/",
                "/connections/%C0",
                "/connections/a?includeSocketInformation=1",
                "/connections/a/subscriptions?maxResults=-1",
            })
    void what_is_not_well_asked_is_told_so(String target) throws Exception {
        assertThat(ground.get(ground.device("asker"), target).statusCode()).isEqualTo(400);
    }
}
