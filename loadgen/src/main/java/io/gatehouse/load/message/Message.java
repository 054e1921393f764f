package io.gatehouse.load.message;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.message.Template.Values;
import io.gatehouse.load.message.Template.Variable;

/** What one device publishes, again and again. Immutable. */
public final class Message {
    private final Template topic;
    private final MqttTopic first;
    private final MqttQos qos;
    private final boolean retain;
    private final Payload payload;

    /**
     * @param topic in which nothing but the time is left to be said, see {@link Template#ofDevice}
     * @throws IllegalArgumentException where this is no topic
     */
    public Message(Template topic, MqttQos qos, boolean retain, Payload payload) {
        this.topic = topic;
        this.first = MqttTopic.of(topic.at(0));
        this.qos = qos;
        this.retain = retain;
        this.payload = payload;
    }

    /** Where one of the year 1970 would go: the others too, where the time is not in the topic. */
    public MqttTopic topic() {
        return first;
    }

    public MqttQos qos() {
        return qos;
    }

    /** One of them. */
    public Mqtt5Publish of(Values values) {
        return publish(topicAt(values), retain, payload.of(values));
    }

    /** What removes it where it was retained. */
    public Mqtt5Publish removal() {
        return publish(first, true, new byte[0]);
    }

    private MqttTopic topicAt(Values values) {
        return topic.has(Variable.TIME) ? MqttTopic.of(topic.at(values.millis())) : first;
    }

    private Mqtt5Publish publish(MqttTopic where, boolean retained, byte[] content) {
        return Mqtt5Publish.builder()
                .topic(where)
                .qos(qos)
                .retain(retained)
                .payload(content)
                .build();
    }
}
