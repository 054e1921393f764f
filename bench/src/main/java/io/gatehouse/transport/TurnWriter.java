package io.gatehouse.transport;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Payload;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;

/**
 * Writes as a connection of the broker does in one turn of its loop: through its {@link Outbox}, which puts messages
 * of up to 4 KiB one behind the other into one buffer and passes larger ones on, and {@link LoopOutput}, which flushes
 * once when the turn ends. One thread.
 */
public final class TurnWriter implements AutoCloseable {
    private final EmbeddedChannel channel;
    private final Metrics metrics = new Metrics(1);
    private final Outbox outbox;

    /** Adds its handler at the end of the channel's pipeline, where a connection has its own. */
    public TurnWriter(EmbeddedChannel channel) {
        this.channel = channel;
        Loop loop = Loop.around(0, channel.eventLoop(), Clock.SYSTEM);
        End end = new End();
        channel.pipeline().addLast(end);
        ChannelHandlerContext context = channel.pipeline().context(end);
        outbox = new Outbox(context, new LoopOutput(loop), metrics.loop(0));
    }

    private static final class End extends ChannelHandlerAdapter {}

    /** Writes {@code message} that many times and ends the turn; what is sent is in the channel's outbound queue. */
    public void write(Payload message, int times) {
        for (int i = 0; i < times; i++) {
            var _ = outbox.buffer(); // where a PUBLISH has its head
            outbox.append(message);
        }
        channel.runPendingTasks();
    }

    @Override
    public void close() {
        metrics.close();
    }
}
