package io.gatehouse;

import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HandshakeView;
import io.gatehouse.control.LiveConnections;
import io.gatehouse.control.LiveUsage;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.SessionView;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.SharedCertificates;
import io.gatehouse.session.Usage;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows the sessions of the loops to the admin operations. Called on virtual threads, which wait here for the loops; a
 * loop that does not answer in five seconds is a defect and fails the one request.
 */
final class LiveSessions implements LiveConnections, LiveUsage {
    private static final int PATIENCE_SECONDS = 5;

    private final Sessions sessions;

    LiveSessions(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<ConnectionView> list(String clientIdPrefix, @Nullable String after, int max, boolean sharedOnly) {
        return answer(sessions.views(clientIdPrefix)).stream()
                .filter(view -> after == null || view.clientId().compareTo(after) > 0)
                .filter(view -> !sharedOnly || others(view).count() > 0)
                .sorted(Comparator.comparing(SessionView::clientId))
                .limit(max)
                .map(view -> shown(view, false))
                .toList();
    }

    @Override
    public @Nullable ConnectionView describe(String clientId) {
        List<SessionView> found = answer(sessions.ask(
                clientId,
                session ->
                        session == null || !session.isConnected() ? List.<SessionView>of() : List.of(session.view())));
        return found.isEmpty() ? null : shown(found.getFirst(), true);
    }

    @Override
    public boolean kick(String clientId) {
        return answer(sessions.ask(clientId, session -> {
            boolean connected = session != null && session.isConnected();
            if (connected) {
                session.close(new CloseReason.Administrative());
            }
            return connected;
        }));
    }

    @Override
    public List<Usage> of(Set<String> certificateIds, int most) {
        return answer(sessions.usages(certificateIds, most));
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        return asked.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private SharedCertificates.Others others(SessionView session) {
        String certificateId = session.principal().certificateId();
        return certificateId == null
                ? SharedCertificates.Others.NONE
                : sessions.shared().othersOf(certificateId, session.clientId());
    }

    private ConnectionView shown(SessionView session, boolean inFull) {
        ConnectionInfo connection = session.connection();
        if (connection == null) {
            throw new IllegalStateException("session: " + session.clientId() + " without a connection (expected: one)");
        }
        SharedCertificates.Others others = others(session);
        return new ConnectionView(
                session.clientId(),
                session.principal().thing(),
                session.principal().certificateId(),
                session.principal().operator(),
                connection.peer(),
                label(session.version()),
                connection.route().webSocket() ? "websocket" : "tcp",
                connection.connectedAt(),
                connection.keepAliveSeconds(),
                connection.cleanStart(),
                session.expirySeconds(),
                connection.tlsVersion(),
                connection.cipherSuite(),
                connection.group(),
                connection.serverName(),
                session.filters(),
                session.inflight(),
                session.queued(),
                session.messagesIn(),
                session.messagesOut(),
                others.count() == 0 ? null : others.count() + 1,
                others.first(),
                inFull ? HandshakeView.of(connection.handshake()) : null);
    }

    private static String label(ProtocolVersion version) {
        return switch (version) {
            case MQTT_3_1 -> "MQTT 3.1";
            case MQTT_3_1_1 -> "MQTT 3.1.1";
            case MQTT_5 -> "MQTT 5.0";
        };
    }
}
