package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.session.CloseReason;
import io.gatehouse.transport.http.Caller;
import io.gatehouse.transport.http.HttpConnection;
import io.gatehouse.transport.http.Offer;
import io.gatehouse.transport.http.Place;
import io.gatehouse.transport.http.Upgrade;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of requests among the {@link Newcomers} of its loop: it never has a session that a stop would reach it
 * through. Confined to the loop.
 */
final class Requester extends ChannelHandlerAdapter implements Newcomers.Newcomer, Place {
    private final Newcomers newcomers;
    private final Channel channel;
    private final Caller caller;
    private @Nullable HttpConnection connection;

    private Requester(Newcomers newcomers, Channel channel, Caller caller) {
        this.newcomers = newcomers;
        this.channel = channel;
        this.caller = caller;
    }

    static void addTo(
            ChannelPipeline pipeline,
            ConnectionContext context,
            Loop loop,
            Offer offer,
            Caller caller,
            Upgrade upgrade) {
        Requester requester = new Requester(context.newcomers(loop), pipeline.channel(), caller);
        requester.connection =
                HttpConnection.addTo(pipeline, context.dataPlane(), caller, offer, loop, upgrade, requester);
        pipeline.addLast(requester); // to be found there; nothing goes through it
        requester.newcomers.add(requester);
    }

    @Override
    public void admitted() {
        NewcomerWatch.admitted(channel);
    }

    @Override
    public void left() {
        newcomers.remove(this);
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
    }

    @Override
    public void rightsChanged(Set<String> certificateIds) {
        if (connection != null) {
            connection.rightsChanged(certificateIds);
        }
    }

    @Override
    public @Nullable String certificateId() {
        return caller.certificateId();
    }

    @Override
    public void endIfExpired(long nowMillis) {
        String own = certificateId();
        if (own != null && nowMillis > caller.identity().validUntilMillis()) {
            rightsChanged(Set.of(own));
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (connection == null) {
            return;
        }
        if (reason instanceof CloseReason.ConnectRefused refused) {
            connection.refuse(refused.reason(), refused.detail());
        } else {
            connection.turnAway();
        }
    }
}
