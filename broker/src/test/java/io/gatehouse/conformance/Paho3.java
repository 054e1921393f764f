package io.gatehouse.conformance;

import io.gatehouse.conformance.DeviceSoftware.Listener;
import io.gatehouse.conformance.DeviceSoftware.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Eclipse Paho's client of MQTT 3.1.1. */
final class Paho3 {
    private final MqttClient client;

    Paho3(Setting setting, String clientId) throws MqttException {
        client = new MqttClient("ssl://localhost:" + setting.broker().port(), clientId, new MemoryPersistence());
        client.setTimeToWait(TimeUnit.SECONDS.toMillis(30));
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setSocketFactory(setting.device().sslContext().getSocketFactory());
        client.connect(options);
    }

    void publish(String topic, int qos, String payload) throws MqttException {
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
        close();
    }

    Listener listen(String filter, int qos) throws MqttException {
        BlockingQueue<String> inbox = new LinkedBlockingQueue<>();
        client.subscribe(
                filter, qos, (topic, message) -> inbox.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
        return new Listener() {
            @Override
            public String next() throws InterruptedException {
                return Objects.requireNonNull(inbox.poll(30, TimeUnit.SECONDS));
            }

            @Override
            public void close() {
                Paho3.this.close();
            }
        };
    }

    private void close() {
        try {
            client.disconnect();
            client.close();
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }
}
