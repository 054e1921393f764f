package io.gatehouse.session;

import io.gatehouse.mqtt.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as an operator sees it: a copy, taken on its loop.
 *
 * @param connection {@code null} while it is not connected
 * @param inflight QoS 1 and 2 messages sent and not finished
 * @param queued messages that wait for room or for the client
 * @param messagesIn accepted from the client since the session began
 * @param messagesOut written to the client since the session began
 */
public record SessionView(
        String clientId,
        Principal principal,
        ProtocolVersion version,
        @Nullable ConnectionInfo connection,
        long expirySeconds,
        List<String> filters,
        int inflight,
        int queued,
        long messagesIn,
        long messagesOut) {

    static SessionView of(Session session, Inbound inbound, Outbound outbound) {
        Link link = session.link();
        return new SessionView(
                session.clientId(),
                session.principal(),
                session.version(),
                link == null ? null : link.info(),
                session.expirySeconds(),
                session.subscriptions().filters(),
                outbound.inflight(),
                outbound.queued(),
                inbound.accepted(),
                outbound.delivered());
    }
}
