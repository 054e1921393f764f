package io.gatehouse.routing;

/**
 * What became of a message. Sixteen constants stand for all values: a result allocates nothing.
 *
 * @param matched a subscription matched; false is MQTT 5.0's reason code 0x10, No matching subscribers
 * @param kept QoS 1 or 2 only: a persistent session matches. Nothing was sent yet: the message goes the way through
 *     {@link MessageLog}
 * @param refused QoS 1 or 2 only: a receiving loop is too far behind, nobody got the message and no tap saw it; the
 *     publisher is told (0x97, Quota exceeded) or left without acknowledgement, and may send it again
 * @param congested a receiving loop is falling behind: stop reading from this publisher until
 *     {@link Router#whenRelieved}
 */
public record RouteResult(boolean matched, boolean kept, boolean refused, boolean congested) {
    private static final RouteResult[] ALL = all();

    static RouteResult of(boolean matched, boolean kept, boolean refused, boolean congested) {
        return ALL[(matched ? 1 : 0) | (kept ? 2 : 0) | (refused ? 4 : 0) | (congested ? 8 : 0)];
    }

    private static RouteResult[] all() {
        RouteResult[] all = new RouteResult[16];
        for (int bits = 0; bits < all.length; bits++) {
            all[bits] = new RouteResult((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        }
        return all;
    }
}
