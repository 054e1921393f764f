package io.gatehouse.crash;

import io.gatehouse.conformance.WirePacket;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads all retained messages, as a client that comes for nothing else. */
final class Look {
    /** Retained, never replaced, and so the sign that the others were sent. */
    static final Event.Message MARK = new Event.Message(new Event.MessageId("mark", 0), "r/~", 1, true, false);

    private Look() {}

    static void mark(Topics topics, int port, History history) throws IOException {
        try (MqttLink link = MqttLink.dial(topics.tls(), port, true)) {
            link.connect("mark", false, 100);
            link.read();
            history.add(new Event.Sent(MARK));
            link.publish(MARK, 1, false);
            if (link.read().type() != WirePacket.PUBACK) {
                throw new AssertionError("the mark was not acknowledged");
            }
            history.add(new Event.Acknowledged(MARK.id()));
        }
    }

    /** @param number of this look, another one each time */
    static void at(Topics topics, int port, History history, int number) throws IOException {
        Map<String, Event.MessageId> seen = new HashMap<>();
        try (MqttLink link = MqttLink.dial(topics.tls(), port, number % 2 == 0)) {
            link.connect("look-" + number, false, 100);
            link.read();
            history.add(new Event.Looks(number));
            link.subscribe(1, "r/#", 1);
            boolean pinged = false;
            for (WirePacket packet = link.read(); packet.type() != WirePacket.PINGRESP; packet = link.read()) {
                if (packet.type() == WirePacket.PUBLISH) {
                    WirePacket.Publish publish = link.publishOf(packet);
                    if (publish.retain()) {
                        seen.put(publish.topic(), Event.MessageId.of(publish.payload()));
                    }
                    if (publish.qos() == 1) {
                        link.acknowledge(WirePacket.PUBACK, publish.id());
                    }
                }
                if (!pinged && seen.containsKey(MARK.topic())) {
                    link.ping();
                    pinged = true;
                }
            }
        }
        for (String topic : topics.retained()) {
            history.add(new Event.Saw(number, topic, seen.get(topic)));
        }
    }
}
