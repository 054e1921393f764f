package io.gatehouse.mqtt;

import java.util.List;

/** UNSUBSCRIBE (section 3.10). Filters are texts as sent. */
public record Unsubscribe(int packetId, List<String> filters) implements Packet {
    public Unsubscribe {
        filters = List.copyOf(filters);
    }
}
