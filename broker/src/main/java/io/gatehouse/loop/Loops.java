package io.gatehouse.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The fixed list of event loops. Any thread; immutable after construction.
 *
 * <p>A client id belongs to one loop, {@link #homeOf}, for the life of the process: its session and its connection live
 * there, single-threaded, without locks.
 */
public final class Loops implements AutoCloseable {
    /** More would not fit into the 64-bit mask that says which loops a message is for. */
    public static final int MAX_LOOPS = 64;

    private final MultiThreadIoEventLoopGroup group;
    private final MultiThreadIoEventLoopGroup acceptor;
    private final List<Loop> loops;
    private final boolean epoll;

    private Loops(
            MultiThreadIoEventLoopGroup group, MultiThreadIoEventLoopGroup acceptor, List<Loop> loops, boolean epoll) {
        this.group = group;
        this.acceptor = acceptor;
        this.loops = loops;
        this.epoll = epoll;
    }

    /**
     * Starts {@code count} loops on epoll, or on NIO where epoll is missing.
     *
     * @param count 1 to {@link #MAX_LOOPS}
     */
    public static Loops start(int count, Clock clock) {
        if (count < 1 || count > MAX_LOOPS) {
            throw new IllegalArgumentException("loops: " + count + " (expected: 1 to " + MAX_LOOPS + ")");
        }
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        var group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), io);
        List<Loop> loops = new ArrayList<>(count);
        for (EventExecutor executor : group) {
            loops.add(new Loop(loops.size(), (EventLoop) executor, clock));
        }
        var acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("accept"), io);
        return new Loops(group, acceptor, List.copyOf(loops), epoll);
    }

    public int count() {
        return loops.size();
    }

    public Loop get(int index) {
        return loops.get(index);
    }

    public List<Loop> all() {
        return loops;
    }

    /** Does something on every loop, in a turn of its own; completes when all have. Any thread. */
    public CompletableFuture<Void> onEach(Consumer<Loop> work) {
        return CompletableFuture.allOf(loops.stream()
                .map(loop -> CompletableFuture.runAsync(() -> work.accept(loop), loop::post))
                .toArray(CompletableFuture[]::new));
    }

    /** The loop that owns {@code clientId}. */
    public Loop homeOf(String clientId) {
        return loops.get(homeIndex(clientId, loops.size()));
    }

    /** Spreads the bits first: client ids that differ in a running number differ in the low bits of their hash only. */
    static int homeIndex(String clientId, int count) {
        int spread = clientId.hashCode() * 0x9E3779B9;
        return (int) ((Integer.toUnsignedLong(spread) * count) >>> 32);
    }

    /** The loop a channel is registered with. */
    @SuppressWarnings("ReferenceEquality") // which one, not what it is like
    public Loop of(EventLoop eventLoop) {
        for (Loop loop : loops) {
            if (loop.eventLoop() == eventLoop) {
                return loop;
            }
        }
        throw new IllegalArgumentException("event loop: " + eventLoop + " (expected: one of ours)");
    }

    public MultiThreadIoEventLoopGroup group() {
        return group;
    }

    /**
     * For listening sockets: one thread that accepts and does nothing else. On a loop that is behind, the kernel's
     * queue would run over, and whose SYN is dropped then waits for seconds.
     */
    public MultiThreadIoEventLoopGroup acceptor() {
        return acceptor;
    }

    public Class<? extends ServerSocketChannel> serverChannelType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Stops the loops after what they hold already, within five seconds. */
    @Override
    public void close() {
        var _ = acceptor.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
        var _ = group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
    }
}
