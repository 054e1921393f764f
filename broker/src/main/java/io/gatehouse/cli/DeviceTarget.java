package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One connection that is to be made.
 *
 * @param folder whose key and certificate are presented
 * @param timeout for connecting, and for each answer of the broker
 */
record DeviceTarget(ThingFolder folder, String host, int port, String clientId, Duration timeout) {
    static final int KEEP_ALIVE_SECONDS = 60;

    /**
     * What a client of either version needs to get there.
     *
     * @param ended runs when the connection ends without our asking
     */
    MqttClientBuilder builder(Consumer<Throwable> ended) {
        return MqttClient.builder()
                .identifier(clientId)
                .serverHost(host)
                .serverPort(port)
                .sslConfig(DeviceTls.of(this))
                .addDisconnectedListener(context -> {
                    if (context.getSource() != MqttDisconnectSource.USER) {
                        ended.accept(context.getCause());
                    }
                });
    }

    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
