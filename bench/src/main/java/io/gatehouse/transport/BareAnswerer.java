package io.gatehouse.transport;

import io.gatehouse.pki.DevelopmentCa;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The yardstick of HTTPS: TLS as {@link BareRelay} has it and Netty's codec, 200 at the end of every request with as
 * many headers as the broker's answer, one flush for each read. Nothing of a request is looked at.
 */
public final class BareAnswerer {
    /** As long as the broker's. */
    private static final byte[] BODY = new byte[65];

    private BareAnswerer() {}

    /**
     * Runs until standard input ends.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        SslContext tls = BareRelay.tls(DevelopmentCa.openOrCreate(folder), false);
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var bound = new ServerBootstrap()
                .group(group)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline()
                                .addLast(tls.newHandler(accepted.alloc()), new HttpServerCodec(), new Answerer());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync();
        ServerProcess.announce(
                folder, List.of(((InetSocketAddress) bound.channel().localAddress()).getPort()));
        ServerProcess.awaitEndOfInput();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private static final class Answerer extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext channel, Object part) {
            if (part instanceof LastHttpContent) {
                var answer = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(BODY));
                answer.headers()
                        .set(HttpHeaderNames.DATE, "Sun, 29 Nov 2026 12:00:00 GMT")
                        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, BODY.length)
                        .set("x-amzn-RequestId", "01234567-89ab-cdef-0123-456789abcdef");
                var _ = channel.write(answer, channel.voidPromise());
            }
            ReferenceCountUtil.release(part);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext channel) {
            channel.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
            var _ = broken.close();
        }
    }
}
