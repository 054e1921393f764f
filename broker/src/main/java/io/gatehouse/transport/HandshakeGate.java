package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.wire.PacketDecoder;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.session.CloseReason;
import io.gatehouse.tls.CertificateIds;
import io.gatehouse.tls.Door;
import io.gatehouse.tls.Handshake;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.tls.HandshakeMeter;
import io.gatehouse.tls.HandshakeRecord;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.transport.http.Caller;
import io.gatehouse.transport.http.Offer;
import io.gatehouse.transport.http.SignedIdentity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a TLS handshake. A completed one, full or resumed, becomes a {@link Peer}, and the MQTT part of
 * the pipeline takes this handler's place; a failed one is recorded with its class and what was seen of the peer. On
 * the channel's loop.
 */
final class HandshakeGate extends ChannelInboundHandlerAdapter implements Newcomers.Newcomer {
    private final ConnectionContext context;
    private final String listener;
    private final Offer offer;
    private final long startedNanos;
    private @Nullable Channel channel;
    private boolean settled;

    HandshakeGate(ConnectionContext context, String listener, Offer offer, long startedNanos) {
        this.context = context;
        this.listener = listener;
        this.offer = offer;
        this.startedNanos = startedNanos;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added.channel();
        newcomers(channel).add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        newcomers(removed.channel()).remove(this);
    }

    private Newcomers newcomers(Channel of) {
        return context.newcomers(context.loops().of(of.eventLoop()));
    }

    @Override
    public void close(CloseReason reason) {
        Channel known = channel;
        if (known == null || settled) {
            return;
        }
        settled = true; // a handshake that we end is not one that failed
        if (reason instanceof CloseReason.ConnectRefused refused) {
            Client client = Client.at(listener, ClientAddress.endpointOf(known));
            context.refusals().refused(refused.reason(), client, () -> Facts.of(refused.detail()));
        }
        var _ = known.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !settled) {
            settled = true;
            if (completion.isSuccess()) {
                completed(channel);
            } else {
                failed(channel, completion.cause());
            }
        } else {
            channel.fireUserEventTriggered(event);
        }
    }

    private void completed(ChannelHandlerContext channel) {
        ChannelPipeline pipeline = channel.pipeline();
        Loop loop = context.loops().of(channel.channel().eventLoop());
        Door door = ServerTls.doorOf(channel.channel());
        HandshakeRecord record = HandshakeMeter.take(channel.channel());
        SslHandler tls = pipeline.get(SslHandler.class);
        Handshake handshake =
                (door == Door.SIGNED ? Handshake.withoutCertificate(tls) : Handshake.of(tls)).over(record);
        String group = handshake.group();
        context.metrics()
                .tls()
                .handshakeCompleted(
                        listener,
                        handshake.resumed(),
                        group == null ? "unknown" : group,
                        loop.clock().monotonicNanos() - startedNanos);
        InetSocketAddress remote = ClientAddress.of(channel.channel());
        if (remote == null) {
            var _ = channel.close(); // gone between its last flight and here
            return;
        }
        if (door == Door.SIGNED) {
            takeSigned(pipeline, handshake, remote, loop);
        } else {
            Peer peer = new Peer(handshake, listener, remote.getAddress().getHostAddress(), remote.getPort());
            if (door == Door.MQTT) {
                speakMqtt(pipeline, peer, loop);
            } else {
                askIssuer(pipeline, peer, loop);
                return;
            }
        }
        pipeline.remove(this);
    }

    private void takeSigned(ChannelPipeline pipeline, Handshake handshake, InetSocketAddress remote, Loop loop) {
        SignedIdentity identity =
                new SignedIdentity(context.dataPlane().operators(), context.gatekeeper(), handshake, listener, remote);
        Client known = Client.at(listener, Peer.endpoint(remote.getAddress().getHostAddress(), remote.getPort()))
                .asking(handshake.serverName());
        Caller caller = Caller.signing(identity, known);
        Requester.addTo(pipeline, context, loop, offer, caller, behind -> speakMqtt(behind, identity.peer(), loop));
    }

    /** Before the first request, as before CONNECT: elsewhere, while what the client sends stays in the socket. */
    private void askIssuer(ChannelPipeline pipeline, Peer peer, Loop loop) {
        CompletableFuture<@Nullable Void> asked = context.gatekeeper().prepare(peer);
        if (asked == null) {
            takeRequests(pipeline, peer, loop);
            return;
        }
        pipeline.channel().config().setAutoRead(false);
        asked.whenComplete((done, never) -> loop.post(() -> {
            if (pipeline.context(this) != null && pipeline.channel().isActive()) {
                takeRequests(pipeline, peer, loop);
                pipeline.channel().config().setAutoRead(true);
            }
        }));
    }

    private void takeRequests(ChannelPipeline pipeline, Peer peer, Loop loop) {
        Caller caller = Caller.of(peer, context.gatekeeper(), loop.clock());
        Requester.addTo(pipeline, context, loop, offer, caller, behind -> speakMqtt(behind, peer, loop));
        pipeline.remove(this);
    }

    private void speakMqtt(ChannelPipeline pipeline, Peer peer, Loop loop) {
        PacketDecoder decoder = new PacketDecoder(context.terms().wireLimits(), loop.clock()::wallMillis);
        pipeline.addLast(decoder, new Connection(context, peer, loop, decoder));
        TraceTap.afterHandshake(context.traces(), pipeline, peer);
    }

    private void failed(ChannelHandlerContext channel, Throwable cause) {
        HandshakeFailure failure = HandshakeFailure.of(channel.channel(), cause);
        X509Certificate leaf = failure.leaf();
        String certificateId = leaf == null ? null : CertificateIds.of(leaf);
        Client client = Client.at(listener, ClientAddress.endpointOf(channel.channel()))
                .asking(failure.serverName())
                .named(null, certificateId, null);
        context.refusals()
                .refused(
                        failure.reason(),
                        client,
                        () -> Facts.of(failure.detail())
                                .with(
                                        leaf == null || certificateId == null
                                                ? null
                                                : ConnectionRecord.certificate(context, certificateId, leaf))
                                .over(failure.record()));
        var _ = channel.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        // The handshake's own failure is told by its event, before or after this; anything else ends it just the same.
        if (!settled) {
            settled = true;
            failed(channel, cause);
        } else {
            var _ = channel.close();
        }
    }
}
