package io.gatehouse.transport;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.AssignedClientId;
import io.gatehouse.admission.ConnectAttributes;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectFailures;
import io.gatehouse.session.Opening;
import io.gatehouse.session.Origin;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Rights;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * From CONNECT to CONNACK: is the peer let in, where does it live, what session does it get. Confined to the
 * connection's loop, before and after its move; made with the first packet and dropped with the answer.
 */
final class ConnectExchange {
    private final ConnectionContext context;
    private final Connection connection;
    private final Peer peer;
    private final Connect connect;
    private final String clientId;
    private final ConnectSpan span;
    private final long judgedEpoch;

    ConnectExchange(ConnectionContext context, Connection connection, Peer peer, Connect connect) {
        this.context = context;
        this.connection = connection;
        this.peer = peer;
        this.connect = connect;
        this.clientId = connect.clientId().isEmpty() ? AssignedClientId.next() : connect.clientId(); // [MQTT-3.1.3-6]
        this.span = ConnectSpan.of(context.spans(), peer, connect, clientId);
        this.judgedEpoch = context.gatekeeper().epoch();
    }

    /** As sent, or as assigned. */
    String clientId() {
        return clientId;
    }

    /** Judges the CONNECT; on the loop that accepted the connection. */
    void judge() {
        Admission.Refused unfit = unfit();
        if (unfit != null) {
            refuse(unfit);
            return;
        }
        CompletableFuture<@Nullable Void> asked = context.gatekeeper().prepare(peer);
        if (asked == null) {
            decide();
        } else {
            await(asked);
        }
    }

    /**
     * The issuer of the certificate is asked, elsewhere; back here the gate decides. The time is bounded by those who
     * ask, and what the client sends meanwhile stays in the socket.
     */
    private void await(CompletableFuture<@Nullable Void> asked) {
        Loop here = connection.loop();
        connection.leave(connect).config().setAutoRead(false);
        asked.whenComplete((done, never) -> here.post(() -> {
            if (connection.isJoining() && connection.arrive(here)) {
                connection.guarded(this::decide);
            } else if (connect.will() != null) {
                connect.will().payload().close();
            }
        }));
    }

    private void decide() {
        long asked = span.now();
        Admission admission = context.gatekeeper().admit(peer, clientId, ConnectAttributes.of(connect), connect.will());
        span.judged(admission, asked);
        switch (admission) {
            case Admission.Refused refused -> refuse(refused);
            case Admission.Admitted admitted -> move(admitted);
        }
    }

    /** What no registry has to be asked for. */
    private Admission.@Nullable Refused unfit() {
        if (connect.authenticationMethod() != null) {
            return new Admission.Refused(
                    Reason.AUTHENTICATION_METHOD_UNSUPPORTED,
                    ReasonCode.BAD_AUTHENTICATION_METHOD, // [MQTT-4.12.0-1]
                    "authentication method: given (expected: none, the certificate is the credential)");
        }
        if (connect.clientId().isEmpty() && !connect.version().isMqtt5() && !connect.cleanStart()) {
            return badClientId("client id: \"\" (expected: one, or clean session 1)"); // 3.1.1 [MQTT-3.1.3-8]
        }
        if (AssignedClientId.isOne(connect.clientId())) {
            return badClientId("client id: one that the server assigned (expected: one of the client's own)");
        }
        return null;
    }

    private static Admission.Refused badClientId(String detail) {
        return new Admission.Refused(Reason.CLIENT_ID_INVALID, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, detail);
    }

    private void move(Admission.Admitted admitted) {
        connection.counters().authorization(LoopCounters.ACTION_CONNECT, true, false);
        Loop home = context.loops().homeOf(clientId);
        ChannelMover.move(connection.leave(connect), home, new ChannelMover.Outcome() {
            @Override
            public void moved() {
                if (connection.arrive(home)) {
                    connection.guarded(() -> open(admitted));
                }
            }

            @Override
            public void failed(Throwable cause) {
                connection.close(
                        new CloseReason.ConnectionLost("the channel closed while it was moved: " + cause.getMessage()));
            }
        });
    }

