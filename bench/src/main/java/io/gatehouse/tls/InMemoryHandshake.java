package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake without sockets: a client's pipeline and a server's, one thread that hands each what the other has
 * written, whole flights at a time. Each side's time is taken around its own steps, by the wall clock: nothing waits,
 * and there is no other thread, so that it is processor time. What lies between them, a copy, is in neither.
 *
 * <p>It ends when the client has read a first record of four octets from the server, a CONNACK's length: BoringSSL
 * sends its tickets along with the first data. That record is in the times, and not in the bytes.
 */
final class InMemoryHandshake implements AutoCloseable {
    private static final int FIRST_DATA = 4;

    /** Header, type and tag around the data of a record (RFC 8446 section 5.2). */
    static final int RECORD_1_3 = 5 + 1 + 16;

    /** Header, nonce and tag (RFC 5288). */
    static final int RECORD_1_2 = 5 + 8 + 16;

    private final Side client;
    private final Side server;
    private int flights;

    /** One end of the connection. */
    private static final class Side extends ChannelInboundHandlerAdapter {
        private final Consumer<Channel> completion;
        final EmbeddedChannel channel;
        long nanos;
        long bytesSent;
        boolean done;
        int heard;

        @Nullable
        Throwable failure;

        /** @param completion in this side's time, as whoever waits for the handshake's end would */
        Side(Consumer<ChannelPipeline> tls, Consumer<Channel> completion) {
            this.completion = completion;
            long start = System.nanoTime();
            channel = new EmbeddedChannel();
            tls.accept(channel.pipeline());
            channel.pipeline().addLast(this);
            nanos = System.nanoTime() - start;
        }

        SslHandler tls() {
            return channel.pipeline().get(SslHandler.class);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent end) {
                done = end.isSuccess();
                failure = end.cause();
                if (done) {
                    completion.accept(channel);
                }
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            heard += ((ByteBuf) message).readableBytes();
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failure = failure == null ? cause : failure;
        }

        /** All it wants to send; {@code null} where that is nothing. */
        @Nullable
        ByteBuf written() {
            ByteBuf all = null;
            for (ByteBuf some = channel.readOutbound(); some != null; some = channel.readOutbound()) {
                all = all == null ? ByteBufAllocator.DEFAULT.directBuffer(16 * 1024) : all;
                all.writeBytes(some);
                some.release();
            }
            return all;
        }

        void read(ByteBuf flight) {
            long start = System.nanoTime();
            channel.pipeline().fireChannelRead(flight);
            channel.pipeline().fireChannelReadComplete();
            channel.runPendingTasks();
            nanos += System.nanoTime() - start;
        }

        /** Not finish(): it throws what arrived after the handlers had left. */
        void release() {
            channel.runPendingTasks();
            channel.releaseInbound();
            channel.releaseOutbound();
        }

        void write(ByteBuf data) {
            long start = System.nanoTime();
            channel.writeAndFlush(data);
            channel.runPendingTasks();
            nanos += System.nanoTime() - start;
        }
    }

    /**
     * @param serverTls adds TLS to the server's pipeline
     * @param clientTls a new handler for the client
     * @param completion is told the server's channel when the handshake completed, in the server's time
     */
    InMemoryHandshake(
            Consumer<ChannelPipeline> serverTls, Supplier<SslHandler> clientTls, Consumer<Channel> completion) {
        this.server = new Side(serverTls, completion);
        this.client = new Side(pipeline -> pipeline.addLast(clientTls.get()), channel -> {});
    }

    /**
     * Shakes hands.
     *
     * @param recordBytes around the first data, which is not counted: {@link #RECORD_1_3} or {@link #RECORD_1_2}
     * @throws IllegalStateException when it does not come to an end, and why
     */
    void run(int recordBytes) {
        while (!(client.done && server.done)) {
            boolean moved = flight(client, server);
            moved |= flight(server, client);
            if (!moved) {
                throw failed("goes on with nothing to say (expected: its end)");
            }
        }
        server.write(ByteBufAllocator.DEFAULT.directBuffer(FIRST_DATA).writeZero(FIRST_DATA));
        pass(server, client);
        server.bytesSent -= recordBytes + FIRST_DATA;
        if (client.heard != FIRST_DATA || client.failure != null || server.failure != null) {
            throw failed("ends, and the client read " + client.heard + " of " + FIRST_DATA + " octets");
        }
    }

    private boolean flight(Side from, Side to) {
        boolean counts = !(client.done && server.done);
        boolean moved = pass(from, to);
        flights += moved && counts ? 1 : 0;
        return moved;
    }

    private static boolean pass(Side from, Side to) {
        ByteBuf flight = from.written();
        if (flight == null) {
            return false;
        }
        from.bytesSent += flight.readableBytes();
        to.read(flight);
        return true;
    }

    /** Gives back the engines, too. */
    private IllegalStateException failed(String what) {
        Throwable cause = server.failure == null ? client.failure : server.failure;
        close();
        return new IllegalStateException("handshake: " + what + (cause == null ? "" : ": " + cause), cause);
    }

    SslHandler clientTls() {
        return client.tls();
    }

    SslHandler serverTls() {
        return server.tls();
    }

    long serverNanos() {
        return server.nanos;
    }

    long clientNanos() {
        return client.nanos;
    }

    /** With the headers of TLS records, without those of TCP. */
    long bytesFromClient() {
        return client.bytesSent;
    }

    /** As {@link #bytesFromClient}; tickets that come behind the handshake are among them. */
    long bytesFromServer() {
        return server.bytesSent;
    }

    /** Changes of direction until both sides were done. */
    int flights() {
        return flights;
    }

    /** As connections end: the client takes its leave, and both engines are given back. */
    @Override
    public void close() {
        var _ = client.channel.close();
        pass(client, server);
        var _ = server.channel.close();
        client.release();
        server.release();
    }
}
