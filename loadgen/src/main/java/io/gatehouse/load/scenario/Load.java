package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How much of what a scenario does. Immutable.
 *
 * @param connectRate connects a second; 0 for as fast as they are answered
 * @param rate messages a second, of all devices together
 * @param payloadBytes of each, {@link Stamp#BYTES} or more
 * @param topic template; {@code %i} is the device's number, {@code %c} its client id
 * @param subscribers of the scenarios that have fewer or more of them than publishers
 * @param warmUp of the measuring; what happens in it is shown, and not counted
 * @param duration of the measuring, behind the warm-up
 * @param drain how long what is under way may take at the end
 * @param resumed part of the handshakes that are with a ticket, from 0 to 1
 * @param seed of everything random
 */
public record Load(
        double connectRate,
        double rate,
        int payloadBytes,
        MqttQos qos,
        boolean retain,
        String topic,
        int subscribers,
        Duration warmUp,
        Duration duration,
        Duration drain,
        int keepAliveSeconds,
        double resumed,
        long seed) {
    /** There is no room for less. */
    public static final int LEAST_PAYLOAD_BYTES = Stamp.BYTES;

    private static final Pattern LEVEL_OF_ONE = Pattern.compile("[^/]*%[ic][^/]*");

    /** Where this device publishes to. */
    String topicOf(int number, String clientId) {
        return topic.replace("%i", Integer.toString(number)).replace("%c", clientId);
    }

    /** What all of these topics match. */
    String filterOfAll() {
        return LEVEL_OF_ONE.matcher(topic).replaceAll("+");
    }
}
