package io.gatehouse.transport.http;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.admission.Signer;
import io.gatehouse.operator.Identification;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.sigv4.AuthenticationError;
import io.gatehouse.sigv4.Header;
import io.gatehouse.tls.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who proves himself by AWS's Signature Version 4, in the head or in the query, anew with every request. The hash of
 * the body is part of what is signed, so that nothing is known before the body is there; until then he is a newcomer
 * like any other, whose bytes and time are counted. Confined to the connection's loop.
 */
public final class SignedIdentity implements Identity {
    /** What AWS's clients sign the data plane's requests for: by its model, and by its guide and some of the SDKs. */
    private static final Set<String> SERVICES = Set.of("iotdata", "iotdevicegateway");
    /** And MQTT over WebSocket. */
    private static final String GATEWAY = "iotdevicegateway";
    /** And requests about jobs, which have a model of their own. */
    private static final String JOBS = "iot-jobs-data";

    private final OperatorGate operators;
    private final Gatekeeper gatekeeper;
    private final Handshake handshake;
    private final String listener;
    private final InetSocketAddress remote;
    private @Nullable Peer peer; // of the last request, where its signature was good

    public SignedIdentity(
            OperatorGate operators,
            Gatekeeper gatekeeper,
            Handshake handshake,
            String listener,
            InetSocketAddress remote) {
        this.operators = operators;
        this.gatekeeper = gatekeeper;
        this.handshake = handshake;
        this.listener = listener;
        this.remote = remote;
    }

    /** Who sent the last request; he was let in. */
    public Peer peer() {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("signature: none was verified (expected: one)");
        }
        return known;
    }

    @Override
    public @Nullable Verdict ofHead(HttpRequest head) {
        boolean signed =
                head.headers().contains(HttpHeaderNames.AUTHORIZATION) || OperatorGate.isSigned(queryOf(head.uri()));
        return signed ? null : unsigned();
    }

    private static Verdict unsigned() {
        return turnedAway(
                Reason.REQUEST_NOT_SIGNED,
                Fault.FORBIDDEN,
                "no certificate and no signature (expected: Signature Version 4, for " + GATEWAY + ")");
    }

    @Override
    public Verdict ofWhole(HttpRequest head, ByteBuf body) {
        peer = null;
        String target = Target.originForm(head.uri());
        if (target == null) {
            return new Verdict.TurnedAway(Declined.invalid("target: not readable (expected: a path, well encoded)"));
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        List<Header> headers = head.headers().entries().stream()
                .map(entry -> new Header(entry.getKey(), entry.getValue()))
                .toList();
        Identification sender = operators.identify(
                head.method().name(),
                path,
                queryOf(target),
                headers,
                ByteBufUtil.getBytes(body),
                null,
                remote.getAddress());
        return switch (sender) {
            case Identification.Identified operator -> known(operator, path);
            case Identification.Refused(AuthenticationError error, String message) -> refused(error, message);
        };
    }

    private static @Nullable String queryOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    private Verdict known(Identification.Identified operator, String path) {
        String service = String.valueOf(operator.service());
        if (!fits(service, path)) {
            return turnedAway(
                    Reason.SIGNATURE_INVALID,
                    Fault.SIGNATURE_INVALID,
                    "Credential: for the service " + service + " (expected: " + GATEWAY
                            + ", for requests iotdata too, about jobs iot-jobs-data)");
        }
        Peer identified = new Peer(
                handshake,
                new Signer(operator.operator(), operator.by()),
                listener,
                remote.getAddress().getHostAddress(),
                remote.getPort());
        peer = identified;
        return Verdict.of(gatekeeper.admitRequests(identified));
    }

    private static boolean fits(String service, String path) {
        if (path.equals(WebSocketHandshake.PATH)) {
            return service.equals(GATEWAY);
        }
        return JobsPath.of(path) == null ? SERVICES.contains(service) : service.equals(JOBS);
    }

    private static Verdict refused(AuthenticationError error, String message) {
        return switch (error) {
            case MISSING_AUTHENTICATION_TOKEN -> unsigned();
            case INCOMPLETE_SIGNATURE -> turnedAway(Reason.SIGNATURE_INVALID, Fault.SIGNATURE_INCOMPLETE, message);
            case INVALID_SIGNATURE -> turnedAway(Reason.SIGNATURE_INVALID, Fault.SIGNATURE_INVALID, message);
            case REQUEST_EXPIRED -> turnedAway(Reason.SIGNATURE_INVALID, Fault.SIGNATURE_EXPIRED, message);
            case UNRECOGNIZED_CLIENT -> turnedAway(Reason.ACCESS_KEY_UNKNOWN, Fault.SIGNER_UNKNOWN, message);
            case THROTTLING -> turnedAway(Reason.REQUEST_RATE_EXCEEDED, Fault.THROTTLED, message);
        };
    }

    private static Verdict turnedAway(Reason reason, Fault fault, String detail) {
        return new Verdict.TurnedAway(new Declined(reason, fault, detail));
    }

    @Override
    public Client named(Client client) {
        return peer == null ? client : client.signedBy(peer.operator());
    }

    /** Nothing stands between two requests. */
    @Override
    public @Nullable Reason withdrawn() {
        return null;
    }

    @Override
    public long validUntilMillis() {
        return Long.MAX_VALUE;
    }
}