    /** On the home loop. */
    private void open(Admission.Admitted admitted) {
        Gatekeeper gatekeeper = context.gatekeeper();
        ConnectAttributes attributes = ConnectAttributes.of(connect);
        // Asked again on every change of the registry and when the certificate ends, for as long as the session lives.
        Rights rights = policies -> StoredRights.standing(gatekeeper.admit(peer, clientId, attributes, null, policies));
        Principal principal = new Principal(Principal.idOf(peer.certificateId(), peer.operator()), admitted.thing());
        Opening opening = context.sessions()
                .of(connection.loop())
                .open(
                        connection,
                        connect,
                        clientId,
                        principal,
                        origin(attributes),
                        StoredRights.granted(admitted),
                        rights);
        switch (opening) {
            case Opening.Refused(Reason reason, String detail) ->
                refuse(new Admission.Refused(
                        reason,
                        reason == Reason.SESSION_LIMIT ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.NOT_AUTHORIZED,
                        detail,
                        null,
                        admitted.thing()));
            case Opening.Opened opened -> {
                connection.joined(opened.session());
                CompletableFuture<CommitResult> stored = opened.stored();
                if (stored == null) {
                    welcome(opened, admitted);
                } else {
                    opened.session()
                            .stored()
                            .whenStored(
                                    stored,
                                    done -> connection.guarded(() -> {
                                        if (!connection.isJoining()) {
                                            return; // it has ended meanwhile
                                        }
                                        if (done) {
                                            welcome(opened, admitted);
                                        } else {
                                            notStored(opened, admitted);
                                        }
                                    }));
                }
            }
        }
    }

    private void welcome(Opening.Opened opened, Admission.Admitted admitted) {
        connection.opened(opened.session(), connect);
        connection.send(connack(opened.present(), opened.expirySeconds(), admitted));
        span.welcomed(opened.present());
        if (judgedEpoch != context.gatekeeper().epoch()) {
            opened.session().rightsChanged(); // what changed before the session was entered was told to nobody
        }
        connection.begin();
    }

    /** A session that a restart would not find is not promised; one that was there before stays as it was. */
    private void notStored(Opening.Opened opened, Admission.Admitted admitted) {
        connection.send(Connack.refused(ReasonCode.SERVER_UNAVAILABLE, Reason.STORE_UNAVAILABLE.meaning()));
        span.refused(Reason.STORE_UNAVAILABLE);
        connection.close(new CloseReason.ConnectRefused(
                Reason.STORE_UNAVAILABLE, "the session was not stored", null, admitted.thing()));
        if (!opened.present()) {
            opened.session().end();
        }
    }

    private Origin origin(ConnectAttributes attributes) {
        return new Origin(
                peer.listener(), peer.address(), peer.port(), attributes.isPersistent(), attributes.hasLastWill());
    }

    private Connack connack(boolean present, long expirySeconds, Admission.Admitted admitted) {
        String assigned = connect.clientId().isEmpty() ? clientId : null;
        return new Connack(
                present, // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
                ReasonCode.SUCCESS,
                context.terms().granted(connect, expirySeconds, assigned, admitted.thing()),
                null);
    }

    /** Answers CONNECT with a refusal and closes. [MQTT-3.1.4-2], 3.1.1 [MQTT-3.2.2-5] */
    private void refuse(Admission.Refused refused) {
        Denial denial = refused.denial();
        if (refused.reason() == Reason.CONNECT_NOT_AUTHORIZED && denial != null) {
            boolean explicit = denial.decision() == Decision.EXPLICIT_DENY;
            connection.counters().authorization(LoopCounters.ACTION_CONNECT, false, explicit);
        }
        String thing = refused.thing();
        if (ConnectFailures.Attempt.isOne(refused.reason())) {
            context.connectFailures()
                    .connectFailed(
                            new ConnectFailures.Attempt(
                                    clientId,
                                    thing,
                                    Principal.idOf(peer.certificateId(), peer.operator()),
                                    peer.address(),
                                    refused.reason()),
                            connection.loop());
        }
        connection.send(Connack.refused(refused.code(), refused.reason().meaning()));
        span.refused(refused.reason());
        connection.close(new CloseReason.ConnectRefused(refused.reason(), refused.detail(), refused.denial(), thing));
        if (connect.will() != null) {
            connect.will().payload().close();
        }
    }
}
