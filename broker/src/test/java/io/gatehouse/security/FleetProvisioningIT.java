package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.json.Cbor;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.registry.Thing;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that come with a claim and leave with a certificate of their own, over MQTT. */
final class FleetProvisioningIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TEMPLATE = """
            {"Parameters": {"Serial": {"Type": "String"}, "AWS::IoT::Certificate::Id": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Fn::Join": ["-", ["pump", {"Ref": "Serial"}]]}}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"}},
               "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyName": "pumps"}}},
             "DeviceConfiguration": {"interval": "30"}}""";

    private RunningBroker broker;
    private TestDevice claim;

    @BeforeEach
    void start() {
        broker = RunningBroker.start();
        String own = "$aws/provisioning-templates/pumps/provision/*";
        claim = broker.device(
                "claim",
                "claim",
                document(
                        allow("iot:Connect", "client/*"),
                        allow("iot:Publish", "topic/$aws/certificates/create*", "topic/" + own),
                        allow("iot:Receive", "topic/$aws/certificates/create*", "topic/" + own),
                        allow("iot:Subscribe", "topicfilter/$aws/certificates/create*", "topicfilter/" + own)));
        RunningBroker.done(broker.registry()
                .putPolicy(
                        "pumps",
                        document(
                                allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"),
                                allow("iot:Publish", "topic/pumps/${iot:Connection.Thing.ThingName}"))));
        assertThat(broker.registry()
                        .templates()
                        .create("pumps", "", TemplateType.FLEET_PROVISIONING, TEMPLATE, true, null, null, Tags.NONE))
                .isInstanceOf(ResourceResult.Done.class);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** A client that asks, and hears what it is answered. */
    private static final class Asking implements AutoCloseable {
        private final Mqtt5BlockingClient client;
        private final Mqtt5BlockingClient.Mqtt5Publishes answers;

        Asking(Mqtt5BlockingClient client) {
            this.client = client;
            client.connect();
            this.answers = client.publishes(MqttGlobalPublishFilter.ALL);
        }

        Asking hearing(String topic) {
            for (String answer : new String[] {"/accepted", "/rejected"}) {
                client.subscribeWith()
                        .topicFilter(topic + answer)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send();
            }
            return this;
        }

        void ask(String topic, byte[] payload) {
            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .send();
        }

        Mqtt5Publish answered() throws InterruptedException {
            return answers.receive(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).orElseThrow();
        }

        JsonObject accepted(String topic, byte[] payload) throws InterruptedException {
            hearing(topic);
            ask(topic, payload);
            Mqtt5Publish answer = answered();
            assertThat(answer.getTopic()).hasToString(topic + "/accepted");
            return body(topic, answer.getPayloadAsBytes());
        }

        boolean hearsNothing() {
            return answers.receiveNow().isEmpty();
        }

        @Override
        public void close() {
            answers.close();
            client.disconnect();
        }
    }

    private static JsonObject body(String topic, byte[] payload) {
        JsonParse parse = topic.endsWith("/cbor")
                ? Cbor.parse(payload, JsonLimits.DEFAULT)
                : Json.parse(payload, JsonLimits.DEFAULT);
        assertThat(parse).isInstanceOf(JsonParse.Parsed.class);
        return (JsonObject) ((JsonParse.Parsed) parse).value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JsonObject body, String name) {
        return Objects.requireNonNull(body.textOf(name), name);
    }

    private static JsonObject provision(JsonObject created, String serial) {
        return JsonValue.object()
                .put("certificateOwnershipToken", text(created, "certificateOwnershipToken"))
                .put("parameters", JsonValue.object().put("Serial", serial).build())
                .build();
    }

    /** A device with what it was given. */
    private TestDevice device(String name, JsonObject created, PrivateKey key) throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(utf8(text(created, "certificatePem"))));
        return new TestDevice(
                name,
                new IssuedCertificate(
                        certificate, claim.issued().chain(), key, claim.issued().root()));
    }

    private static PrivateKey key(String pem) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            return new JcaPEMKeyConverter()
                    .getKeyPair((PEMKeyPair) parser.readObject())
                    .getPrivate();
        }
    }

    private void comesIn(TestDevice device) {
        Mqtt5BlockingClient client = device.mqtt5(broker);
        client.connect();
        client.publishWith()
                .topic("pumps/" + device.name())
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        client.disconnect();
    }

    @Test
    void a_device_gets_keys_and_a_thing_and_comes_in_as_itself() throws Exception {
        TestDevice pump;
        try (Asking asking = new Asking(claim.mqtt5(broker, "factory-1"))) {
            JsonObject created = asking.accepted("$aws/certificates/create/json", utf8("{}"));
            pump = device("pump-7", created, key(text(created, "privateKey")));
            assertThatThrownBy(() -> comesIn(pump))
                    .as("before it is provisioned")
                    .isNotNull();

            JsonObject provisioned = asking.accepted(
                    "$aws/provisioning-templates/pumps/provision/json", utf8(Json.print(provision(created, "7"))));

            assertThat(Json.print(provisioned))
                    .isEqualTo("{\"deviceConfiguration\":{\"interval\":\"30\"},\"thingName\":\"pump-7\"}");
        }
        comesIn(pump);
        assertThat(broker.registry().thingsOf(pump.certificateId()))
                .extracting(Thing::name)
                .containsExactly("pump-7");
        assertThat(broker.metric(
                        "gatehouse_provisioning_requests_total{operation=\"RegisterThing\",outcome=\"accepted\"}"))
                .isEqualTo(1);
    }

    @Test
    void a_device_that_speaks_cbor_keeps_its_key() throws Exception {
        SigningRequest request = SigningRequest.create();
        TestDevice pump;
        try (Asking asking = new Asking(claim.mqtt5(broker, "factory-1"))) {
            JsonObject created = asking.accepted(
                    "$aws/certificates/create-from-csr/cbor",
                    Cbor.print(JsonValue.object()
                            .put("certificateSigningRequest", request.pem())
                            .build()));
            JsonObject provisioned = asking.accepted(
                    "$aws/provisioning-templates/pumps/provision/cbor", Cbor.print(provision(created, "8")));
            assertThat(text(provisioned, "thingName")).isEqualTo("pump-8");
            pump = device("pump-8", created, request.key());
        }
        comesIn(pump);
    }

    @Test
    void of_many_with_one_claim_the_one_who_asks_is_answered() throws Exception {
        String topic = "$aws/certificates/create-from-csr/json";
        try (Asking one = new Asking(claim.mqtt5(broker, "factory-1"));
                Asking other = new Asking(claim.mqtt5(broker, "factory-2"))) {
            one.hearing(topic);
            other.hearing(topic);

            one.ask(topic, utf8("nonsense"));
            assertThat(one.answered().getTopic()).hasToString(topic + "/rejected");
            other.ask(topic, utf8("nonsense"));
            assertThat(other.answered().getTopic()).hasToString(topic + "/rejected");

            assertThat(one.hearsNothing()).isTrue();
            assertThat(other.hearsNothing()).isTrue();
        }
    }

    @Test
    void a_template_that_the_policy_does_not_name_is_not_asked_for() {
        try (Asking asking = new Asking(claim.mqtt5(broker, "factory-1"))) {
            assertThatThrownBy(() -> asking.ask("$aws/provisioning-templates/others/provision/json", utf8("{}")))
                    .isInstanceOf(Mqtt5PubAckException.class);
            assertThatThrownBy(() -> asking.ask("$aws/certificates/other/json", utf8("{}")))
                    .isInstanceOf(Mqtt5PubAckException.class);
        }
    }

    @Test
    void a_client_of_3_1_1_is_answered_and_is_out_when_it_asks_for_what_it_may_not() throws Exception {
        Mqtt3BlockingClient client = claim.mqtt3(broker, "factory-3");
        client.connect();
        String topic = "$aws/certificates/create/json";
        client.subscribeWith()
                .topicFilter(topic + "/+")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        try (Mqtt3BlockingClient.Mqtt3Publishes answers = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).send();

            assertThat(answers.receive(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                            .orElseThrow()
                            .getTopic())
                    .hasToString(topic + "/accepted");

            client.toAsync()
                    .publishWith()
                    .topic("$aws/provisioning-templates/others/provision/json")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            await().until(() -> !client.getState().isConnected());
        }
    }

    private double dropped() {
        return broker.metric("gatehouse_messages_dropped_total{reason=\"RECEIVE_NOT_AUTHORIZED\"}");
    }

    @Test
    void an_answer_that_the_policy_does_not_let_the_claim_receive_is_not_sent() throws Exception {
        TestDevice deaf = broker.device(
                "deaf",
                "deaf",
                document(
                        allow("iot:Connect", "client/*"),
                        allow("iot:Publish", "topic/$aws/certificates/create*"),
                        allow("iot:Subscribe", "topicfilter/$aws/certificates/create*")));
        try (Asking asking = new Asking(deaf.mqtt5(broker))) {
            asking.hearing("$aws/certificates/create/json").ask("$aws/certificates/create/json", utf8("garbage"));

            await().until(() -> dropped() == 1);
            assertThat(asking.hearsNothing()).isTrue();
        }
    }
}
