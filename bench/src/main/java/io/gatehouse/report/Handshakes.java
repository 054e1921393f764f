package io.gatehouse.report;

import io.gatehouse.plot.Chart;

/** Handshakes beside each other, in a chart with the two sides apart and in a table. */
final class Handshakes {
    private Handshakes() {}

    /** @param table with the columns name, server, device, bytes in all */
    static void add(String name, Handshake handshake, Chart chart, Table table) {
        add(name, handshake, chart);
        table.row(
                name,
                Words.nanos(handshake.serverNanos()),
                Words.nanos(handshake.clientNanos()),
                Words.bytes(handshake.bytes()));
    }

    static void add(String name, Handshake handshake, Chart chart) {
        double error = handshake.relativeError();
        chart.add("server", name, handshake.serverNanos() / 1000, error * handshake.serverNanos() / 1000);
        chart.add("device", name, handshake.clientNanos() / 1000, error * handshake.clientNanos() / 1000);
    }
}
