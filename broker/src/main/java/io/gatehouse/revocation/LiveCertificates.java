package io.gatehouse.revocation;

import java.util.Set;

/** The sessions and the connections of requests, as far as revocation is concerned. Any thread but an event loop. */
public interface LiveCertificates {
    /**
     * Ids of the certificates that have a session, or a connection of requests. Waits for the loops.
     *
     * @param connected of sessions only those that have a connection now
     */
    Set<String> ids(boolean connected);

    /** No TLS ticket from before this call resumes after it: who comes back is told at CONNECT why it is refused. */
    void trustChanged();

    /**
     * The sessions and connections of these certificates ask the gate again. Does not wait for them.
     *
     * @param noticedNanos when the change was noticed, by {@link System#nanoTime}
     */
    void changed(Set<String> ids, long noticedNanos);
}
