package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.telemetry.OpenSpan;
import io.gatehouse.telemetry.Spans;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one PUBLISH, from the moment it was decoded until it is acknowledged, or dropped. Nothing, for
 * nearly every one: {@link #NONE}. Confined to the session's loop.
 */
final class PublishSpan {
    static final PublishSpan NONE = new PublishSpan(null);

    private final @Nullable OpenSpan span;

    private PublishSpan(@Nullable OpenSpan span) {
        this.span = span;
    }

    /** @param topic of the message, where it came with an alias too */
    static PublishSpan of(Session session, Message message, Topic topic) {
        Spans spans = session.context().spans();
        OpenSpan span = spans == null ? null : spans.publish(message.properties());
        if (span == null) {
            return NONE;
        }
        Origin origin = session.origin();
        Principal principal = session.principal();
        return new PublishSpan(
                span.client(session.clientId(), principal.id(), origin.listener(), origin.address(), origin.port())
                        .thing(principal.thing())
                        .protocol(session.version().isMqtt5() ? "5.0" : "3.1.1")
                        .message(
                                topic.name(),
                                message.qos().value(),
                                message.retain(),
                                message.payload().size()));
    }

    /** What the policies say of it. */
    Decision decide(Permissions permissions, Action action, Topic topic) {
        if (span == null) {
            return permissions.decide(action, topic);
        }
        long asked = span.now();
        Decision decision = permissions.decide(action, topic);
        span.evaluated(permissions, action, topic.name(), asked);
        return decision;
    }

    /**
     * It has its answer.
     *
     * @param refusal why it was refused, {@code null} where it was taken
     * @param matched whether a subscription matched
     */
    void ended(@Nullable Reason refusal, boolean matched) {
        if (span == null) {
            return;
        }
        if (refusal == null) {
            span.matched(matched).end();
        } else {
            span.refused(refusal);
        }
    }
}
