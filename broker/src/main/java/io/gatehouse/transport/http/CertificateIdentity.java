package io.gatehouse.transport.http;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who proved a certificate in the TLS handshake. The gate is asked again whenever its answer could be another one, so
 * that a certificate that was revoked a moment ago sends no further request. Confined to the connection's loop.
 */
public final class CertificateIdentity implements Identity {
    private final Gatekeeper gatekeeper;
    private final Peer peer;
    private final Clock clock;
    private Admission.@Nullable Admitted admitted;
    private long epoch;

    public CertificateIdentity(Gatekeeper gatekeeper, Peer peer, Clock clock) {
        this.gatekeeper = gatekeeper;
        this.peer = peer;
        this.clock = clock;
    }

    @Override
    public @Nullable Reason withdrawn() {
        return now() instanceof Admission.Refused refused ? refused.reason() : null;
    }

    @Override
    public long validUntilMillis() {
        return admitted == null ? Long.MAX_VALUE : admitted.validUntilMillis();
    }

    @Override
    public Verdict ofHead(HttpRequest head) {
        return Verdict.of(now());
    }

    @Override
    public Verdict ofWhole(HttpRequest head, ByteBuf body) {
        return Verdict.of(now());
    }

    @Override
    public Client named(Client client) {
        return client;
    }

    private Admission now() {
        long now = gatekeeper.epoch(); // before the gate is asked: what changes meanwhile is asked again
        Admission.Admitted known = admitted;
        if (known != null && epoch == now && clock.wallMillis() <= known.validUntilMillis()) {
            return known;
        }
        Admission answer = gatekeeper.admitRequests(peer);
        admitted = answer instanceof Admission.Admitted fresh ? fresh : null;
        epoch = now;
        return answer;
    }
}
