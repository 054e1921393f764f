package io.gatehouse.transport.http;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /topics/{topic}}, with the JDK's client. */
final class PublishIT {
    private static HttpsGround ground;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    /** A subscriber of MQTT 5.0. */
    private static final class Listener implements AutoCloseable {
        private final Mqtt5BlockingClient client;
        private final Mqtt5BlockingClient.Mqtt5Publishes inbox;

        Listener(TestDevice device, String filter) {
            client = device.mqtt5(ground.broker());
            client.connectWith().cleanStart(true).send();
            inbox = client.publishes(MqttGlobalPublishFilter.ALL);
            client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
        }

        Mqtt5Publish next() throws InterruptedException {
            return inbox.receive(30, TimeUnit.SECONDS).orElseThrow();
        }

        @Override
        public void close() {
            inbox.close();
            client.disconnect();
        }
    }

    private static String text(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"/topics/pub/a/b?qos=0,0", "/topics/pub%2Fa%2Fb?qos=1,1", "/topics/pub/a%2fb,0"})
    void a_request_is_a_message_to_those_who_subscribe(String target, int qos) throws Exception {
        try (Listener listener = new Listener(ground.device("listens"), "pub/#")) {
            HttpResponse<String> answer = ground.post(ground.device("lamp"), target, "on");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).startsWith("{\"message\":\"OK\",\"traceId\":\"");
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.headers().firstValue("x-amzn-requestid"))
                    .hasValueSatisfying(id -> assertThat(answer.body()).contains(id));
            Mqtt5Publish got = listener.next();
            assertThat(got.getTopic()).hasToString("pub/a/b");
            assertThat(got.getQos().getCode()).isEqualTo(qos);
            assertThat(text(got)).isEqualTo("on");
            assertThat(got.isRetain()).isFalse();
        }
    }

    @Test
    void every_property_of_the_request_reaches_the_subscriber() throws Exception {
        TestDevice lamp = ground.device("lamp");
        String user = "[{\"deviceName\":\"alpha\"},{\"deviceCnt\":\"45\"},{\"deviceName\":\"ß\"}]";
        try (Listener listener = new Listener(ground.device("listens"), "props/+")) {
            HttpResponse<String> answer = HttpsGround.send(
                    lamp,
                    ground.request("/topics/props/1?qos=1&contentType=application%2Fjson+x&responseTopic=answers%2F1"
                                    + "&messageExpiry=300")
                            .header("x-amz-mqtt5-user-properties", base64(user.getBytes(StandardCharsets.UTF_8)))
                            .header("x-amz-mqtt5-payload-format-indicator", "UTF8_DATA")
                            .header("x-amz-mqtt5-correlation-data", base64(new byte[] {1, 2, 3}))
                            .POST(BodyPublishers.ofString("{}"))
                            .build());

            assertThat(answer.statusCode()).isEqualTo(200);
            Mqtt5Publish got = listener.next();
            assertThat(got.getContentType())
                    .hasValueSatisfying(type -> assertThat(type).hasToString("application/json+x"));
            assertThat(got.getResponseTopic())
                    .hasValueSatisfying(topic -> assertThat(topic).hasToString("answers/1"));
            assertThat(got.getPayloadFormatIndicator()).contains(Mqtt5PayloadFormatIndicator.UTF_8);
            assertThat(got.getMessageExpiryInterval().orElseThrow()).isBetween(1L, 300L);
            assertThat(got.getCorrelationData().orElseThrow().get(2)).isEqualTo((byte) 3);
            assertThat(got.getUserProperties().asList().stream()
                            .map(property -> property.getName() + "=" + property.getValue()))
                    .containsExactly("deviceName=alpha", "deviceCnt=45", "deviceName=ß");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void a_retained_message_is_there_for_who_subscribes_later_and_an_empty_one_removes_it() throws Exception {
        TestDevice lamp = ground.device("lamp");
        assertThat(ground.post(lamp, "/topics/kept/1?qos=1&retain=true", "state")
                        .statusCode())
                .isEqualTo(200);
        try (Listener listener = new Listener(ground.device("listens"), "kept/#")) {
            Mqtt5Publish got = listener.next();
            assertThat(text(got)).isEqualTo("state");
            assertThat(got.isRetain()).isTrue();
        }
        assertThat(ground.post(lamp, "/topics/kept/1?retain=true", "").statusCode())
                .isEqualTo(200);
        assertThat(ground.post(lamp, "/topics/kept/2?retain=true", "other").statusCode())
                .isEqualTo(200);
        try (Listener listener = new Listener(ground.device("listens"), "kept/#")) {
            assertThat(text(listener.next())).isEqualTo("other");
        }
    }

    @Test
    void a_session_that_is_away_gets_what_was_answered_with_200() throws Exception {
        TestDevice sleeper = ground.device("sleeper");
        Mqtt5BlockingClient client = sleeper.mqtt5(ground.broker());
        client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
        client.subscribeWith().topicFilter("away/+").qos(MqttQos.AT_LEAST_ONCE).send();
        client.disconnect();
        TestDevice lamp = ground.device("lamp");
        try (HttpClient http = HttpsGround.client(lamp)) {
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                asked.add(http.sendAsync(
                        ground.request("/topics/away/" + i + "?qos=1")
                                .POST(BodyPublishers.ofString("m" + i))
                                .build(),
                        BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> each : asked) {
                assertThat(each.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
        }
        Mqtt5BlockingClient again = sleeper.mqtt5(ground.broker());
        try (Mqtt5BlockingClient.Mqtt5Publishes inbox = again.publishes(MqttGlobalPublishFilter.ALL)) {
            again.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                got.add(text(inbox.receive(30, TimeUnit.SECONDS).orElseThrow()));
            }
            assertThat(got).doesNotHaveDuplicates().hasSize(50);
        }
        again.disconnectWith().sessionExpiryInterval(0).send();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topics/a?qos=3",
                "/topics/a?qos=",
                "/topics/a?retain=yes",
                "/topics/a?qos=0&qos=1",
                "/topics/a?messageExpiry=-1",
                "/topics/a?messageExpiry=4294967296",
                "/topics/a?responseTopic=a%2F%23",
                "/topics/a?responseTopic=",
                "/topics/a%2",
                "/topics/a%zz",
                "/topics/a%00b",
                "/topics/a%0Ab",
                "/topics/a%C0%AF",
                "/topics/a%2B",
                "/topics/%23",
                "/topics/",
                "/topics/1/2/3/4/5/6/7/8/9/10/1/2/3/4/5/6/7/8/9/20/1/2/3/4/5/6/7/8/9/30/1/2/3/4",
            })
    void what_is_not_well_asked_is_told_so(String target) throws Exception {
        HttpResponse<String> answer = RawHttp.ask(ground, ground.device("lamp"), "POST " + target, "x");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("InvalidRequestException");
        assertThat(answer.body()).contains("(expected: ").contains("\"traceId\":");
    }

    @Test
    void a_policy_that_allows_nothing_is_told_403_and_the_connection_goes_on() throws Exception {
        TestDevice shy = ground.broker().device("shy", "shy", document(allow("iot:Publish", "topic/mine/*")));
        try (HttpClient client = HttpsGround.client(shy)) {
            HttpResponse<String> denied = client.send(
                    ground.request("/topics/yours/1?qos=1")
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(denied.statusCode()).isEqualTo(403);
            assertThat(denied.headers().firstValue("x-amzn-errortype")).contains("ForbiddenException");
            assertThat(denied.body()).contains(Reason.PUBLISH_NOT_AUTHORIZED.meaning());
            assertThat(denied.headers().firstValue("connection")).isEmpty();
            HttpResponse<String> retain = client.send(
                    ground.request("/topics/mine/1?retain=true")
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(retain.statusCode()).isEqualTo(403);
            assertThat(retain.body()).contains(Reason.RETAIN_NOT_AUTHORIZED.meaning());
            HttpResponse<String> mine = client.send(
                    ground.request("/topics/mine/1")
                            .POST(BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(mine.statusCode()).isEqualTo(200);
        }
        await().untilAsserted(() -> assertThat(
                        ground.broker().recentRefusals().find(shy.certificateId(), Reason.PUBLISH_NOT_AUTHORIZED, 1))
                .isNotEmpty());
    }

    @Test
    void a_policy_that_needs_a_thing_or_a_client_id_allows_nothing_here() throws Exception {
        TestDevice named = ground.broker()
                .device(
                        "named",
                        "named",
                        document(
                                allow("iot:Publish", "topic/${iot:ClientId}/*"),
                                allow("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/*"),
                                allow("iot:Publish", "topic/${iot:CertificateId}/*")));

        assertThat(ground.post(named, "/topics/named/1", "x").statusCode()).isEqualTo(403);
        assertThat(ground.post(named, "/topics//1", "x").statusCode()).isEqualTo(403);
        assertThat(ground.post(named, "/topics/" + named.certificateId() + "/1", "x")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void topics_of_the_broker_are_nobodys() throws Exception {
        HttpResponse<String> answer = ground.post(ground.device("lamp"), "/topics/%24aws/things/x", "x");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains(Reason.TOPIC_RESERVED.meaning());
    }

    @Test
    void a_body_above_the_limit_is_refused_by_its_length_alone_and_the_connection_ends() throws Exception {
        HttpResponse<String> answer = ground.post(ground.device("lamp"), "/topics/big", "x".repeat(255 * 1024 + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains("RequestEntityTooLargeException");
        assertThat(ground.post(ground.device("lamp"), "/topics/big", "x".repeat(255 * 1024))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void requests_are_counted_by_operation_and_status() throws Exception {
        String series = "gatehouse_http_requests_total{operation=\"Publish\",status=\"200\"}";
        double before = ground.broker().metric(series);
        ground.post(ground.device("lamp"), "/topics/counted", "x");

        assertThat(ground.broker().metric(series) - before).isEqualTo(1.0);
    }
}
