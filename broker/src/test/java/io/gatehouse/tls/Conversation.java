package io.gatehouse.tls;

import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A server and a client that hand each other bytes in memory: one thread, a clock that stands still, no sockets. */
final class Conversation implements AutoCloseable {
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final EmbeddedChannel client;
    private final Ear serverEar = new Ear();
    private final Ear clientEar = new Ear();

    /** What one side was told. */
    private static final class Ear extends ChannelInboundHandlerAdapter {
        @Nullable
        Throwable failure;

        @Nullable
        HandshakeFailure told;

        @Nullable
        Throwable later;

        @Nullable
        HandshakeRecord record;

        boolean completed;
        final List<String> heard = new ArrayList<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done) {
                completed = done.isSuccess();
                failure = done.cause();
                record = completed ? HandshakeMeter.take(ctx.channel()) : null;
                told = completed ? null : HandshakeFailure.of(ctx.channel(), done.cause());
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            heard.add(((ByteBuf) message).toString(StandardCharsets.US_ASCII));
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            later = cause;
        }
    }

    /** @param clientTls {@code null} for a client that speaks in raw bytes */
    Conversation(ServerTls tls, @Nullable SslHandler clientTls) {
        server.freezeTime();
        tls.addTo(server.pipeline());
        server.pipeline().addLast(serverEar);
        client = clientTls == null ? new EmbeddedChannel(clientEar) : new EmbeddedChannel(clientTls, clientEar);
    }

    /** A listener for MQTT alone. */
    static final Doors MQTT = Doors.of(ListenerSettings.DEFAULTS);

    static TlsSettings settings(TlsSettings.Engine engine) {
        return settings(engine, false);
    }

    static TlsSettings settings(TlsSettings.Engine engine, boolean resumption) {
        TlsSettings d = TlsSettings.DEFAULTS;
        return new TlsSettings(
                EnginesHere.assumed(engine),
                null,
                null,
                null,
                null,
                null,
                null,
                d.versions(),
                d.groups(),
                d.handshakeTimeout(),
                d.maxClientHelloBytes(),
                resumption,
                d.ticketLifetime(),
                d.expiredCertificateGrace(),
                d.expiryWarning());
    }

    /** Hands over bytes until nobody has any. */
    Conversation talk() {
        boolean moved = true;
        while (moved) {
            boolean there = pass(client, server);
            moved = pass(server, client) || there;
        }
        return this;
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean moved = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved = true;
            if (to.isActive()) {
                to.pipeline().fireChannelRead(bytes);
                to.pipeline().fireChannelReadComplete();
            } else {
                bytes.release();
            }
        }
        to.runPendingTasks();
        return moved;
    }

    /** What the client would send next. */
    byte[] takeFromClient() {
        client.runPendingTasks();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            all.writeBytes(bytes);
            bytes.release();
        }
        byte[] copy = ByteBufUtil.getBytes(all);
        all.release();
        return copy;
    }

    Conversation toServer(byte... bytes) {
        if (server.isActive()) {
            server.pipeline().fireChannelRead(Unpooled.copiedBuffer(bytes));
            server.pipeline().fireChannelReadComplete();
        }
        return this;
    }

    Conversation clientSays(String text) {
        if (client.isActive()) {
            client.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }
        return talk();
    }

    Conversation serverSays(String text) {
        if (server.isActive()) {
            server.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        }
        return talk();
    }

    /** Renegotiation in TLS 1.2, a key update in TLS 1.3. */
    Conversation clientShakesHandsAgain() {
        SslHandler tls = client.pipeline().get(SslHandler.class);
        if (tls != null) { // gone with the channel
            try {
                tls.engine().beginHandshake();
            } catch (SSLException e) {
                throw new AssertionError(e);
            }
            client.flush();
        }
        return talk();
    }

    /** One record, not yet handed over. */
    byte[] encryptedByClient(String text) {
        client.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        return takeFromClient();
    }

    List<String> handlerNames() {
        return server.pipeline().names();
    }

    List<String> serverHeard() {
        return serverEar.heard;
    }

    List<String> clientHeard() {
        return clientEar.heard;
    }

    void clientCloses() {
        server.disconnect().syncUninterruptibly();
        server.runPendingTasks();
    }

    void timePasses(Duration duration) {
        server.advanceTimeBy(duration.toMillis(), TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();
        server.runPendingTasks();
    }

    boolean succeeded() {
        return serverEar.completed;
    }

    boolean serverOpen() {
        return server.isActive();
    }

    Handshake handshake() {
        if (!serverEar.completed) {
            throw new AssertionError("the handshake failed", serverEar.failure);
        }
        return Handshake.of(server.pipeline().get(SslHandler.class)).over(serverEar.record);
    }

    /** What the server opened to it. */
    Door door() {
        return ServerTls.doorOf(server);
    }

    HandshakeFailure failure() {
        if (serverEar.told == null) {
            throw new AssertionError("the handshake " + (serverEar.completed ? "succeeded" : "goes on"));
        }
        return serverEar.told;
    }

    /** What went wrong after the handshake. */
    Throwable troubleOfServer() {
        if (serverEar.later != null) {
            return serverEar.later;
        }
        try {
            server.checkException(); // where the channel closed first, the handlers were gone when it came
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("nothing went wrong");
    }

    /** The client ends too, so that its engine is given back. */
    @Override
    public void close() {
        client.disconnect().syncUninterruptibly();
        client.runPendingTasks();
        pass(client, server);
        server.disconnect().syncUninterruptibly();
        server.runPendingTasks();
        // Not finish(): it throws what arrived after the handlers had left.
        server.releaseInbound();
        server.releaseOutbound();
        client.releaseInbound();
        client.releaseOutbound();
    }
}
