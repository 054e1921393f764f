package io.gatehouse.cli;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A connected device, whichever version of MQTT it speaks. Every method waits for the broker's answer. */
interface DeviceClient extends AutoCloseable {
    /**
     * A message that arrived.
     *
     * @param qos as delivered
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Received(String topic, byte[] payload, int qos, boolean retain) {
        static Received of(MqttTopic topic, byte[] payload, MqttQos qos, boolean retain) {
            return new Received(topic.toString(), payload, qos.getCode(), retain);
        }
    }

    /**
     * Connects.
     *
     * @param received gets every message; runs on a thread of the client
     * @param ended runs when the connection ends without {@link #close()}
     */
    static DeviceClient connect(
            DeviceTarget target, int version, Consumer<Received> received, Consumer<Throwable> ended) {
        return version == 3
                ? Mqtt3Device.connect(target, received, ended)
                : Mqtt5Device.connect(target, received, ended);
    }

    static MqttQos qos(int qos) {
        return Objects.requireNonNull(MqttQos.fromCode(qos), "qos");
    }

    void publish(String topic, byte[] payload, int qos, boolean retain);

    void subscribe(List<String> filters, int qos);

    /** Sends DISCONNECT and waits a moment for it to leave. */
    @Override
    void close();
}
