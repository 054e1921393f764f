package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.transport.http.Caller;
import io.gatehouse.transport.http.HttpConnection;
import io.gatehouse.transport.http.Offer;
import io.gatehouse.transport.http.Upgrade;
import io.netty.channel.ChannelPipeline;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of requests among the {@link Newcomers} of its loop: it never has a session that a stop would reach it
 * through. Confined to the loop.
 */
final class Requester implements Newcomers.Newcomer {
    private final Newcomers newcomers;
    private @Nullable HttpConnection connection;

    private Requester(Newcomers newcomers) {
        this.newcomers = newcomers;
    }

    static void addTo(
            ChannelPipeline pipeline,
            ConnectionContext context,
            Loop loop,
            Offer offer,
            Caller caller,
            Upgrade upgrade) {
        Requester requester = new Requester(context.newcomers(loop));
        requester.connection =
                HttpConnection.addTo(pipeline, context.dataPlane(), caller, offer, loop, upgrade, requester::left);
        requester.newcomers.add(requester);
    }

    private void left() {
        newcomers.remove(this);
    }

    @Override
    public void rightsChanged(Set<String> certificateIds) {
        if (connection != null) {
            connection.rightsChanged(certificateIds);
        }
    }

    @Override
    public void turnAway() {
        if (connection != null) {
            connection.turnAway();
        }
    }
}
