package io.gatehouse.transport;

import io.gatehouse.session.Sessions;
import io.gatehouse.trace.Trace;
import java.util.concurrent.CompletableFuture;

/** Brings a trace that begins to the clients that are connected already. Any thread. */
public final class LiveTraces {
    private final Sessions sessions;

    public LiveTraces(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Looks at every connection, on its loop, a few in each turn. Who connects meanwhile finds the trace by himself.
     *
     * @param trace has begun
     */
    public CompletableFuture<Void> begun(Trace trace) {
        return sessions.eachLink((clientId, link) -> {
            if (link instanceof Connection connection) {
                connection.traceTo(trace);
            }
        });
    }
}
