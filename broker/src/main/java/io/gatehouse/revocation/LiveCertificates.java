package io.gatehouse.revocation;

import java.util.Set;

/** The sessions, as far as revocation is concerned. Any thread but an event loop. */
public interface LiveCertificates {
    /**
     * Ids of the certificates that have a session. Waits for the loops.
     *
     * @param connected only those of which a session has a connection now
     */
    Set<String> ids(boolean connected);

    /** No TLS ticket from before this call resumes after it: who comes back is told at CONNECT why it is refused. */
    void trustChanged();

    /**
     * The sessions of these certificates ask the gate again. Does not wait for them.
     *
     * @param noticedNanos when the change was noticed, by {@link System#nanoTime}
     */
    void changed(Set<String> ids, long noticedNanos);
}
