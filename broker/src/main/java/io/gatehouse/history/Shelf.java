package io.gatehouse.history;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients and their events, in the order of their last activity, within a number of clients and of bytes. One thread at
 * a time.
 */
final class Shelf {
    /** What one client takes beside its id and its events: entry and slot of the map, heads of string and arrays. */
    static final int CLIENT_BYTES = 112;

    private final Map<String, byte[]> byClient = new LinkedHashMap<>(); // least recently active first
    private final HistoryLimits limits;
    private long bytes;

    Shelf(HistoryLimits limits) {
        this.limits = limits;
    }

    byte @Nullable [] get(String clientId) {
        return byClient.get(clientId);
    }

    /** Puts it last: nobody was active later. */
    void put(String clientId, byte[] events) {
        remove(clientId);
        byClient.put(clientId, events);
        bytes += weight(clientId, events);
    }

    void remove(String clientId) {
        byte[] events = byClient.remove(clientId);
        if (events != null) {
            bytes -= weight(clientId, events);
        }
    }

    /** Forgets who was active least recently, until the rest fits. */
    void trim(Consumer<String> forgotten) {
        while (bytes > limits.maxBytes() || byClient.size() > limits.maxClients()) {
            String oldest = byClient.keySet().iterator().next();
            remove(oldest);
            forgotten.accept(oldest);
        }
    }

    int clients() {
        return byClient.size();
    }

    long bytes() {
        return bytes;
    }

    static int weight(String clientId, byte[] events) {
        return CLIENT_BYTES + clientId.length() + events.length;
    }
}
