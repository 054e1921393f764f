package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.ConnectionMetrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals.Initiator;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Session;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.transport.http.WebSocketFrames;
import io.gatehouse.transport.http.WebSocketViolation;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes down what a connection is and how it ended: what an operator needs to find the device and the cause. */
final class ConnectionRecord {
    private ConnectionRecord() {}

    static ConnectionInfo describe(Peer peer, Connect connect, Terms terms, Clock clock, Channel channel) {
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
                Instant.ofEpochMilli(clock.wallMillis()),
                peer.handshake().record(),
                route(channel));
    }

    private static ConnectionInfo.Route route(Channel channel) {
        boolean webSocket = channel.pipeline().get(WebSocketFrames.class) != null;
        return channel.localAddress() instanceof InetSocketAddress local
                ? new ConnectionInfo.Route(webSocket, local.getAddress().getHostAddress(), local.getPort())
                : new ConnectionInfo.Route(webSocket, "", 0);
    }

    /** Takes the connection down; on a WebSocket, with a Close frame that says why. */
    static void close(ChannelHandlerContext channel, Ending ending) {
        WebSocketFrames frames = channel.pipeline().get(WebSocketFrames.class);
        if (frames != null) {
            frames.endsWith(ending.reason());
        }
        var _ = channel.close();
    }

    /** Counts an admitted connection, until it is closed. */
    static ConnectionMetrics.Open counted(ConnectionContext context, Peer peer, ProtocolVersion version) {
        return context.metrics()
                .connections()
                .accepted(peer.listener(), label(version), peer.handshake().protocol());
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
        if (cause instanceof WebSocketViolation violation) {
            return new CloseReason.FrameViolation(String.valueOf(violation.getMessage()));
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
            ConnectionContext context,
            Peer peer,
            String clientId,
            @Nullable Session session,
            boolean admitted,
            CloseReason closed,
            Ending ending) {
        if (!admitted && ending.reason() == Reason.SERVER_SHUTTING_DOWN) {
            return; // a stop refuses nobody
        }
        Client client = Client.at(peer.listener(), peer.endpoint())
                .asking(peer.handshake().serverName())
                .named(clientId.isEmpty() ? null : clientId, peer.certificateId(), thingOf(session, closed))
                .signedBy(peer.operator());
        Supplier<Facts> facts = () -> factsOf(context, peer, closed, ending);
        if (admitted) {
            context.refusals().connectionEnded(ending.reason(), initiator(ending), client, facts);
        } else {
            context.refusals().refused(ending.reason(), client, facts);
        }
    }

    private static @Nullable String thingOf(@Nullable Session session, CloseReason closed) {
        if (session != null) {
            return session.principal().thing();
        }
        return closed instanceof CloseReason.ConnectRefused refused ? refused.thing() : null;
    }

    private static Facts factsOf(ConnectionContext context, Peer peer, CloseReason closed, Ending ending) {
        Denial denial = closed.denial();
        Facts facts =
                denial != null ? Facts.denied(denial) : Facts.of(ending.detail().isEmpty() ? null : ending.detail());
        return facts.with(certificate(context, peer)).over(peer.handshake().record());
    }

    /** The certificate of a peer; {@code null} of one that has none. */
    static @Nullable ClientCertificate certificate(ConnectionContext context, Peer peer) {
        String certificateId = peer.certificateId();
        X509Certificate leaf = peer.leaf();
        return certificateId == null || leaf == null ? null : certificate(context, certificateId, leaf);
    }

    /** A certificate, and what the registry says of it now. */
    static ClientCertificate certificate(ConnectionContext context, String certificateId, X509Certificate leaf) {
        return new ClientCertificate(leaf, context.gatekeeper().statusOf(certificateId));
    }

    private static Initiator initiator(Ending ending) {
        if (ending.reason() == Reason.CONNECTION_LOST) {
            return Initiator.NETWORK;
        }
        return ending.byClient() ? Initiator.CLIENT : Initiator.SERVER;
    }
}
