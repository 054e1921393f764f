package io.gatehouse.load.script;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.message.Payload;
import io.gatehouse.load.message.Template;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one kind.
 *
 * @param from whose devices publish them
 * @param to {@code null} where the number and client identifier in the topic are the publisher's; otherwise they are
 *     those of this group's devices, of which each publisher takes one after the other
 */
public record Flow(
        String name, Group from, @Nullable Group to, Template topic, MqttQos qos, boolean retain, Payload payload) {
    /** Topics, or less. */
    public long pairs() {
        return (long) from.clients() * (to == null ? 1 : to.clients());
    }
}
