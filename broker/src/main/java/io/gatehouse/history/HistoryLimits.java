package io.gatehouse.history;

/**
 * How much is remembered.
 *
 * @param maxEvents of one client; the oldest goes first
 * @param maxClients in all; the one least recently active is forgotten first
 * @param maxBytes of all, in memory and once more on the disk
 */
public record HistoryLimits(int maxEvents, int maxClients, long maxBytes) {
    /** The part that clients take which were never let in: one eighth. */
    HistoryLimits ofStrangers() {
        return new HistoryLimits(maxEvents, Math.max(1, maxClients / 8), maxBytes / 8);
    }

    /** The part of all others. */
    HistoryLimits ofKnown() {
        HistoryLimits strangers = ofStrangers();
        return new HistoryLimits(
                maxEvents, Math.max(1, maxClients - strangers.maxClients), maxBytes - strangers.maxBytes);
    }
}
