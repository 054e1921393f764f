package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello of a new connection, opens the door it asks for with the certificate that suits it, and makes
 * way for the TLS handler, which gets every octet again from the first. Nothing was answered until then: no context is
 * chosen that another hello would have changed.
 *
 * <p>Netty's handler puts the hello together from whatever records it came in; {@link HandshakeLimits} before it bounds
 * its length and everything else that comes. What is no ClientHello goes to the strictest door, whose engine has the
 * words for what is wrong with it. Confined to the channel's event loop.
 */
final class FrontDoor extends SslClientHelloHandler<Contexts.Choice> {
    private static final AttributeKey<Door> OPENED = AttributeKey.valueOf(FrontDoor.class, "opened");

    private final ServerTls tls;
    private final Duration timeout;
    private long startedNanos;
    private boolean ended;
    private @Nullable Future<?> deadline;

    FrontDoor(ServerTls tls, int maxClientHelloBytes, Duration timeout) {
        super(maxClientHelloBytes);
        this.tls = tls;
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startedNanos = ctx.executor().ticker().nanoTime();
        deadline = ctx.executor().schedule(() -> expired(ctx), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void expired(ChannelHandlerContext ctx) {
        failed(ctx, new SslHandshakeTimeoutException("no whole ClientHello within " + timeout.toMillis() + " ms"));
        var _ = ctx.close();
    }

    @Override
    protected Future<Contexts.Choice> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf body) {
        ClientHello hello = body == null ? null : ClientHello.read(body);
        return ctx.executor().newSucceededFuture(tls.choose(hello));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<Contexts.Choice> chosen) {
        Contexts.Choice choice = chosen.getNow();
        long left = timeout.toNanos() - (ctx.executor().ticker().nanoTime() - startedNanos);
        stopWaiting();
        mark(ctx.channel(), choice.door());
        tls.addBehind(ctx, choice, Duration.ofNanos(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1))));
        ctx.pipeline().remove(this); // hands on what it has read, from the first octet
    }

    /** No TLS handler is there yet that would tell how the handshake ended. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        failed(ctx, new ClosedChannelException());
        super.channelInactive(ctx);
    }

    private void failed(ChannelHandlerContext ctx, Exception cause) {
        if (!ended) {
            ended = true;
            ctx.fireUserEventTriggered(new SslHandshakeCompletionEvent(cause));
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        stopWaiting();
        super.handlerRemoved0(ctx);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private static void mark(Channel channel, Door door) {
        channel.attr(OPENED).set(door);
    }

    /** The door of this connection; {@code null} as long as its ClientHello is on the way. */
    static @Nullable Door openedBy(Channel channel) {
        return channel.attr(OPENED).get();
    }
}
