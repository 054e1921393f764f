package io.gatehouse.routing;

/**
 * What became of a message. Sixteen constants stand for all values: a result allocates nothing.
 *
 * @param matched a subscription matched; false is MQTT 5.0's reason code 0x10, No matching subscribers
 * @param kept QoS 1 or 2 only: a persistent session matches. Nothing was sent yet: the message goes the way through
 *     {@link MessageLog}, unless it is {@code refused} too
 * @param refused QoS 1 or 2 only: a receiving loop is too far behind, or a session is full ({@link #queueFull}); nobody
 *     got the message and no tap saw it; the publisher is told (0x97, Quota exceeded) or left without acknowledgement,
 *     and may send it again
 * @param congested a receiving loop is falling behind: stop reading from this publisher until
 *     {@link Router#whenRelieved}
 */
public record RouteResult(boolean matched, boolean kept, boolean refused, boolean congested) {
    private static final RouteResult[] ALL = all();

    /** A persistent session matches and takes no more for now: refused as a whole, nobody gets the message. */
    static final RouteResult QUEUE_FULL = of(true, true, true, false);

    static RouteResult of(boolean matched, boolean kept, boolean refused, boolean congested) {
        return ALL[(matched ? 1 : 0) | (kept ? 2 : 0) | (refused ? 4 : 0) | (congested ? 8 : 0)];
    }

    /** Why it was refused: a session that would keep it is full, and not that a loop is behind. */
    public boolean queueFull() {
        return kept && refused;
    }

    private static RouteResult[] all() {
        RouteResult[] all = new RouteResult[16];
        for (int bits = 0; bits < all.length; bits++) {
            all[bits] = new RouteResult((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        }
        return all;
    }
}
