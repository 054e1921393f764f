package io.gatehouse.config;

/**
 * What is remembered of every client: connects, refusals, subscriptions, ends.
 *
 * @param maxEventsPerClient the oldest goes first
 * @param maxClients the one least recently active is forgotten first
 * @param maxBytes of all clients together, on the heap and once more on the disk
 */
public record HistorySettings(int maxEventsPerClient, int maxClients, long maxBytes) {
    public static final HistorySettings DEFAULTS = new HistorySettings(50, 1_000_000, 64L * 1024 * 1024);

    public HistorySettings {
        Check.range("maxEventsPerClient", maxEventsPerClient, 10, 500); // 500 of the longest fit into a stored value
        Check.range("maxClients", maxClients, 1, 100_000_000);
        Check.range("maxBytes", maxBytes, 1024 * 1024, 1L << 40);
    }
}
