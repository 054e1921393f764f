package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** MQTT 5.0. */
final class Mqtt5Device implements DeviceClient {
    private final DeviceTarget target;
    private final Mqtt5AsyncClient client;

    private Mqtt5Device(DeviceTarget target, Mqtt5AsyncClient client) {
        this.target = target;
        this.client = client;
    }

    static Mqtt5Device connect(DeviceTarget target, Consumer<Received> received, Consumer<Throwable> ended) {
        MqttAnswers answers = new MqttAnswers(target);
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(target.clientId())
                .serverHost(target.host())
                .serverPort(target.port())
                .sslConfig(DeviceTls.of(target))
                .addDisconnectedListener(context -> {
                    if (context.getSource() != MqttDisconnectSource.USER) {
                        ended.accept(context.getCause());
                    }
                })
                .buildAsync();
        client.publishes(
                MqttGlobalPublishFilter.ALL,
                publish -> received.accept(new Received(
                        publish.getTopic().toString(),
                        publish.getPayloadAsBytes(),
                        publish.getQos().getCode(),
                        publish.isRetain())));
        answers.await(
                "not connected",
                client.connectWith().cleanStart(true).keepAlive(60).send());
        return new Mqtt5Device(target, client);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(topic)
                .qos(qos(qos))
                .retain(retain)
                .payload(payload)
                .build();
        var result = new MqttAnswers(target).await("the message was not published", client.publish(publish));
        result.getError().ifPresent(error -> {
            throw new MqttAnswers(target).failure("the message was not published", error);
        });
    }

    @Override
    public void subscribe(List<String> filters, int qos) {
        Mqtt5Subscribe subscribe = Mqtt5Subscribe.builder()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt5Subscription.builder()
                                .topicFilter(filter)
                                .qos(qos(qos))
                                .build()))
                .build();
        new MqttAnswers(target).await("not subscribed", client.subscribe(subscribe));
    }

    @Override
    public void close() {
        new MqttAnswers(target).awaitQuietly(client.disconnect());
    }

    static MqttQos qos(int qos) {
        return Objects.requireNonNull(MqttQos.fromCode(qos), "qos");
    }
}
