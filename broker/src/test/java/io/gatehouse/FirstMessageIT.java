package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FirstMessageIT {
    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void a_5_0_device_receives_what_a_3_1_1_device_publishes(MqttQos qos) throws Exception {
        Mqtt5BlockingClient listener = broker.device("listener5-" + qos).mqtt5(broker);
        Mqtt3BlockingClient speaker = broker.device("speaker3-" + qos).mqtt3(broker);
        listener.connect();
        speaker.connect();
        try (var inbox = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.subscribeWith().topicFilter("room/+/" + qos).qos(qos).send();
            speaker.publishWith()
                    .topic("room/kitchen/" + qos)
                    .qos(qos)
                    .payload("warm".getBytes(StandardCharsets.UTF_8))
                    .send();

            var received = inbox.receive(10, TimeUnit.SECONDS).orElseThrow();

            assertThat(received.getTopic()).hasToString("room/kitchen/" + qos);
            assertThat(received.getQos()).isEqualTo(qos);
            assertThat(received.getPayloadAsBytes()).asString().isEqualTo("warm");
        }
        listener.disconnect();
        speaker.disconnect();
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void a_3_1_1_device_receives_what_a_5_0_device_publishes(MqttQos qos) throws Exception {
        Mqtt3BlockingClient listener = broker.device("listener3-" + qos).mqtt3(broker);
        Mqtt5BlockingClient speaker = broker.device("speaker5-" + qos).mqtt5(broker);
        listener.connect();
        speaker.connect();
        try (var inbox = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.subscribeWith().topicFilter("hall/#").qos(qos).send();
            speaker.publishWith()
                    .topic("hall/door/" + qos)
                    .qos(qos)
                    .payload("open".getBytes(StandardCharsets.UTF_8))
                    .send();

            var received = inbox.receive(10, TimeUnit.SECONDS).orElseThrow();

            assertThat(received.getQos()).isEqualTo(qos);
            assertThat(received.getPayloadAsBytes()).asString().isEqualTo("open");
        }
        listener.disconnect();
        speaker.disconnect();
    }
}
