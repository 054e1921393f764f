package io.gatehouse.transport;

import java.io.IOException;
import java.io.UncheckedIOException;

/** So much processor time of a server, or ten times as long by the clock. */
final class Spending {
    private static final int PATIENCE = 10;

    private final ServerProcess server;
    private final double until;
    private final long deadline;

    Spending(ServerProcess server, double seconds) throws IOException {
        this.server = server;
        this.until = server.cpuSeconds() + seconds;
        this.deadline = System.nanoTime() + (long) (seconds * PATIENCE * 1e9);
    }

    boolean goesOn() {
        try {
            return System.nanoTime() < deadline && server.cpuSeconds() < until;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
