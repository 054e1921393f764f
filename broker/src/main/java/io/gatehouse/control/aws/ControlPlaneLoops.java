package io.gatehouse.control.aws;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that end as soon as they are asked to: Netty's would wait for two seconds in which nothing comes, and
 * Armeria waits for them one group after the other, behind the answers that were still open.
 */
final class ControlPlaneLoops extends MultiThreadIoEventLoopGroup {
    private static final int LONGEST_SECONDS = 2;

    ControlPlaneLoops(int threads, String name) {
        super(
                threads,
                new DefaultThreadFactory(name, true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, LONGEST_SECONDS, TimeUnit.SECONDS);
    }
}
