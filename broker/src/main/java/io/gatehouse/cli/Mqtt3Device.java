package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import java.util.List;
import java.util.function.Consumer;

/** MQTT 3.1.1. A broker cannot refuse a single message there: it ends the connection. */
final class Mqtt3Device implements DeviceClient {
    private final MqttAnswers answers;
    private final Mqtt3AsyncClient client;

    private Mqtt3Device(MqttAnswers answers, Mqtt3AsyncClient client) {
        this.answers = answers;
        this.client = client;
    }

    static Mqtt3Device connect(DeviceTarget target, Consumer<Received> received, Consumer<Throwable> ended) {
        MqttAnswers answers = new MqttAnswers(target);
        Mqtt3AsyncClient client = target.builder(ended).useMqttVersion3().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> received.accept(Received.of(
                        publish.getTopic(), publish.getPayloadAsBytes(), publish.getQos(), publish.isRetain())));
        answers.await(
                "not connected",
                client.connectWith()
                        .cleanSession(true)
                        .keepAlive(DeviceTarget.KEEP_ALIVE_SECONDS)
                        .send());
        return new Mqtt3Device(answers, client);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        Mqtt3Publish publish = Mqtt3Publish.builder()
                .topic(topic)
                .qos(DeviceClient.qos(qos))
                .retain(retain)
                .payload(payload)
                .build();
        answers.await("the message was not published", client.publish(publish));
    }

    @Override
    public void subscribe(List<String> filters, int qos) {
        Mqtt3Subscribe subscribe = Mqtt3Subscribe.builder()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt3Subscription.builder()
                                .topicFilter(filter)
                                .qos(DeviceClient.qos(qos))
                                .build()))
                .build();
        answers.await("not subscribed", client.subscribe(subscribe));
    }

    @Override
    public void close() {
        answers.awaitQuietly(client.disconnect());
    }
}
