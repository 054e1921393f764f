package io.gatehouse.conformance;

import io.gatehouse.conformance.DeviceSoftware.Listener;
import io.gatehouse.conformance.DeviceSoftware.Setting;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Eclipse Paho's client of MQTT 5.0. */
final class Paho5 {
    private final MqttClient client;
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();

    Paho5(Setting setting, String clientId) throws MqttException {
        client = new MqttClient("ssl://localhost:" + setting.broker().port(), clientId, new MemoryPersistence());
        client.setTimeToWait(TimeUnit.SECONDS.toMillis(30));
        client.setCallback(new Arrivals());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(setting.device().sslContext().getSocketFactory());
        client.connect(options);
    }

    void publish(String topic, int qos, String payload) throws MqttException {
        client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false);
        close();
    }

    Listener listen(String filter, int qos) throws MqttException {
        client.subscribe(filter, qos);
        return new Listener() {
            @Override
            public String next() throws InterruptedException {
                return Objects.requireNonNull(inbox.poll(30, TimeUnit.SECONDS));
            }

            @Override
            public void close() {
                Paho5.this.close();
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

    private final class Arrivals implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            inbox.add(new String(message.getPayload(), StandardCharsets.UTF_8));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
