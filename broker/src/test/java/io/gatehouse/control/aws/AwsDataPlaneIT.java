package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.conformance.AwsSdk5;
import io.gatehouse.transport.http.HttpsGround;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;
import software.amazon.awssdk.services.iotdataplane.model.IotDataPlaneException;

/** The data plane for who signs: AWS's SDK, its command line, and MQTT over WebSocket by presigned URL. */
final class AwsDataPlaneIT {
    private static final Duration PROMISED = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final String WEB = "iotdevicegateway";

    @TempDir
    private Path folder;

    private RunningBroker broker;
    private OperatorClients clients;
    private OperatorClients.Key ada;
    private Mqtt5BlockingClient lamp;

    @BeforeEach
    void start() throws Exception {
        broker = RunningBroker.start(
                Compatibility.EXTENDED, from -> RunningBroker.withControl(HttpsGround.withListeners(from)));
        clients = new OperatorClients(broker, folder);
        ada = clients.operator("ada", "viewer");
        TestDevice device = broker.device("lamp"); // and the policy everything
        device.writeTo(folder);
        lamp = device.mqtt5(broker);
        lamp.connect();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void attach(String policy, String document) throws Exception {
        Path file = Files.writeString(folder.resolve(policy + ".json"), document);
        clients.command("policy", "put", policy, file.toString());
        clients.command("operator", "attach", "ada", policy);
    }

    private void attachEverything() {
        clients.command("operator", "attach", "ada", "everything");
    }

    private URI uri(String target) {
        return URI.create("https://localhost:" + broker.port(HttpsGround.SIGNED) + target);
    }

    private SignedRequest signed(String target, String service) {
        return new SignedRequest(ada, uri(target), service, Instant.now());
    }

    /** Decoded, since the client encodes it. */
    private String presigned() {
        return signed("/mqtt", WEB).presigned(SHORT).getQuery();
    }

    private Mqtt5BlockingClient web(String clientId, String query) {
        return Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("localhost")
                .serverPort(broker.port(HttpsGround.SIGNED))
                .sslConfig()
                .trustManagerFactory(RunningBroker.stranger("nobody").trust())
                .applySslConfig()
                .webSocketConfig(MqttWebSocketConfig.builder()
                        .serverPath("mqtt")
                        .queryString(query)
                        .build())
                .buildBlocking();
    }

    private static void gone(Mqtt5BlockingClient client) {
        await().atMost(PROMISED)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !client.getState().isConnected());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = OperatorClients.http()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static void refused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-errortype")).contains(error);
    }

    private HttpResponse<String> upgrade(URI uri) throws Exception {
        try (HttpClient client = OperatorClients.http()) {
            client.newWebSocketBuilder()
                    .subprotocols("mqtt")
                    .buildAsync(URI.create(uri.toString().replace("https:", "wss:")), new WebSocket.Listener() {})
                    .join()
                    .abort();
            throw new AssertionError("WebSocket: opened (expected: refused)");
        } catch (CompletionException failed) {
            assertThat(failed.getCause()).isInstanceOf(WebSocketHandshakeException.class);
            WebSocketHandshakeException refused =
                    (WebSocketHandshakeException) Objects.requireNonNull(failed.getCause());
            @SuppressWarnings("unchecked") // always a response without a body
            HttpResponse<String> answer = (HttpResponse<String>) refused.getResponse();
            return answer;
        }
    }

