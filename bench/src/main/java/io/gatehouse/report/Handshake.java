package io.gatehouse.report;

/**
 * What one handshake costs.
 *
 * @param serverNanos of the server's side alone
 * @param flights changes of direction, until both sides are done
 * @param relativeError of the times
 */
record Handshake(
        double serverNanos,
        double clientNanos,
        double bytesFromClient,
        double bytesFromServer,
        double flights,
        double relativeError) {
    static Handshake of(Measurement measured) {
        double count = measured.more().getOrDefault("handshakes", 0.0);
        if (count == 0) {
            throw new IllegalArgumentException(
                    measured.benchmark() + " " + measured.parameters() + ": counted no handshakes (expected: some)");
        }
        return new Handshake(
                each(measured, "serverNanos", count),
                each(measured, "clientNanos", count),
                each(measured, "bytesFromClient", count),
                each(measured, "bytesFromServer", count),
                each(measured, "flights", count),
                measured.relativeError());
    }

    private static double each(Measurement measured, String name, double count) {
        return measured.more().getOrDefault(name, Double.NaN) / count;
    }

    double bytes() {
        return bytesFromClient + bytesFromServer;
    }

    /** There and back, before the device may send: its last flight goes out with what it has to say. */
    double roundTrips() {
        return Math.floor(Math.round(flights) / 2.0);
    }
}
