package io.gatehouse.tls;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What handshakes cost beside their time: secondary results, each a sum over an iteration. Whoever reads them divides
 * by {@link #handshakes}.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class HandshakeCosts {
    /** Spent by the server, from the accepted connection to its first data. */
    public long serverNanos;

    /** The same of the client. */
    public long clientNanos;

    public long handshakes;

    /** With the headers of TLS records, without those of TCP. */
    public long bytesFromClient;

    /** The same; session tickets are among them. */
    public long bytesFromServer;

    /** Changes of direction until both sides were done. */
    public long flights;

    void add(InMemoryHandshake handshake) {
        serverNanos += handshake.serverNanos();
        clientNanos += handshake.clientNanos();
        handshakes++;
        bytesFromClient += handshake.bytesFromClient();
        bytesFromServer += handshake.bytesFromServer();
        flights += handshake.flights();
    }
}