    @Test
    void the_sdk_publishes_and_reads_what_is_retained_as_far_as_a_policy_allows() throws Exception {
        try (IotDataPlaneClient data = ada.data(HttpsGround.SIGNED);
                Mqtt5Publishes inbox = lamp.publishes(MqttGlobalPublishFilter.ALL)) {
            lamp.subscribeWith().topicFilter("rooms/#").send();
            IotDataPlaneException denied = catchThrowableOfType(
                    IotDataPlaneException.class, () -> data.publish(message -> message.topic("rooms/1")));
            assertThat(denied.statusCode()).isEqualTo(403);
            assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("ForbiddenException");

            attach(
                    "rooms",
                    Policies.document(
                            Policies.allow("iot:Publish", "topic/rooms/*"),
                            Policies.allow("iot:RetainPublish", "topic/rooms/*"),
                            Policies.allow("iot:GetRetainedMessage", "topic/rooms/*"),
                            Policies.allow("iot:ListRetainedMessages", "*"),
                            Policies.allow("iot:GetConnection", "client/lamp")));

            data.publish(message -> message.topic("rooms/1/ä &")
                    .qos(1)
                    .retain(true)
                    .payload(SdkBytes.fromUtf8String("on"))
                    .contentType("text/plain; charset=utf-8")
                    .userProperties("[{\"by\":\"ada\"}]"));
            assertThat(inbox.receive(10, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                    .isEqualTo("on".getBytes(StandardCharsets.UTF_8));
            assertThat(data.getRetainedMessage(ask -> ask.topic("rooms/1/ä &"))
                            .payload()
                            .asUtf8String())
                    .isEqualTo("on");
            assertThat(data.listRetainedMessages(ask -> {}).retainedTopics()).hasSize(1);
            URI connection = signed("/connections/lamp", "iotdata").presigned(SHORT);
            assertThat(send(HttpRequest.newBuilder(connection).build()).body()).contains("\"connected\":true");
            assertThat(catchThrowableOfType(
                                    IotDataPlaneException.class,
                                    () -> data.publish(message -> message.topic("halls/1")))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(clients.command("why", "ada").out()).contains("operator", "PUBLISH_NOT_AUTHORIZED", "topic/rooms/1");
        assertThat(clients.command("operator", "ls").out()).contains("rooms");
        assertThat(clients.command("audit", "ls").out()).contains("AttachOperatorPolicy");
    }

    @Test
    void ordinary_lines_of_the_aws_command_publish_and_read() throws Exception {
        assumeTrue(AwsCli.installed(), "the AWS CLI is not installed: apt-get install awscli");
        attachEverything();
        AwsCli aws = new AwsCli(folder, uri(""), folder.resolve("ca.pem"), ada.id(), ada.secret());

        AwsCli.Ran published =
                aws.runData("publish", "--topic", "rooms/1", "--qos", "1", "--retain", "--payload", "b24="); // "on"
        assertThat(published.status()).as(published.output()).isZero();
        AwsCli.Ran read = aws.runData("get-retained-message", "--topic", "rooms/1");
        assertThat(read.output()).contains("\"topic\": \"rooms/1\"");
        AwsCli stranger = new AwsCli(folder, uri(""), folder.resolve("ca.pem"), ada.id(), "x".repeat(40));
        assertThat(stranger.runData("publish", "--topic", "rooms/1").output()).contains("(InvalidSignatureException)");
    }

    @Test
    void a_presigned_url_opens_mqtt_and_operators_see_whose_it_is() throws Exception {
        attachEverything();
        Mqtt5BlockingClient browser = web("browser-1", presigned());
        try (Mqtt5Publishes seen = lamp.publishes(MqttGlobalPublishFilter.ALL);
                Mqtt5Publishes inbox = browser.publishes(MqttGlobalPublishFilter.ALL)) {
            lamp.subscribeWith().topicFilter("$aws/events/presence/connected/#").send();
            browser.connect();
            Mqtt5BlockingClient second = web("browser-2", presigned()); // nobody takes them for copies of one device
            second.connect();

            String event = new String(
                    seen.receive(10, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes(), StandardCharsets.UTF_8);
            assertThat(event).contains("\"clientId\":\"browser-1\"", "\"principalIdentifier\":\"operator/ada\"");
            browser.subscribeWith().topicFilter("rooms/#").send();
            lamp.publishWith().topic("rooms/1").payload(new byte[] {1}).send();
            assertThat(inbox.receive(10, TimeUnit.SECONDS)).isPresent();
            second.disconnect();
        }
        assertThat(clients.command("conn", "describe", "browser-1").out())
                .containsPattern("operator +ada")
                .contains("websocket", "TLSv1.3")
                .doesNotContain("shared with");
        assertThat(clients.command("conn", "ls").out()).contains("operator ada");
        assertThat(clients.command("conn", "history", "browser-1").out()).contains("operator ada");
        browser.disconnect();
    }

    @Test
    void the_device_sdk_presigns_a_url_by_itself_and_is_let_in_with_it() throws Exception {
        attachEverything();
        int port = broker.port(HttpsGround.SIGNED);
        try (AwsSdk5 sdk = AwsSdk5.signed(port, folder, "browser-sdk", ada.id(), ada.secret())) {
            sdk.subscribe("rooms/#", 1);
            sdk.publish("rooms/1", 1, "on");

            assertThat(sdk.next()).isEqualTo("on");
            assertThat(clients.command("conn", "describe", "browser-sdk").out())
                    .containsPattern("operator +ada")
                    .contains("websocket");
        }
        assertThatThrownBy(() -> AwsSdk5.signed(port, folder, "browser-sdk", ada.id(), "x".repeat(40)))
                .hasStackTraceContaining("no CONNACK");
        AwsSdk5.closeShared();
    }

    @Test
    void a_signature_in_the_head_opens_mqtt_as_well() throws Exception {
        attachEverything();
        try (HttpClient http = OperatorClients.http()) {
            WebSocket.Builder socket = http.newWebSocketBuilder().subprotocols("mqtt");
            signed("/mqtt", WEB).headers(SdkHttpMethod.GET, Map.of(), "").forEach(socket::header);

            WebSocket opened = socket.buildAsync(
                            URI.create(uri("/mqtt").toString().replace("https:", "wss:")), new WebSocket.Listener() {})
                    .join();

            assertThat(opened.getSubprotocol()).isEqualTo("mqtt");
            opened.abort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"retire", "disable", "rm", "detach", "policy"})
    void who_loses_his_key_his_name_or_his_policy_is_disconnected_within_a_second(String how) throws Exception {
        attach("web", Policies.everything());
        Mqtt5BlockingClient browser = web("browser", presigned());
        browser.connect();

        switch (how) {
            case "retire" -> clients.command("operator", "retire", "ada", ada.id());
            case "disable" -> clients.command("operator", "disable", "ada");
            case "rm" -> clients.command("operator", "rm", "ada");
            case "detach" -> clients.command("operator", "attach", "ada", "web", "--undo");
            default -> {
                Path file = Files.writeString(
                        folder.resolve("web.json"), Policies.document(Policies.allow("iot:Publish", "topic/a")));
                clients.command("policy", "put", "web", file.toString());
            }
        }

        gone(browser);
        boolean known = how.equals("detach") || how.equals("policy");
        assertThat(clients.command("why", "browser").out())
                .contains(known ? "CONNECT_NOT_AUTHORIZED" : "ACCESS_KEY_UNKNOWN", "ada");
    }

    @Test
    void without_a_policy_a_connect_is_refused_and_another_operators_key_goes_on() throws Exception {
        Mqtt5BlockingClient browser = web("browser", presigned());
        Mqtt5ConnAckException refused = catchThrowableOfType(Mqtt5ConnAckException.class, browser::connect);
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
        attachEverything();
        Mqtt5BlockingClient again = web("browser", presigned());
        again.connect();
        clients.operator("grace", "admin");

        clients.command("operator", "disable", "grace");

        again.publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).send();
        again.disconnect();
    }

    @Test
    void a_policy_that_is_gone_takes_all_rights_along_since_it_may_have_denied() throws Exception {
        attach("denial", Policies.document(Policies.deny("iot:Publish", "topic/secret")));
        attachEverything();
        URI topic = uri("/topics/secret");
        SignedRequest publish = new SignedRequest(ada, topic, "iotdata", Instant.now());
        refused(send(publish.post(Map.of(), "x", "x")), 403, "ForbiddenException");

        clients.command("policy", "rm", "denial");

        SignedRequest again = new SignedRequest(ada, uri("/topics/open"), "iotdata", Instant.now());
        refused(send(again.post(Map.of(), "x", "x")), 403, "ForbiddenException");
    }

    @Test
    void a_session_that_waits_keeps_its_owner_over_a_restart() throws Exception {
        attachEverything();
        Mqtt5BlockingClient browser = web("browser", presigned());
        browser.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
        browser.subscribeWith()
                .topicFilter("rooms/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
        browser.disconnect();

        broker = broker.restarted();
        clients = new OperatorClients(broker, folder);
        Mqtt5BlockingClient device = broker.device("browser").mqtt5(broker);
        Mqtt5ConnAckException foreign = catchThrowableOfType(Mqtt5ConnAckException.class, device::connect);
        assertThat(foreign.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
        Mqtt5BlockingClient sender = broker.device("sender").mqtt5(broker);
        sender.connect();
        sender.publishWith().topic("rooms/1").qos(MqttQos.AT_LEAST_ONCE).send();

        Mqtt5BlockingClient back = web("browser", presigned());
        try (Mqtt5Publishes inbox = back.publishes(MqttGlobalPublishFilter.ALL)) {
            assertThat(back.connectWith()
                            .cleanStart(false)
                            .sessionExpiryInterval(0)
                            .send()
                            .isSessionPresent())
                    .isTrue();
            assertThat(inbox.receive(10, TimeUnit.SECONDS)).isPresent();
        }
        back.disconnect();
        sender.disconnect();
    }

    // ---- hostile

    @Test
    void a_url_that_is_forged_late_or_for_something_else_opens_nothing() throws Exception {
        attachEverything();
        URI good = signed("/mqtt", WEB).presigned(SHORT);
        String text = good.toString();
        char last = text.charAt(text.length() - 1);
        refused(
                upgrade(URI.create(text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0'))),
                403,
                "InvalidSignatureException");
        refused(upgrade(URI.create(text.replace("eu-central-1", "us-east-1"))), 403, "InvalidSignatureException");
        refused(upgrade(URI.create(text + "&x=1")), 403, "InvalidSignatureException");
        refused(upgrade(signed("/mqtt", "iot").presigned(SHORT)), 403, "InvalidSignatureException");
        refused(upgrade(signed("/mqtt", "iotdata").presigned(SHORT)), 403, "InvalidSignatureException");
        refused(upgrade(signed("/mqtt", "s3").presigned(SHORT)), 403, "InvalidSignatureException");
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        refused(upgrade(new SignedRequest(ada, uri("/mqtt"), WEB, yesterday).presigned(SHORT)), 400, "RequestExpired");
        OperatorClients.Key stranger = new OperatorClients.Key(clients, "eve", "GHAKAAAAAAAAAAAAAAAA", "x".repeat(40));
        refused(
                upgrade(new SignedRequest(stranger, uri("/mqtt"), WEB, Instant.now()).presigned(SHORT)),
                403,
                "UnrecognizedClientException");
        refused(upgrade(uri("/mqtt")), 403, "ForbiddenException");
        assertThat(clients.command("why", "127.0.0.1").out()).contains("SIGNATURE_INVALID", "ACCESS_KEY_UNKNOWN");

        Mqtt5BlockingClient browser = web("browser", good.getQuery()); // and what was copied from opens still
        browser.connect();
        browser.disconnect();
    }

    @Test
    void a_request_whose_body_was_changed_or_that_comes_again_is_refused() throws Exception {
        attachEverything();
        Map<String, String> once =
                Map.of("amz-sdk-invocation-id", UUID.randomUUID().toString());
        SignedRequest publish = signed("/topics/rooms%2F1?qos=1", "iotdata");
        refused(send(publish.post(once, "open", "shut")), 403, "InvalidSignatureException");
        HttpRequest request = publish.post(once, "open", "open");
        assertThat(send(request).statusCode()).isEqualTo(200);

        refused(send(request), 403, "InvalidSignatureException");
        refused(
                send(new SignedRequest(
                                ada, uri("/topics/a"), "iotdata", Instant.now().minus(Duration.ofMinutes(6)))
                        .post(Map.of(), "x", "x")),
                403,
                "InvalidSignatureException");
        refused(send(signed("/topics/a", "iot").post(Map.of(), "x", "x")), 403, "InvalidSignatureException");
        refused(
                send(HttpRequest.newBuilder(uri("/topics/a"))
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=x")
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build()),
                403,
                "IncompleteSignatureException");
    }

    @Test
    void the_door_for_certificates_takes_no_signature_in_their_place() throws Exception {
        attachEverything();
        URI elsewhere = URI.create("https://localhost:" + broker.port(HttpsGround.HTTPS) + "/topics/a");
        HttpRequest request = new SignedRequest(ada, elsewhere, "iotdata", Instant.now()).post(Map.of(), "x", "x");

        assertThat(catchThrowableOfType(IOException.class, () -> send(request))).isNotNull(); // the handshake fails
    }
}
