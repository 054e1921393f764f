package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Repeats;
import org.jspecify.annotations.Nullable;

/** What is refused to one session, with everything that is known about it. Confined to the session's loop. */
final class SessionRefusals {
    private final Session session;
    private final SessionContext context;
    private @Nullable Undelivered undelivered; // for each reason that was told; most sessions have none

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
        context.refusals().refused(reason, client(), () -> new Facts(certificate(), resource, null, detail, null));
    }

    /** The message is not delivered to the session. Counted, and told once in a while. */
    void notDelivered(Reason reason, Message message) {
        notDelivered(reason, message, 1);
    }

    /**
     * As many messages are not delivered to the session.
     *
     * @param message the one that is at hand, {@code null} when they are gone already
     */
    void notDelivered(Reason reason, @Nullable Message message, int times) {
        context.counters().dropped(reason, times);
        long now = context.loop().clock().monotonicNanos();
        Undelivered known = Undelivered.of(reason, undelivered);
        if (known != null && known.isQuiet(now)) {
            known.again(times, context.nowMillis());
            return;
        }
        Repeats repeats =
                context.refusals().notDelivered(reason, client(), () -> undeliveredFacts(reason, message, times));
        if (known == null) {
            known = new Undelivered(reason, repeats, now, undelivered);
            undelivered = known;
        } else {
            known.told(repeats, now);
        }
        if (times > 1) {
            known.again(times - 1, context.nowMillis());
        }
    }

    private Facts undeliveredFacts(Reason reason, @Nullable Message message, int times) {
        if (message != null && reason == Reason.RECEIVE_NOT_AUTHORIZED) {
            return factsOf(new Denial(
                    session.permissions(), Action.RECEIVE, message.topic().name()));
        }
        String resource = message == null ? null : Action.RECEIVE.resourcePrefix() + message.topic();
        return new Facts(certificate(), resource, null, undeliveredDetail(reason, message, times), null);
    }

    private @Nullable String undeliveredDetail(Reason reason, @Nullable Message message, int times) {
        SessionRules rules = context.rules();
        return switch (reason) {
            case SLOW_CONSUMER ->
                "QoS 0, while more than limits.max-outbound-bytes wait for the peer, or any while buffers run out";
            case MEMORY_LIMIT -> "hardly any heap is left, and the message would have waited in it";
            case QUEUE_FULL ->
                "queued: " + session.outbound().queued() + " messages (expected: at most " + rules.maxQueuedMessages()
                        + ", of at most " + rules.maxQueuedBytes() + " bytes)"
                        + (rules.overflow() == Overflow.DROP_OLDEST ? "; the oldest makes room for this one" : "");
            case RECEIVER_PACKET_LIMIT ->
                message == null
                        ? null
                        : "payload: " + message.payload().size()
                                + " bytes (expected: a packet within the maximum that the client announced)";
            case LOG_TRIMMED -> "messages that the log gave up: " + times;
            default -> null;
        };
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
                ? Client.at("none", null) // nobody is connected: what it is called, and who may open it, is known
                : Client.at(link.info().listener(), link.info().peer())
                        .asking(link.info().serverName());
        return client.named(session.clientId(), principal.certificateId(), principal.thing())
                .signedBy(principal.operator());
    }
}
