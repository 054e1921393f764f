package io.gatehouse.load.device;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.Future;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one connection, from its beginning: how long it took, and which alert came, also behind the handshake, where
 * TLS 1.3 refuses certificates (RFC 8446 section 4.4.2.4) and HiveMQ's client tells of a closed connection only.
 * Written by the event loop.
 */
final class Secured {
    private static final String KNOWN = "gatehouse.load.known";

    private final long begun = System.nanoTime();
    private volatile long nanos;
    private volatile boolean resumed;
    private volatile @Nullable Channel channel;
    private volatile @Nullable Failure failure;

    void watch(SslHandler handler) {
        handler.handshakeFuture().addListener((Future<Channel> done) -> {
            nanos = System.nanoTime() - begun;
            if (done.isSuccess()) {
                Channel opened = done.getNow();
                channel = opened;
                resumed = resumed(handler);
                opened.pipeline().addLast(new Alerts());
            } else {
                failure = Failures.of(done.cause());
            }
        });
    }

    /** The JDK does not tell; what is put into a session is there again where it is resumed. */
    private static boolean resumed(SslHandler handler) {
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine) {
            return SSL.isSessionReused(engine.sslPointer());
        }
        SSLSession session = handler.engine().getSession();
        boolean known = session.getValue(KNOWN) != null;
        session.putValue(KNOWN, KNOWN);
        return known;
    }

    long begun() {
        return begun;
    }

    /** Until the handshake was done; 0 before. */
    long nanos() {
        return nanos;
    }

    boolean resumed() {
        return resumed;
    }

    /** What TLS has to say, or what was thrown. */
    Failure failureOr(@Nullable Throwable thrown) {
        Failure told = thrown == null ? new Failure(Failure.Kind.CLOSED, "") : Failures.of(thrown);
        Failure known = failure;
        // Where TCP did not come about, all that TLS knows is that it was not needed.
        return known == null || Failures.isOfTcp(told) ? told : known;
    }

    /** With a reset in place of an end, where the system does that. */
    void drop() {
        Channel open = channel;
        if (open != null) {
            open.config().setOption(ChannelOption.SO_LINGER, 0);
            // Past the TLS handler, which would take its leave.
            open.eventLoop().execute(() -> open.unsafe().close(open.unsafe().voidPromise()));
        }
    }

    void read(boolean on) {
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(on);
        }
    }

    private final class Alerts extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (failure == null) {
                failure = Failures.of(cause);
            }
            context.fireExceptionCaught(cause);
        }
    }
}
