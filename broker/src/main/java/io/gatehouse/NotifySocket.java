package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The datagram socket of sd_notify(3), from our side. By Netty's epoll, because the JDK has Unix sockets for streams
 * only. Any thread; one thread of its own, which also keeps time.
 */
final class NotifySocket implements AutoCloseable {
    private static final Log log = Log.of(NotifySocket.class);
    private static final int PATIENCE_SECONDS = 5;

    private final EventLoopGroup thread;
    private final Channel channel;

    private NotifySocket(EventLoopGroup thread, Channel channel) {
        this.thread = thread;
        this.channel = channel;
    }

    /**
     * @param name a path, or {@code @} and the name of an abstract socket
     * @throws IOException where it is neither, or nobody listens there
     */
    static NotifySocket connect(String name) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("there is no epoll on this system");
        }
        var thread = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("service-manager", true), EpollIoHandler.newFactory());
        var connected = new Bootstrap()
                .group(thread)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address(name))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            end(thread);
            throw new IOException(String.valueOf(connected.cause().getMessage()), connected.cause());
        }
        return new NotifySocket(thread, connected.channel());
    }

    private static DomainSocketAddress address(String name) {
        // The kernel's spelling of an abstract name begins with a zero byte.
        return new DomainSocketAddress(name.startsWith("@") ? "\0" + name.substring(1) : name);
    }

    /** One datagram; who does not read it is told about once, and is no reason to stop. */
    void send(String state) {
        channel.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        log.at(Event.SERVICE_MANAGER_UNTOLD)
                                .addKeyValue("why", sent.cause().getMessage())
                                .log("the service manager was not told");
                    }
                });
    }

    /** Runs {@code task} again and again on the socket's thread, until this is closed. */
    void every(long micros, Runnable task) {
        channel.eventLoop().scheduleAtFixedRate(task, 0, micros, TimeUnit.MICROSECONDS);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        end(thread);
    }

    private static void end(EventLoopGroup thread) {
        thread.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
