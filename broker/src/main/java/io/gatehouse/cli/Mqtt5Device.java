package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import java.util.List;
import java.util.function.Consumer;

/** MQTT 5.0. */
final class Mqtt5Device implements DeviceClient {
    private final MqttAnswers answers;
    private final Mqtt5AsyncClient client;

    private Mqtt5Device(MqttAnswers answers, Mqtt5AsyncClient client) {
        this.answers = answers;
        this.client = client;
    }

    static Mqtt5Device connect(DeviceTarget target, Consumer<Received> received, Consumer<Throwable> ended) {
        MqttAnswers answers = new MqttAnswers(target);
        Mqtt5AsyncClient client = target.builder(ended).useMqttVersion5().buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> received.accept(Received.of(
                        publish.getTopic(), publish.getPayloadAsBytes(), publish.getQos(), publish.isRetain())));
        answers.await(
                "not connected",
                client.connectWith()
                        .cleanStart(true)
                        .keepAlive(DeviceTarget.KEEP_ALIVE_SECONDS)
                        .send());
        return new Mqtt5Device(answers, client);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(topic)
                .qos(DeviceClient.qos(qos))
                .retain(retain)
                .payload(payload)
                .build();
        var result = answers.await("the message was not published", client.publish(publish));
        result.getError().ifPresent(error -> {
            throw answers.failure("the message was not published", error);
        });
    }

    @Override
    public void subscribe(List<String> filters, int qos) {
        Mqtt5Subscribe subscribe = Mqtt5Subscribe.builder()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt5Subscription.builder()
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
