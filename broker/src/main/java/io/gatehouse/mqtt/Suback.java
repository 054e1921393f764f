package io.gatehouse.mqtt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** SUBACK (section 3.9): one code for each subscription of the packet it answers, in order. [MQTT-3.8.4-6] */
public record Suback(
        int packetId,
        List<ReasonCode> reasonCodes,
        @Nullable String reasonString) implements Packet {
    public Suback {
        reasonCodes = List.copyOf(reasonCodes);
    }
}
