package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.metrics.Refusal;
import io.gatehouse.metrics.Refusals.Initiator;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Session;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Writes down how a connection ended, with everything an operator needs to find the device and the cause. */
final class ConnectionRecord {
    private ConnectionRecord() {}

    /** @param admitted whether CONNECT had been admitted: an end, else a refusal */
    static void ended(
            Metrics metrics, Peer peer, String clientId, @Nullable Session session, boolean admitted, Ending ending) {
        Refusal refusal = Refusal.from(peer.listener(), peer.endpoint())
                .withClient(
                        clientId.isEmpty() ? null : clientId,
                        peer.certificateId(),
                        session == null ? null : session.principal().thing())
                .withServerName(peer.handshake().serverName())
                .withDetail(ending.detail().isEmpty() ? null : ending.detail());
        if (!admitted || ending.reason().stage() != Reason.Stage.END) {
            // Parsing a certificate costs more than everything else here: not for the ends of every day.
            X509Certificate leaf = peer.handshake().leaf();
            refusal = refusal.withCertificate(
                    peer.certificateId(),
                    leaf.getSubjectX500Principal().getName(),
                    leaf.getIssuerX500Principal().getName(),
                    leaf.getSerialNumber().toString(16));
        }
        if (admitted) {
            metrics.refusals()
                    .connectionEnded(ending.reason(), ending.byClient() ? Initiator.CLIENT : Initiator.SERVER, refusal);
        } else {
            metrics.refusals().refused(ending.reason(), refusal);
        }
    }
}
