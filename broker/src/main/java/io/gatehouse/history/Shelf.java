package io.gatehouse.history;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** Those whose names begin so, the last active first; {@code max} of them. */
    List<String> beginningWith(String prefix, int max) {
        ArrayDeque<String> found = new ArrayDeque<>();
        for (String clientId : byClient.keySet()) {
            if (clientId.startsWith(prefix)) {
                found.addFirst(clientId);
                if (found.size() > max) {
                    found.removeLast();
                }
            }
        }
        return List.copyOf(found);
    }

    int clients() {
        return byClient.size();
    }

    long bytes() {
        return bytes;
    }

    static int weight(String clientId, byte[] events) {
        return CLIENT_BYTES + textBytes(clientId) + events.length;
    }

    /** As the JVM keeps a text: two bytes a character where one of them is not of Latin-1. */
    private static int textBytes(String text) {
        return text.chars().allMatch(c -> c <= 0xFF) ? text.length() : 2 * text.length();
    }
}
