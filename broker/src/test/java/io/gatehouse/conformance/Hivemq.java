package io.gatehouse.conformance;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.conformance.DeviceSoftware.Listener;
import io.gatehouse.conformance.DeviceSoftware.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The HiveMQ client in both versions. */
final class Hivemq {
    private Hivemq() {}

    private static MqttQos qos(int code) {
        return Objects.requireNonNull(MqttQos.fromCode(code));
    }

    static Listener listen3(Setting setting, String clientId, String filter, int qos) {
        Mqtt3BlockingClient client = setting.device().mqtt3(setting.broker(), clientId);
        client.connect();
        Mqtt3BlockingClient.Mqtt3Publishes inbox = client.publishes(MqttGlobalPublishFilter.ALL);
        client.subscribeWith().topicFilter(filter).qos(qos(qos)).send();
        return new Listener() {
            @Override
            public String next() throws InterruptedException {
                return text(inbox.receive(30, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes());
            }

            @Override
            public void close() {
                inbox.close();
                client.disconnect();
            }
        };
    }

    static Listener listen5(Setting setting, String clientId, String filter, int qos) {
        Mqtt5BlockingClient client = setting.device().mqtt5(setting.broker(), clientId);
        client.connect();
        Mqtt5BlockingClient.Mqtt5Publishes inbox = client.publishes(MqttGlobalPublishFilter.ALL);
        client.subscribeWith().topicFilter(filter).qos(qos(qos)).send();
        return new Listener() {
            @Override
            public String next() throws InterruptedException {
                return text(inbox.receive(30, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes());
            }

            @Override
            public void close() {
                inbox.close();
                client.disconnect();
            }
        };
    }

    static void publish3(Setting setting, String clientId, String topic, int qos, String payload) {
        Mqtt3BlockingClient client = setting.device().mqtt3(setting.broker(), clientId);
        client.connect();
        client.publishWith().topic(topic).qos(qos(qos)).payload(bytes(payload)).send();
        client.disconnect();
    }

    static void publish5(Setting setting, String clientId, String topic, int qos, String payload) {
        Mqtt5BlockingClient client = setting.device().mqtt5(setting.broker(), clientId);
        client.connect();
        client.publishWith().topic(topic).qos(qos(qos)).payload(bytes(payload)).send();
        client.disconnect();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
