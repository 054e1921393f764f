package io.gatehouse.transport.http;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end.
 *
 * @param identity asked of every request
 * @param client as refusals name him
 * @param certificate as refusals remember it; found out when it is asked for
 */
public record Caller(Identity identity, Client client, Supplier<@Nullable ClientCertificate> certificate) {

    /** Who proved a certificate. */
    public static Caller of(Peer peer, Gatekeeper gatekeeper, Clock clock) {
        return new Caller(
                new CertificateIdentity(gatekeeper, peer, clock),
                Client.at(peer.listener(), peer.endpoint())
                        .asking(peer.handshake().serverName())
                        .named(null, peer.certificateId(), null),
                () -> new ClientCertificate(peer.handshake().leaf(), gatekeeper.statusOf(peer.certificateId())));
    }

    /** Who was not asked for one. */
    public static Caller unknown(String listener, String endpoint) {
        return new Caller(SignedIdentity.INSTANCE, Client.at(listener, endpoint), () -> null);
    }

    /** Why he is not let in any more, where one of these certificates is his; {@code null} where he is. */
    @Nullable
    Declined withdrawn(Set<String> certificateIds) {
        String own = client.certificateId();
        Reason reason = own != null && certificateIds.contains(own) ? identity.withdrawn() : null;
        return reason == null ? null : new Declined(reason, Fault.FORBIDDEN, "certificate " + own);
    }

    /** Stands as publisher in messages; no client id is like it, because those do not begin with a dollar sign. */
    String publisherId() {
        return "$https/" + client.certificateId();
    }
}
