package io.gatehouse.events;

import io.gatehouse.indexing.Connectivity;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.loop.Clock;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells fleet indexing which things are connected. As at AWS, a connection stands for a thing where its client id is
 * the thing's name and the certificate is attached to it; of others nothing is told. On the session's loop.
 */
public final class ThingPresence implements Lifecycle {
    private final LastConnections connections;
    private final Clock clock;

    public ThingPresence(LastConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public void connected(Session session, ConnectionInfo connection) {
        String thing = session.principal().thing();
        if (thing != null) {
            connections.connected(thing, connection.id(), connectivity(session, connection, null));
        }
    }

    @Override
    public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
        String thing = session.principal().thing();
        if (thing != null) {
            connections.disconnected(thing, connection.id(), connectivity(session, connection, ending.awsReason()));
        }
    }

    @Override
    public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {}

    @Override
    public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {}

    /** @param disconnectReason null while it is connected */
    private Connectivity connectivity(Session session, ConnectionInfo connection, @Nullable String disconnectReason) {
        return new Connectivity(
                session.clientId(),
                disconnectReason == null,
                clock.wallMillis(),
                disconnectReason,
                connection.keepAliveSeconds(),
                connection.cleanStart(),
                session.expirySeconds());
    }
}
