package io.gatehouse.history;

import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears what happens to sessions and hands it over. On the session's loop. */
public final class SessionHistory implements Lifecycle {
    private final ClientHistory history;
    private final Clock clock;

    public SessionHistory(ClientHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    @Override
    public void connected(Session session, ConnectionInfo connection) {
        String detail = connection.protocol() + ", " + connection.tlsVersion() + ", keep-alive "
                + connection.keepAliveSeconds() + " s" + (connection.cleanStart() ? ", clean start" : "");
        add(Kind.CONNECTED, session, connection, null, detail);
    }

    @Override
    public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
        Kind kind = ending.reason() == Reason.TAKEN_OVER ? Kind.TAKEN_OVER : Kind.DISCONNECTED;
        add(kind, session, connection, ending.reason(), ending.detail());
    }

    @Override
    public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {
        add(Kind.SUBSCRIBED, session, connection, null, joined(filters));
    }

    @Override
    public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {
        add(Kind.UNSUBSCRIBED, session, connection, null, joined(filters));
    }

    @Override
    public void expired(Session session) {
        String detail = "after " + session.expirySeconds() + " s";
        String principalId = session.principal().id();
        history.add(
                session.clientId(),
                ClientEvent.at(clock.wallMillis(), Kind.SESSION_EXPIRED, null, principalId, null, null, detail));
    }

    private void add(Kind kind, Session session, ConnectionInfo connection, @Nullable Reason reason, String detail) {
        history.add(
                session.clientId(),
                ClientEvent.at(
                        clock.wallMillis(),
                        kind,
                        reason,
                        session.principal().id(),
                        connection.peer(),
                        connection.id(),
                        detail.isEmpty() ? null : detail));
    }

    /** As many as a detail holds: a client may subscribe to a hundred long ones at once. */
    private static String joined(List<String> filters) {
        StringBuilder joined = new StringBuilder(filters.getFirst());
        for (int i = 1; i < filters.size() && joined.length() <= ClientEvent.MAX_DETAIL; i++) {
            joined.append(", ").append(filters.get(i));
        }
        return joined.toString();
    }
}
