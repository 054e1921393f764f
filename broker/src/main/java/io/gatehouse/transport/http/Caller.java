package io.gatehouse.transport.http;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.Principal;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end.
 *
 * @param identity asked of every request
 * @param known of him before he has asked for anything, as refusals name him
 * @param certificate as refusals remember it; found out when it is asked for
 */
public record Caller(Identity identity, Client known, Supplier<@Nullable ClientCertificate> certificate) {

    /** Who proved a certificate. */
    public static Caller of(Peer peer, Gatekeeper gatekeeper, Clock clock) {
        return new Caller(
                new CertificateIdentity(gatekeeper, peer, clock),
                Client.at(peer.listener(), peer.endpoint())
                        .asking(peer.handshake().serverName())
                        .named(null, peer.certificateId(), null),
                () -> certificate(peer, gatekeeper));
    }

    private static @Nullable ClientCertificate certificate(Peer peer, Gatekeeper gatekeeper) {
        String id = peer.certificateId();
        X509Certificate leaf = peer.leaf();
        return id == null || leaf == null ? null : new ClientCertificate(leaf, gatekeeper.statusOf(id));
    }

    /** Who was not asked for one, and signs his requests. */
    public static Caller signing(SignedIdentity identity, Client known) {
        return new Caller(identity, known, () -> null);
    }

    /** As refusals name him now. */
    Client client() {
        return identity.named(known);
    }

    /** {@code null} of who signs. */
    public @Nullable String certificateId() {
        return known.certificateId();
    }

    /** Why he is not let in any more, where one of these certificates is his; {@code null} where he is. */
    @Nullable
    Declined withdrawn(Set<String> certificateIds) {
        String own = certificateId();
        Reason reason = own != null && certificateIds.contains(own) ? identity.withdrawn() : null;
        return reason == null ? null : new Declined(reason, Fault.FORBIDDEN, "certificate " + own);
    }

    /** Stands as publisher in messages; no client id is like it, because those do not begin with a dollar sign. */
    String publisherId() {
        Client client = client();
        return "$https/" + Principal.idOf(client.certificateId(), client.operator());
    }
}
