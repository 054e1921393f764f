package io.gatehouse.telemetry;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Explanation;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A span that has begun and has not ended. Confined to the loop of its client. One that is never ended is never seen:
 * nothing has to be cleaned up.
 *
 * <p>Attributes are named by OpenTelemetry's semantic conventions where those have a name, and {@code gatehouse.…}
 * where they have none. Nobody hands it a payload, or a user property.
 */
public final class OpenSpan {
    private final Spans spans;
    private final Span span;
    private final long wallNanos; // when it began, since the epoch
    private final long began; // the same, monotonic

    OpenSpan(Spans spans, Span span, long wallNanos, long began) {
        this.spans = spans;
        this.span = span;
        this.wallNanos = wallNanos;
        this.began = began;
    }

    /** Who it is about, from where. */
    public OpenSpan client(String clientId, String certificateId, String listener, String address, int port) {
        span.setAttribute(Attribute.CLIENT_ID, clientId)
                .setAttribute(Attribute.CERTIFICATE_ID, certificateId)
                .setAttribute(Attribute.LISTENER, listener)
                .setAttribute(Attribute.PEER_ADDRESS, address)
                .setAttribute(Attribute.PEER_PORT, (long) port);
        return this;
    }

    /** @param version of MQTT, as {@code 5.0} */
    public OpenSpan protocol(String version) {
        span.setAttribute(Attribute.PROTOCOL_VERSION, version);
        return this;
    }

    /** Nothing where there is none. */
    public OpenSpan thing(@Nullable String thing) {
        if (thing != null) {
            span.setAttribute(Attribute.THING, thing);
        }
        return this;
    }

    /** The message it is about; of its payload no more than the size. */
    public OpenSpan message(String topic, int qos, boolean retain, int payloadBytes) {
        span.setAttribute(Attribute.TOPIC, topic)
                .setAttribute(Attribute.QOS, (long) qos)
                .setAttribute(Attribute.RETAIN, retain)
                .setAttribute(Attribute.BODY_SIZE, (long) payloadBytes);
        return this;
    }

    /** Whether a subscription matched the message. */
    public OpenSpan matched(boolean matched) {
        span.setAttribute(Attribute.MATCHED, matched);
        return this;
    }

    /** Whether the client found its session again. */
    public OpenSpan sessionPresent(boolean present) {
        span.setAttribute(Attribute.SESSION_PRESENT, present);
        return this;
    }

    /** Monotonic, nanoseconds: for {@link #evaluated}. */
    public long now() {
        return spans.now();
    }

    /**
     * The policies were asked: a child of its own. Which of them decided is found out here, which costs more than the
     * decision.
     *
     * @param name the client id or topic
     * @param asked {@link #now} before they were
     */
    public void evaluated(Permissions permissions, Action action, String name, long asked) {
        long answered = spans.now();
        Span child = spans.child(span, SpanKind.INTERNAL, "policy.evaluate", at(asked));
        if (child == null) {
            return;
        }
        Explanation explanation = permissions.explain(action, name);
        child.setAttribute(Attribute.ACTION, action.text())
                .setAttribute(Attribute.RESOURCE, action.resourcePrefix() + name)
                .setAttribute(Attribute.DECISION, explanation.decision().name());
        if (explanation.policy() != null) {
            child.setAttribute(Attribute.POLICY, explanation.policy())
                    .setAttribute(Attribute.STATEMENT, (long) explanation.statement());
        }
        if (explanation.sid() != null) {
            child.setAttribute(Attribute.SID, explanation.sid());
        }
        if (explanation.decision() != Decision.ALLOWED) {
            child.setStatus(StatusCode.ERROR);
        }
        spans.end(child, at(answered));
    }

    /** It ended with a no. */
    public void refused(Reason reason) {
        span.setAttribute(Attribute.ERROR_TYPE, reason.name());
        span.setStatus(StatusCode.ERROR, reason.meaning());
        end();
    }

    /** It ended as it should. */
    public void end() {
        spans.end(span, at(spans.now()));
    }

    /** Since the epoch: the wall clock may jump, and no span ends before it began. */
    private long at(long monotonic) {
        return wallNanos + (monotonic - began);
    }
}
