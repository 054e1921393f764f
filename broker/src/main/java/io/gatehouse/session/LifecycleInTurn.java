package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.util.List;

/** Several that hear of sessions, as one. */
record LifecycleInTurn(List<Lifecycle> listeners) implements Lifecycle {
    @Override
    public void connected(Session session, ConnectionInfo connection) {
        for (Lifecycle listener : listeners) {
            listener.connected(session, connection);
        }
    }

    @Override
    public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
        for (Lifecycle listener : listeners) {
            listener.disconnected(session, connection, ending);
        }
    }

    @Override
    public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {
        for (Lifecycle listener : listeners) {
            listener.subscribed(session, connection, filters);
        }
    }

    @Override
    public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {
        for (Lifecycle listener : listeners) {
            listener.unsubscribed(session, connection, filters);
        }
    }

    @Override
    public void certificateShared(SharedCertificate found, Loop loop) {
        for (Lifecycle listener : listeners) {
            listener.certificateShared(found, loop);
        }
    }

    @Override
    public void expired(Session session) {
        for (Lifecycle listener : listeners) {
            listener.expired(session);
        }
    }
}
