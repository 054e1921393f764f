package io.gatehouse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.TracingSettings;
import io.gatehouse.security.LogLines;
import io.gatehouse.telemetry.Collector.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spans as a collector of OpenTelemetry gets them. */
class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-" + SPAN + "-00";
    private static final String CANARY = "canary-that-no-span-has";

    private static Collector collector;
    private static RunningBroker broker;

    @BeforeAll
    static void start() throws IOException {
        collector = new Collector();
        broker = brokerFor(new TracingSettings(collector.endpoint(), "Bearer " + CANARY, 1, 10_000));
    }

    @AfterAll
    static void stop() {
        broker.close();
        collector.close();
    }

    private static RunningBroker brokerFor(TracingSettings settings) {
        return RunningBroker.start(
                Compatibility.EXTENDED, configuration -> RunningBroker.withTracing(configuration, settings));
    }

    private static Mqtt5Publish message(String topic, MqttQos qos, String traceparent) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(qos)
                .payload(CANARY.getBytes(StandardCharsets.UTF_8))
                .contentType(CANARY)
                .correlationData(CANARY.getBytes(StandardCharsets.UTF_8))
                .userProperties(Mqtt5UserProperties.builder()
                        .add("secret", CANARY)
                        .add("traceparent", traceparent)
                        .add("tracestate", "vendor=" + CANARY)
                        .build())
                .build();
    }

    /** The span of that name whose attribute says so, once it has come. */
    private static Received span(String name, String attribute, String value) {
        return await().atMost(20, TimeUnit.SECONDS)
                .until(
                        () -> collector.spans().stream()
                                .filter(span -> span.name().equals(name)
                                        && value.equals(span.attributes().get(attribute)))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static List<Received> children(Received parent) {
        return collector.spans().stream()
                .filter(span -> span.parentId().equals(parent.spanId()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void a_message_that_brings_a_traceparent_has_a_span_in_that_trace(MqttQos qos) throws Exception {
        String topic = "room/" + qos;
        TestDevice lamp = broker.device("lamp-" + qos);
        Mqtt5BlockingClient speaker = lamp.mqtt5(broker);
        Mqtt5BlockingClient listener = broker.device("listener-" + qos).mqtt5(broker);
        speaker.connect();
        listener.connect();
        try (var inbox = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.subscribeWith().topicFilter(topic).qos(qos).send();
            speaker.publish(message(topic, qos, SAMPLED));

            Mqtt5Publish received = inbox.receive(10, TimeUnit.SECONDS).orElseThrow();
            assertThat(received.getUserProperties())
                    .as("user properties reach receivers unaltered [MQTT-3.3.2-17]")
                    .isEqualTo(message(topic, qos, SAMPLED).getUserProperties());
        }
        Received span = span("mqtt.publish", Attribute.TOPIC, topic);

        assertThat(span.traceId()).isEqualTo(TRACE);
        assertThat(span.parentId()).isEqualTo(SPAN);
        assertThat(span.failed()).isFalse();
        assertThat(span.attributes())
                .containsAllEntriesOf(Map.ofEntries(
                        Map.entry(Attribute.SYSTEM, "mqtt"),
                        Map.entry(Attribute.OPERATION, "publish"),
                        Map.entry(Attribute.CLIENT_ID, lamp.name()),
                        Map.entry(Attribute.CERTIFICATE_ID, lamp.certificateId()),
                        Map.entry(Attribute.THING, lamp.name()),
                        Map.entry(Attribute.LISTENER, "mqtts"),
                        Map.entry(Attribute.PEER_ADDRESS, "127.0.0.1"),
                        Map.entry(Attribute.PROTOCOL_VERSION, "5.0"),
                        Map.entry(Attribute.QOS, Integer.toString(qos.getCode())),
                        Map.entry(Attribute.RETAIN, "false"),
                        Map.entry(Attribute.BODY_SIZE, Integer.toString(CANARY.length())),
                        Map.entry(Attribute.MATCHED, "true")));
        Received policy = span("policy.evaluate", Attribute.RESOURCE, "topic/" + topic);
        assertThat(policy.parentId()).isEqualTo(span.spanId());
        assertThat(policy.traceId()).isEqualTo(TRACE);
        assertThat(policy.isWithin(span)).isTrue();
        assertThat(policy.attributes())
                .containsEntry(Attribute.ACTION, "iot:Publish")
                .containsEntry(Attribute.DECISION, "ALLOWED")
                .containsEntry(Attribute.POLICY, "everything")
                .containsEntry(Attribute.STATEMENT, "0");
        speaker.disconnect();
        listener.disconnect();
    }

    @Test
    void a_message_for_a_session_that_is_away_has_a_span_until_it_is_stored() {
        Mqtt5BlockingClient away = broker.device("away").mqtt5(broker);
        away.connectWith().cleanStart(true).sessionExpiryInterval(60).send();
        away.subscribeWith().topicFilter("later/#").qos(MqttQos.AT_LEAST_ONCE).send();
        away.disconnect();
        Mqtt5BlockingClient speaker = broker.device("patient").mqtt5(broker);
        speaker.connect();

        speaker.publish(message("later/on", MqttQos.AT_LEAST_ONCE, SAMPLED));

        Received span = span("mqtt.publish", Attribute.TOPIC, "later/on");
        assertThat(span.failed()).isFalse();
        assertThat(span.attributes()).containsEntry(Attribute.MATCHED, "true");
        speaker.disconnect();
    }

    @Test
    void a_connect_has_a_span_of_its_own_trace_and_of_what_the_policies_said() {
        TestDevice door = broker.device("door");
        Mqtt5BlockingClient client = door.mqtt5(broker);
        client.connect();
        client.disconnect();

        Received span = span("mqtt.connect", Attribute.CLIENT_ID, "door");

        assertThat(span.parentId()).isEmpty();
        assertThat(span.failed()).isFalse();
        assertThat(span.attributes())
                .containsEntry(Attribute.CERTIFICATE_ID, door.certificateId())
                .containsEntry(Attribute.THING, "door")
                .containsEntry(Attribute.SESSION_PRESENT, "false");
        assertThat(children(span)).singleElement().satisfies(policy -> {
            assertThat(policy.name()).isEqualTo("policy.evaluate");
            assertThat(policy.isWithin(span)).isTrue();
            assertThat(policy.attributes())
                    .containsEntry(Attribute.ACTION, "iot:Connect")
                    .containsEntry(Attribute.RESOURCE, "client/door")
                    .containsEntry(Attribute.DECISION, "ALLOWED");
        });
        assertThat(collector.authorization()).isEqualTo("Bearer " + CANARY);
    }

    @Test
    void a_connect_that_is_refused_says_why() {
        String document =
                Policies.document(Policies.allow("iot:*", "*"), Policies.deny("iot:Connect", "client/barred"));
        TestDevice barred = broker.device("barred", "not-barred", document);
        assertThatExceptionOfType(Mqtt5ConnAckException.class)
                .isThrownBy(() -> barred.mqtt5(broker).connect());

        Received span = span("mqtt.connect", Attribute.CLIENT_ID, "barred");

        assertThat(span.failed()).isTrue();
        assertThat(span.attributes()).containsEntry(Attribute.ERROR_TYPE, "CONNECT_NOT_AUTHORIZED");
        assertThat(children(span))
                .singleElement()
                .satisfies(policy -> assertThat(policy.attributes())
                        .containsEntry(Attribute.DECISION, "EXPLICIT_DENY")
                        .containsEntry(Attribute.POLICY, "not-barred")
                        .containsEntry(Attribute.STATEMENT, "1"));
    }

    @Test
    void a_certificate_that_nobody_knows_is_refused_before_policies_are_asked() {
        assertThatExceptionOfType(Mqtt5ConnAckException.class)
                .isThrownBy(
                        () -> RunningBroker.stranger("stranger").mqtt5(broker).connect());

        Received span = span("mqtt.connect", Attribute.CLIENT_ID, "stranger");

        assertThat(span.attributes()).containsEntry(Attribute.ERROR_TYPE, "CERTIFICATE_UNKNOWN");
        assertThat(children(span)).isEmpty();
    }

    @Test
    void a_message_that_is_denied_says_why() {
        String document =
                Policies.document(Policies.allow("iot:Connect", "*"), Policies.allow("iot:Publish", "topic/a"));
        Mqtt5BlockingClient shy = broker.device("shy", "only-a", document).mqtt5(broker);
        shy.connect();
        assertThatExceptionOfType(Mqtt5PubAckException.class)
                .isThrownBy(() -> shy.publish(message("b", MqttQos.AT_LEAST_ONCE, SAMPLED)));

        Received span = span("mqtt.publish", Attribute.TOPIC, "b");

        assertThat(span.failed()).isTrue();
        assertThat(span.attributes()).containsEntry(Attribute.ERROR_TYPE, "PUBLISH_NOT_AUTHORIZED");
        assertThat(children(span))
                .singleElement()
                .satisfies(policy -> assertThat(policy.attributes())
                        .containsEntry(Attribute.DECISION, "IMPLICIT_DENY")
                        .doesNotContainKey(Attribute.POLICY));
        shy.disconnect();
    }

    @Test
    void what_its_sender_does_not_sample_has_no_span_and_what_says_nothing_may_have_one() {
        Mqtt5BlockingClient speaker = broker.device("quiet").mqtt5(broker);
        speaker.connect();
        speaker.publish(message("quiet/not-sampled", MqttQos.AT_LEAST_ONCE, NOT_SAMPLED));
        speaker.publish(message("quiet/malformed", MqttQos.AT_LEAST_ONCE, "00-" + CANARY));
        speaker.publishWith().topic("quiet/last").qos(MqttQos.AT_LEAST_ONCE).send();
        speaker.disconnect();

        Received last = span("mqtt.publish", Attribute.TOPIC, "quiet/last");
        Received malformed = span("mqtt.publish", Attribute.TOPIC, "quiet/malformed");

        assertThat(last.parentId()).isEmpty();
        assertThat(malformed.parentId()).isEmpty();
        assertThat(last.traceId()).isNotEqualTo(malformed.traceId()).isNotEqualTo(TRACE);
        assertThat(collector.spans())
                .noneMatch(span -> "quiet/not-sampled".equals(span.attributes().get(Attribute.TOPIC)));
    }

    @Test
    void no_span_has_anything_of_a_payload_or_of_another_property() {
        Mqtt5BlockingClient speaker = broker.device("discreet").mqtt5(broker);
        speaker.connectWith()
                .willPublish()
                .topic("discreet/will")
                .payload(CANARY.getBytes(StandardCharsets.UTF_8))
                .applyWillPublish()
                .userProperties()
                .add("secret", CANARY)
                .applyUserProperties()
                .send();
        speaker.publish(message("discreet", MqttQos.EXACTLY_ONCE, SAMPLED));
        speaker.disconnect();
        span("mqtt.publish", Attribute.TOPIC, "discreet");

        assertThat(collector.spans())
                .isNotEmpty()
                .allSatisfy(span -> assertThat(span.span().toString()).doesNotContain(CANARY));
    }

    @Test
    void a_device_cannot_flood_the_collector() throws IOException {
        try (Collector few = new Collector();
                RunningBroker pacing = brokerFor(new TracingSettings(few.endpoint(), "", 0, 10))) {
            Mqtt5BlockingClient speaker = pacing.device("flood").mqtt5(pacing);
            speaker.connect();
            IntStream.range(0, 60).forEach(i -> speaker.publish(message("flood/" + i, MqttQos.AT_LEAST_ONCE, SAMPLED)));
            speaker.disconnect();

            double dropped = pacing.metric("gatehouse_trace_spans_total{outcome=\"dropped\"}");

            pacing.stop(); // what waits is sent
            assertThat(few.spans()).isNotEmpty();
            assertThat(dropped).isPositive();
            assertThat(few.spans().size() + dropped)
                    .as("of 60 messages, each with or without a span of its policies")
                    .isBetween(60.0, 120.0);
        }
    }

    @Test
    void a_collector_that_is_gone_costs_spans_and_one_line_of_the_log() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (LogLines log = LogLines.listen();
                RunningBroker alone = brokerFor(new TracingSettings("http://127.0.0.1:" + nobody, "", 1, 10_000))) {
            Mqtt5BlockingClient speaker = alone.device("lonely").mqtt5(alone);
            speaker.connect();
            for (int failures = 1; failures <= 2; failures++) {
                double before = alone.metric("gatehouse_trace_spans_total{outcome=\"failed\"}");
                speaker.publish(message("lonely", MqttQos.AT_LEAST_ONCE, SAMPLED));
                await().atMost(20, TimeUnit.SECONDS)
                        .until(() -> alone.metric("gatehouse_trace_spans_total{outcome=\"failed\"}") > before);
            }
            speaker.disconnect();

            assertThat(log.all().stream().filter(line -> line.contains("spans_not_exported")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN")
                    .contains("127.0.0.1:" + nobody, "ConnectException");
            assertThat(log.all()).noneMatch(line -> line.contains("opentelemetry"));
        }
    }

    @Test
    void a_collector_that_refuses_is_told_of_by_its_status() throws IOException {
        try (Collector strict = new Collector();
                LogLines log = LogLines.listen();
                RunningBroker wrong = brokerFor(new TracingSettings(strict.endpoint() + "/wrong", "", 1, 10_000))) {
            Mqtt5BlockingClient speaker = wrong.device("wrong").mqtt5(wrong);
            speaker.connect();
            speaker.disconnect();
            wrong.stop(); // what waits is sent

            assertThat(log.all().stream().filter(line -> line.contains("spans_not_exported")))
                    .singleElement()
                    .asString()
                    .contains("detail=\"HTTP status 404\"");
        }
    }

    @Test
    void there_is_nothing_of_it_unless_it_is_switched_on() throws Exception {
        try (RunningBroker off = RunningBroker.start()) {
            Mqtt5BlockingClient speaker = off.device("off").mqtt5(off);
            speaker.connect();
            speaker.publish(message("off", MqttQos.AT_LEAST_ONCE, SAMPLED));
            speaker.disconnect();

            assertThat(off.http("/metrics").body())
                    .contains("gatehouse_connections")
                    .doesNotContain("gatehouse_trace_spans");
        }
    }
}
