package io.gatehouse.conformance;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import java.nio.file.Path;

/** A kind of client that devices really use. */
enum DeviceSoftware {
    MOSQUITTO_3_1_1,
    MOSQUITTO_5,
    PAHO_3_1_1,
    PAHO_5,
    HIVEMQ_3_1_1,
    HIVEMQ_5;

    /** What a device of the test is: its broker, its credentials, and the folder where they lie as PEM files. */
    record Setting(RunningBroker broker, TestDevice device, Path folder) {}

    /** A connected, subscribed client. Closing disconnects it. */
    interface Listener extends AutoCloseable {
        /** The payload of the next message, waited for at most 30 s. */
        String next() throws Exception;

        @Override
        void close();
    }

    /** Connects, subscribes, and returns when the broker has said yes. */
    Listener listen(Setting setting, String clientId, String filter, int qos) throws Exception {
        return switch (this) {
            case MOSQUITTO_3_1_1 -> Mosquitto.listen(setting, "mqttv311", clientId, filter, qos);
            case MOSQUITTO_5 -> Mosquitto.listen(setting, "mqttv5", clientId, filter, qos);
            case PAHO_3_1_1 -> new Paho3(setting, clientId).listen(filter, qos);
            case PAHO_5 -> new Paho5(setting, clientId).listen(filter, qos);
            case HIVEMQ_3_1_1 -> Hivemq.listen3(setting, clientId, filter, qos);
            case HIVEMQ_5 -> Hivemq.listen5(setting, clientId, filter, qos);
        };
    }

    /** Connects, publishes until the exchange of the QoS is complete, disconnects. */
    void publish(Setting setting, String clientId, String topic, int qos, String payload) throws Exception {
        switch (this) {
            case MOSQUITTO_3_1_1 -> Mosquitto.publish(setting, "mqttv311", clientId, topic, qos, payload);
            case MOSQUITTO_5 -> Mosquitto.publish(setting, "mqttv5", clientId, topic, qos, payload);
            case PAHO_3_1_1 -> new Paho3(setting, clientId).publish(topic, qos, payload);
            case PAHO_5 -> new Paho5(setting, clientId).publish(topic, qos, payload);
            case HIVEMQ_3_1_1 -> Hivemq.publish3(setting, clientId, topic, qos, payload);
            case HIVEMQ_5 -> Hivemq.publish5(setting, clientId, topic, qos, payload);
        }
    }

    boolean isInstalled() {
        return switch (this) {
            case MOSQUITTO_3_1_1, MOSQUITTO_5 -> Mosquitto.isInstalled();
            case PAHO_3_1_1, PAHO_5, HIVEMQ_3_1_1, HIVEMQ_5 -> true;
        };
    }
}
