package io.gatehouse.transport;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.Peer;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.Principal;
import io.gatehouse.telemetry.OpenSpan;
import io.gatehouse.telemetry.Spans;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of one CONNECT, from the moment it was decoded until CONNACK is written. Nothing, for nearly every
 * one: {@link #NONE}. Confined to the connection's loop, before and after its move.
 */
final class ConnectSpan {
    private static final ConnectSpan NONE = new ConnectSpan(null, "");

    private final @Nullable OpenSpan span;
    private final String clientId;

    private ConnectSpan(@Nullable OpenSpan span, String clientId) {
        this.span = span;
        this.clientId = clientId;
    }

    /** @param clientId as sent, or as assigned */
    static ConnectSpan of(@Nullable Spans spans, Peer peer, Connect connect, String clientId) {
        OpenSpan span = spans == null ? null : spans.connect(connect.userProperties());
        return span == null
                ? NONE
                : new ConnectSpan(
                        span.client(
                                        clientId,
                                        Principal.idOf(peer.certificateId(), peer.operator()),
                                        peer.listener(),
                                        peer.address(),
                                        peer.port())
                                .protocol(connect.version().isMqtt5() ? "5.0" : "3.1.1"),
                        clientId);
    }

    /** For {@link #judged}. */
    long now() {
        return span == null ? 0 : span.now();
    }

    /**
     * The gate has answered. Of its policies there is something to tell where they were asked, and not where the
     * certificate or the client id was not good enough.
     *
     * @param asked {@link #now} before it was asked
     */
    void judged(Admission admission, long asked) {
        if (span == null) {
            return;
        }
        switch (admission) {
            case Admission.Admitted admitted ->
                span.thing(admitted.thing()).evaluated(admitted.permissions(), Action.CONNECT, clientId, asked);
            case Admission.Refused refused -> {
                span.thing(refused.thing());
                Denial denial = refused.denial();
                if (denial != null) {
                    span.evaluated(denial.permissions(), denial.action(), denial.name(), asked);
                }
            }
        }
    }

    /** CONNACK says yes. */
    void welcomed(boolean sessionPresent) {
        if (span != null) {
            span.sessionPresent(sessionPresent).end();
        }
    }

    /** CONNACK says no. */
    void refused(Reason reason) {
        if (span != null) {
            span.refused(reason);
        }
    }
}
