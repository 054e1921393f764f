package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.message.Message;
import io.gatehouse.load.message.Payload;
import io.gatehouse.load.message.Template;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much of what a scenario does. Immutable.
 *
 * @param rate messages a second, of all devices together
 * @param payload of each
 * @param topic in which a device's number and client identifier are left to be said
 * @param subscribers of the scenarios that have fewer or more of them than publishers
 * @param warmUp of the measuring; what happens in it is shown, and not counted
 * @param duration of the measuring, behind the warm-up
 */
public record Load(
        double rate,
        Payload payload,
        MqttQos qos,
        boolean retain,
        Template topic,
        int subscribers,
        Duration warmUp,
        Duration duration) {
    private static final Pattern LEVEL_OF_ONE = Pattern.compile("[^/]*%[ic][^/]*");

    /** The same with another rate. */
    public Load atRate(double messages) {
        return new Load(messages, payload, qos, retain, topic, subscribers, warmUp, duration);
    }

    /** Where this device publishes to. */
    String topicOf(Device device) {
        return topicOfDevice(device).at(0);
    }

    private Template topicOfDevice(Device device) {
        return topic.ofDevice(device.number(), device.name());
    }

    /** What this device publishes. */
    Message messageOf(Device device) {
        return messageOf(device, retain);
    }

    /** @param retained whatever was asked for */
    Message messageOf(Device device, boolean retained) {
        return new Message(topicOfDevice(device), qos, retained, payload);
    }

    /** What all of these topics match. */
    String filterOfAll() {
        return LEVEL_OF_ONE.matcher(topic.toString()).replaceAll("+").replace("%%", "%");
    }
}
