package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.wire.PacketDecoder;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.Link;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an admitted client must be in time with: its keep-alive, each packet and, who signed, the day. Confined to the
 * connection's loop.
 */
final class Deadlines {
    private final KeepAlive keepAlive;
    private final PacketDeadline packet;
    private final @Nullable SignedTime signed; // of who proved no certificate

    Deadlines(Loop loop, Peer peer, Terms terms, PacketDecoder decoder, ChannelHandlerContext channel, Link client) {
        Duration ofPacket = terms.packetTimeout();
        int keepAliveSeconds = client.info().keepAliveSeconds();
        keepAlive = new KeepAlive(loop, keepAliveSeconds, () -> client.close(new CloseReason.KeepAliveExpired()));
        Duration day = terms.maxSignedConnection();
        signed = peer.signer() == null || day.isZero()
                ? null
                : new SignedTime(loop, day, () -> client.close(new CloseReason.SignedTimeOver(day)));
        packet = new PacketDeadline(
                loop,
                ofPacket.toNanos(),
                decoder::packetUnderWay,
                channel.channel().config()::isAutoRead,
                () -> client.close(new CloseReason.LimitExceeded(
                        Reason.PACKET_TIMEOUT,
                        ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, // section 2.4 has no code for it
                        "a packet was not complete within " + ofPacket)));
    }

    void start() {
        keepAlive.start();
        packet.heard(); // what came behind CONNECT
        if (signed != null) {
            signed.start();
        }
    }

    /** A read is over. */
    void heard() {
        keepAlive.heard();
        packet.heard();
    }

    void stop() {
        keepAlive.stop();
        packet.stop();
        if (signed != null) {
            signed.stop();
        }
    }
}
