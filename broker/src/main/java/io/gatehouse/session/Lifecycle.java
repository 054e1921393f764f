package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.util.List;

/** Hears what happens to sessions. Called on the session's home loop; must not block. */
public interface Lifecycle {
    /** A connection was attached to {@code session} and its CONNACK is on the way. */
    void connected(Session session, ConnectionInfo connection);

    /** The connection ended. */
    void disconnected(Session session, ConnectionInfo connection, Ending ending);

    void subscribed(Session session, ConnectionInfo connection, List<String> filters);

    void unsubscribed(Session session, ConnectionInfo connection, List<String> filters);

    /** The client stayed away for longer than its session expiry: the session, and what waited in it, is gone. */
    default void expired(Session session) {}

    /** A client came with a certificate that other connected clients have. Called on the home loop of the client id. */
    default void certificateShared(SharedCertificate found, Loop loop) {}

    /** Tells each of {@code listeners}, in their order. */
    static Lifecycle of(Lifecycle... listeners) {
        return new LifecycleInTurn(List.of(listeners));
    }
}
