package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.metrics.Refusal;
import io.gatehouse.metrics.Refusals.Initiator;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Session;
import io.gatehouse.tls.HandshakeFailure;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes down what a connection is and how it ended: what an operator needs to find the device and the cause. */
final class ConnectionRecord {
    private ConnectionRecord() {}

    static ConnectionInfo describe(Peer peer, Connect connect, Terms terms, Clock clock) {
        return new ConnectionInfo(
                UUID.randomUUID().toString(),
                peer.listener(),
                peer.endpoint(),
                peer.address(),
                label(connect.version()),
                peer.handshake().protocol(),
                peer.handshake().cipherSuite(),
                peer.handshake().group(),
                peer.handshake().serverName(),
                peer.handshake().resumed(),
                terms.keepAliveSeconds(connect.keepAliveSeconds()),
                connect.cleanStart(),
                Instant.ofEpochMilli(clock.wallMillis()));
    }

    /** As it stands in metric labels. */
    static String label(ProtocolVersion version) {
        return switch (version) {
            case MQTT_3_1 -> "mqtt31";
            case MQTT_3_1_1 -> "mqtt311";
            case MQTT_5 -> "mqtt5";
        };
    }

    /**
     * What an exception that came through the pipeline means.
     *
     * @param beforeConnect no CONNECT has been read to its end
     */
    static CloseReason meaningOf(Throwable cause, boolean beforeConnect, Channel channel) {
        if (cause instanceof ProtocolException violation
                && beforeConnect
                && violation.reasonCode() == ReasonCode.TOPIC_NAME_INVALID) { // the only topic of a CONNECT
            return new CloseReason.LimitExceeded(
                    Reason.WILL_INVALID, violation.reasonCode(), String.valueOf(violation.getMessage()));
        }
        if (cause instanceof DecoderException) { // of the TLS handler: ours fires its own kind bare
            HandshakeFailure failure = HandshakeFailure.of(channel, cause);
            if (failure.reason() == Reason.TLS_RENEGOTIATION) {
                return new CloseReason.TlsViolation(failure.reason(), failure.detail());
            }
        }
        return CloseReason.of(cause);
    }

    /** @param admitted whether CONNECT had been admitted: an end, else a refusal only */
    static void ended(
            Metrics metrics, Peer peer, String clientId, @Nullable Session session, boolean admitted, Ending ending) {
        if (!admitted && ending.reason() == Reason.SERVER_SHUTTING_DOWN) {
            return; // a stop refuses nobody
        }
        Refusal refusal = Refusal.from(peer.listener(), peer.endpoint())
                .withClient(
                        clientId.isEmpty() ? null : clientId,
                        peer.certificateId(),
                        session == null ? null : session.principal().thing())
                .withServerName(peer.handshake().serverName())
                .withDetail(ending.detail().isEmpty() ? null : ending.detail());
        if (!admitted || ending.reason().stage() != Reason.Stage.END) {
            // Parsing a certificate costs more than everything else here: not for the ends of every day.
            refusal = withCertificate(
                    refusal, peer.certificateId(), peer.handshake().leaf());
        }
        if (!admitted || refusesPacket(ending.reason())) {
            metrics.refusals().refused(ending.reason(), refusal);
        }
        if (admitted) {
            metrics.refusals().connectionEnded(ending.reason(), initiator(ending), refusal);
        }
    }

    /** A message or a filter was not taken, and there was no other answer to it than the end. */
    private static boolean refusesPacket(Reason reason) {
        return switch (reason.stage()) {
            case PUBLISH, SUBSCRIBE, DELIVERY -> true;
            case TLS -> true; // a handshake, again
            case CERTIFICATE, CONNECT, END -> false;
        };
    }

    /**
     * Adds what a certificate says of itself. One the JDK cannot read is known by its digest alone: a handshake asks
     * less of a certificate than the JDK does, and it is the peer who chooses what to show.
     */
    static Refusal withCertificate(Refusal refusal, String certificateId, X509Certificate leaf) {
        try {
            return refusal.withCertificate(
                    certificateId,
                    leaf.getSubjectX500Principal().getName(),
                    leaf.getIssuerX500Principal().getName(),
                    leaf.getSerialNumber().toString(16));
        } catch (RuntimeException unreadable) {
            return refusal.withClient(refusal.clientId(), certificateId, refusal.thing());
        }
    }

    private static Initiator initiator(Ending ending) {
        if (ending.reason() == Reason.CONNECTION_LOST) {
            return Initiator.NETWORK;
        }
        return ending.byClient() ? Initiator.CLIENT : Initiator.SERVER;
    }
}
