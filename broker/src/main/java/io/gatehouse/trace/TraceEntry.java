package io.gatehouse.trace;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened. Immutable.
 *
 * @param atMillis by the wall clock
 * @param direction {@code in} for what the client sent, {@code out} for what it was sent, {@code -} for the rest
 * @param event type of the packet, {@code HANDSHAKE}, {@code ADMITTED}, {@code PUBLISHED}, or the reason of a refusal
 *     or an end
 * @param packetId 0 for none
 * @param bytes of the packet without its fixed header; of a message that was published, of its payload; 0 for none
 * @param payload as text or hexadecimal, where it was asked for
 */
public record TraceEntry(
        long atMillis,
        String direction,
        String event,
        @Nullable String clientId,
        @Nullable String peer,
        @Nullable String topic,
        int packetId,
        int bytes,
        @Nullable String detail,
        @Nullable String payload) {
    private static final int OWN_BYTES = 96;

    /** About what it takes on the heap, in bytes. */
    int weight() {
        return OWN_BYTES + weight(clientId) + weight(peer) + weight(topic) + weight(detail) + weight(payload);
    }

    private static int weight(@Nullable String text) {
        return text == null ? 0 : 2 * text.length();
    }
}
