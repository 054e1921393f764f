package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscription;
import java.util.List;
import java.util.function.Consumer;

/** MQTT 3.1.1. A broker cannot refuse a single message there: it ends the connection. */
final class Mqtt3Device implements DeviceClient {
    private final DeviceTarget target;
    private final Mqtt3AsyncClient client;

    private Mqtt3Device(DeviceTarget target, Mqtt3AsyncClient client) {
        this.target = target;
        this.client = client;
    }

    static Mqtt3Device connect(DeviceTarget target, Consumer<Received> received, Consumer<Throwable> ended) {
        Mqtt3AsyncClient client = MqttClient.builder()
                .useMqttVersion3()
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
        new MqttAnswers(target)
                .await(
                        "not connected",
                        client.connectWith().cleanSession(true).keepAlive(60).send());
        return new Mqtt3Device(target, client);
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retain) {
        Mqtt3Publish publish = Mqtt3Publish.builder()
                .topic(topic)
                .qos(Mqtt5Device.qos(qos))
                .retain(retain)
                .payload(payload)
                .build();
        new MqttAnswers(target).await("the message was not published", client.publish(publish));
    }

    @Override
    public void subscribe(List<String> filters, int qos) {
        Mqtt3Subscribe subscribe = Mqtt3Subscribe.builder()
                .addSubscriptions(filters.stream()
                        .map(filter -> Mqtt3Subscription.builder()
                                .topicFilter(filter)
                                .qos(Mqtt5Device.qos(qos))
                                .build()))
                .build();
        new MqttAnswers(target).await("not subscribed", client.subscribe(subscribe));
    }

    @Override
    public void close() {
        new MqttAnswers(target).awaitQuietly(client.disconnect());
    }
}
