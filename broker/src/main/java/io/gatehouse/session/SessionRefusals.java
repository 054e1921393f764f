package io.gatehouse.session;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Repeats;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is refused to one session, with everything that is known about it. Confined to the session's loop. */
final class SessionRefusals {
    /** A receiver without the right may be sent a million messages a second: after one that is told, only a count. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Session session;
    private final SessionContext context;
    private @Nullable Repeats undelivered;
    private long undeliveredNanos;

    SessionRefusals(Session session) {
        this.session = session;
        this.context = session.context();
    }

    /** The policies denied it. */
    void denied(Reason reason, Denial denial) {
        context.refusals().refused(reason, client(), () -> factsOf(denial));
    }

    /**
     * A rule or a limit denied it.
     *
     * @param resource as policies name it: {@code topic/a/b}
     */
    void refused(Reason reason, @Nullable String resource, @Nullable String detail) {
        context.refusals().refused(reason, client(), () -> new Facts(certificate(), resource, null, detail));
    }

    /** A message of this topic is not delivered, for want of {@code iot:Receive}. */
    void notDelivered(Topic topic) {
        context.counters().dropped(Reason.RECEIVE_NOT_AUTHORIZED);
        long now = context.loop().clock().monotonicNanos();
        Repeats told = undelivered;
        if (told != null && now - undeliveredNanos < QUIET_NANOS) {
            told.again(context.nowMillis());
            return;
        }
        undeliveredNanos = now;
        Denial denial = new Denial(session.permissions(), Action.RECEIVE, topic.name());
        undelivered = context.refusals().notDelivered(Reason.RECEIVE_NOT_AUTHORIZED, client(), () -> factsOf(denial));
    }

    private Facts factsOf(Denial denial) {
        return Facts.denied(denial).with(certificate());
    }

    private @Nullable ClientCertificate certificate() {
        Link link = session.link();
        return link == null ? null : link.certificate();
    }

    private Client client() {
        Link link = session.link();
        Principal principal = session.principal();
        Client client = link == null
                ? Client.at("none", null)
                : Client.at(link.info().listener(), link.info().peer())
                        .asking(link.info().serverName());
        return client.named(session.clientId(), principal.certificateId(), principal.thing());
    }
}
