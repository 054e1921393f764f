package io.gatehouse.mqtt;

import java.util.List;

/** UNSUBACK (section 3.11): one code for each filter, in order ([MQTT-3.11.3-2]); 3.1.1 sends none of them. */
public record Unsuback(int packetId, List<ReasonCode> reasonCodes) implements Packet {
    public Unsuback {
        reasonCodes = List.copyOf(reasonCodes);
    }
}
