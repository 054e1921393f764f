package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over WebSocket, with the clients devices have and with frames made by hand. */
final class WebSocketIT {
    private static HttpsGround ground;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    private static Mqtt5BlockingClient hivemq(TestDevice device, String subprotocol) {
        return Mqtt5Client.builder()
                .identifier(device.name())
                .serverHost("localhost")
                .serverPort(ground.port())
                .sslConfig()
                .keyManagerFactory(device.keys())
                .trustManagerFactory(device.trust())
                .applySslConfig()
                .webSocketConfig(MqttWebSocketConfig.builder()
                        .serverPath("mqtt")
                        .subprotocol(subprotocol)
                        .build())
                .buildBlocking();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "mqttv3.1"})
    void hivemqs_client_publishes_and_receives_whatever_the_size(String subprotocol) throws Exception {
        Mqtt5BlockingClient client = hivemq(ground.device("hive"), subprotocol);
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes inbox = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter("ws/+").qos(MqttQos.EXACTLY_ONCE).send();
            for (int size : new int[] {0, 1, 100, 125, 126, 5_000, 65_535, 65_536, 200_000}) {
                client.publishWith()
                        .topic("ws/" + size)
                        .qos(MqttQos.fromCode(size % 3))
                        .payload(new byte[size])
                        .send();
                assertThat(inbox.receive(30, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                        .hasSize(size);
            }
        }
        client.disconnect();
    }

    @Test
    void many_messages_arrive_whole_and_in_order() throws Exception {
        Mqtt5BlockingClient client = hivemq(ground.device("hive"), "mqtt");
        client.connect();
        try (Mqtt5BlockingClient.Mqtt5Publishes inbox = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith()
                    .topicFilter("many")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            for (int i = 0; i < 2_000; i++) {
                var _ = client.toAsync()
                        .publishWith()
                        .topic("many")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(("m" + i).getBytes(StandardCharsets.UTF_8))
                        .send();
            }
            List<String> got = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                got.add(new String(
                        inbox.receive(30, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes(), StandardCharsets.UTF_8));
            }
            assertThat(got).startsWith("m0", "m1").endsWith("m1999").doesNotHaveDuplicates();
        }
        client.disconnect();
    }

    @Test
    void pahos_client_publishes_and_receives() throws Exception {
        TestDevice device = ground.device("paho");
        MqttClient client =
                new MqttClient("wss://localhost:" + ground.port() + "/mqtt", device.name(), new MemoryPersistence());
        client.setTimeToWait(30_000);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setSocketFactory(device.sslContext().getSocketFactory());
        client.connect(options);
        BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
        client.subscribe("paho/+", 1, (topic, message) -> inbox.add(topic + "=" + message));
        client.publish("paho/1", "on".getBytes(StandardCharsets.UTF_8), 1, false);
        assertThat(inbox.poll(30, TimeUnit.SECONDS)).isEqualTo("paho/1=on");
        client.disconnect();
        client.close();
    }

    // ---- frames by hand

    @Test
    void packets_may_be_cut_into_frames_anywhere_and_frames_into_records_anywhere() throws Exception {
        TestDevice device = ground.device("cutter");
        for (int piece : new int[] {1, 2, 3, 7, 64, 10_000}) {
            try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
                byte[] packets = RawWebSocket.join(
                        RawWebSocket.connect(device.name()),
                        RawWebSocket.subscribe("cut/+"),
                        RawWebSocket.publish("cut/1", "x".repeat(300)),
                        RawWebSocket.PINGREQ);
                socket.sendSplit(packets, piece);

                assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20); // CONNACK
                assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x90); // SUBACK
                List<Integer> types = List.of(socket.packet()[0] & 0xF0, socket.packet()[0] & 0xF0);
                assertThat(types).containsExactlyInAnyOrder(0x30, 0xD0); // PUBLISH, PINGRESP
            }
        }
    }

    @Test
    void a_ping_is_answered_with_its_payload_between_the_parts_of_a_message() throws Exception {
        TestDevice device = ground.device("pinger");
        try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
            byte[] connect = RawWebSocket.connect(device.name());
            socket.frame(0x02, connect, 0, 5); // binary, to be continued
            socket.frame(0x89, "hello".getBytes(StandardCharsets.UTF_8));
            socket.frame(0x80, connect, 5, connect.length); // the rest

            RawWebSocket.Frame pong = socket.frame();
            assertThat(pong.first()).isEqualTo(0x8A);
            assertThat(new String(pong.payload(), StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
        }
    }

    @Test
    void a_text_frame_ends_the_connection_with_status_1003() throws Exception {
        TestDevice device = ground.device("texter");
        try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
            socket.frame(0x82, RawWebSocket.connect(device.name()));
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
            socket.frame(0x81, "text".getBytes(StandardCharsets.UTF_8));

            assertThat(socket.closeStatus()).isEqualTo(1003);
        }
        await().untilAsserted(() -> assertThat(
                        ground.broker().recentRefusals().find(device.certificateId(), Reason.WEBSOCKET_VIOLATION, 1))
                .isNotEmpty());
    }

    @Test
    void a_close_frame_is_answered_and_the_connection_ends() throws Exception {
        TestDevice device = ground.device("closer");
        try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
            socket.frame(0x82, RawWebSocket.connect(device.name()));
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
            socket.frame(0x88, new byte[] {0x03, (byte) 0xE8});

            assertThat(socket.closeStatus()).isEqualTo(1000);
            socket.awaitClosed();
        }
    }

    @ParameterizedTest
    @CsvSource({"EXTENDED, will", "STRICT, later"})
    void a_close_frame_without_disconnect_is_a_lost_connection_but_at_aws(Compatibility mode, String first)
            throws Exception {
        try (HttpsGround other = HttpsGround.start(mode, UnaryOperator.identity())) {
            TestDevice device = other.device("dying");
            Mqtt5BlockingClient watcher = other.device("watcher").mqtt5(other.broker());
            watcher.connect();
            try (Mqtt5BlockingClient.Mqtt5Publishes inbox = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
                watcher.subscribeWith().topicFilter("end").send();
                try (RawWebSocket socket = RawWebSocket.open(RawHttp.open(other, device))) {
                    socket.frame(0x82, RawWebSocket.connect(device.name(), "end", "will"));
                    assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
                    socket.frame(0x88, new byte[] {0x03, (byte) 0xE8});
                    assertThat(socket.closeStatus()).isEqualTo(1000);
                    socket.awaitClosed();
                }
                await().until(() -> other.broker().metric("gatehouse_sessions") == 1.0);
                assertThat(other.post(device, "/topics/end", "later").statusCode())
                        .isEqualTo(200);

                assertThat(new String(
                                inbox.receive(30, TimeUnit.SECONDS)
                                        .orElseThrow()
                                        .getPayloadAsBytes(),
                                StandardCharsets.UTF_8))
                        .isEqualTo(first);
            }
            watcher.disconnect();
        }
    }

    @Test
    void who_is_revoked_is_told_by_disconnect_and_a_close_frame() throws Exception {
        TestDevice device = ground.device("revoked");
        try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
            socket.frame(0x82, RawWebSocket.connect5(device.name()));
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
            ground.broker().registry().setCertificateStatus(device.certificateId(), CertificateStatus.REVOKED);

            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0xE0); // DISCONNECT
            assertThat(socket.closeStatus()).isEqualTo(1008);
            socket.awaitClosed();
        }
        HttpResponse<String> again = ground.get(device, "/mqtt");
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains(Reason.CERTIFICATE_REVOKED.meaning());
    }

    @Test
    void a_keep_alive_is_kept_by_packets_and_not_by_pings_of_the_websocket() throws Exception {
        TestDevice device = ground.device("sleepy");
        try (RawWebSocket socket = RawWebSocket.open(ground, device);
                ScheduledExecutorService pinger = Executors.newSingleThreadScheduledExecutor()) {
            socket.frame(0x82, RawWebSocket.connect5(device.name(), 1));
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
            long from = System.nanoTime();
            var _ = pinger.scheduleAtFixedRate(() -> ping(socket), 0, 100, TimeUnit.MILLISECONDS);
            socket.awaitClosed();
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(ground.broker()
                        .metric("gatehouse_disconnects_total{initiator=\"server\",reason=\"KEEP_ALIVE_TIMEOUT\"}"))
                .isEqualTo(1.0);
    }

    private static void ping(RawWebSocket socket) {
        try {
            socket.frame(0x89, new byte[0]);
        } catch (IOException ended) {
            throw new UncheckedIOException(ended); // and no further one is scheduled
        }
    }

    @Test
    void a_flush_is_one_frame_with_many_packets() throws Exception {
        TestDevice device = ground.device("batch");
        try (RawWebSocket socket = RawWebSocket.open(ground, device)) {
            socket.frame(0x82, RawWebSocket.connect(device.name()));
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
            byte[] ten = new byte[0];
            for (int i = 0; i < 10; i++) {
                ten = RawWebSocket.join(ten, RawWebSocket.PINGREQ);
            }
            socket.frame(0x82, ten);

            RawWebSocket.Frame answers = socket.frame();
            assertThat(answers.first()).isEqualTo(0x82);
            assertThat(answers.payload()).hasSize(20);
        }
    }

    /** With shorter names, and a key of sixteen zeros. */
    private static String spelled(String headers) {
        return headers.replace("Version:", "Sec-WebSocket-Version:")
                .replace("Protocol:", "Sec-WebSocket-Protocol:")
                .replace("Key: zeros", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")
                .replace("Upgraded", "Connection: Upgrade|Upgrade: websocket")
                .replace("|", "\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Version: 8|Protocol: mqtt|Key: zeros|Upgraded",
                "Version: 13|Protocol: chat|Key: zeros|Upgraded",
                "Version: 13|Key: zeros|Upgraded",
                "Version: 13|Protocol: mqtt|Sec-WebSocket-Key: AAAA|Upgraded",
                "Version: 13|Protocol: mqtt|Upgraded",
                "Accept: */*",
            })
    void a_handshake_that_is_none_is_told_so(String headers) throws Exception {
        try (RawHttp http = RawHttp.open(ground, ground.device("hive"))) {
            http.send("GET /mqtt HTTP/1.1\r\nHost: localhost\r\n" + spelled(headers) + "\r\n\r\n");

            assertThat(http.answer().statusCode()).isIn(400, 426);
        }
    }

    @Test
    void octets_behind_the_upgrade_are_not_lost() throws Exception {
        TestDevice device = ground.device("eager");
        try (RawHttp http = RawHttp.open(ground, device)) {
            http.send(RawWebSocket.join(
                    RawWebSocket.upgrade("mqtt").getBytes(StandardCharsets.US_ASCII),
                    RawWebSocket.masked(0x82, RawWebSocket.connect(device.name()))));

            RawWebSocket socket = RawWebSocket.over(http);
            assertThat(socket.packet()[0] & 0xF0).isEqualTo(0x20);
        }
    }

    @Test
    void a_stop_tells_who_waits_on_a_websocket_that_it_goes_away() throws Exception {
        try (HttpsGround other = HttpsGround.start()) {
            TestDevice device = other.device("stopped");
            try (RawWebSocket admitted = RawWebSocket.open(other, device);
                    RawWebSocket silent = RawWebSocket.open(other, device);
                    RawHttp idle = RawHttp.open(other, device)) {
                admitted.frame(0x82, RawWebSocket.connect5(device.name()));
                assertThat(admitted.packet()[0] & 0xF0).isEqualTo(0x20);
                other.close();

                assertThat(admitted.packet()[0] & 0xF0).isEqualTo(0xE0);
                assertThat(admitted.closeStatus()).isEqualTo(1001);
                assertThat(silent.closeStatus()).isEqualTo(1001);
                idle.awaitClosed();
            }
        }
    }
}
