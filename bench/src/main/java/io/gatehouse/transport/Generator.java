package io.gatehouse.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/** Devices on one event loop of this process, speaking frames encoded beforehand. */
final class Generator implements AutoCloseable {
    /** CONNACK of MQTT 3.1.1, section 3.2.2.3. */
    private static final int NOT_AUTHORIZED = 5;

    private static final int STUCK_SECONDS = 60;

    private final Devices devices;
    private final AtomicLong numbers = new AtomicLong();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    Generator(Devices devices) {
        this.devices = devices;
    }

    /** One more connection of device {@code index}; asynchronous. Each device has a loopback address of a small set. */
    void connect(int port, int index, SslContext tls, DeviceHandler handler) {
        connect(port, index, allocator -> tls.newHandler(allocator), handler, handler::failed);
    }

    /** @param failed told why there is no connection */
    @SuppressWarnings("AddressSelection") // literals: nothing is looked up
    void connect(
            int port,
            int index,
            Function<ByteBufAllocator, SslHandler> tls,
            ChannelHandler handler,
            Consumer<Throwable> failed) {
        new Bootstrap()
                .group(group)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 60_000)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SslHandler handlerOfTls = tls.apply(channel.alloc());
                        handlerOfTls.setHandshakeTimeoutMillis(60_000);
                        channel.pipeline().addLast(handlerOfTls, handler);
                    }
                })
                // Ports of closed connections stay taken for a minute: more addresses, more ports.
                .connect(
                        new InetSocketAddress("127.0.0.1", port),
                        new InetSocketAddress("127.0.0." + (2 + index % 8), 0))
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        failed.accept(done.cause());
                    }
                });
    }

    // ---- full handshakes with CONNECT

    /** Opens, greets, says goodbye and begins again, with as many at once as asked; answers how many it were. */
    long handshakes(int port, int atOnce, BooleanSupplier goOn) throws IOException, InterruptedException {
        return handshakes(port, atOnce, devices::nameOf, goOn);
    }

    /** The same with a client id that was never seen before: of the device, and a number. */
    long newcomers(int port, int atOnce, BooleanSupplier goOn) throws IOException, InterruptedException {
        return handshakes(port, atOnce, index -> devices.nameOf(index) + "." + numbers.getAndIncrement(), goOn);
    }

    /** The same with a client id that no policy allows, each device its own: CONNECT is refused. */
    long refusals(int port, int atOnce, BooleanSupplier goOn) throws IOException, InterruptedException {
        return handshakes(port, atOnce, index -> "nobody-" + index, goOn);
    }

    /** The same, and each refusal is the first of its client. */
    long refusedNewcomers(int port, int atOnce, BooleanSupplier goOn) throws IOException, InterruptedException {
        return handshakes(port, atOnce, index -> "nobody-" + index + "." + numbers.getAndIncrement(), goOn);
    }

    private long handshakes(int port, int atOnce, IntFunction<String> clientIds, BooleanSupplier goOn)
            throws IOException, InterruptedException {
        AtomicLong completed = new AtomicLong();
        AtomicInteger running = new AtomicInteger(atOnce);
        List<SslContext> contexts = contexts(atOnce);
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            again(port, i, contexts.get(i), clientIds, goOn, completed, running, failures);
        }
        awaitZero(running, failures, completed::get);
        contexts.forEach(ReferenceCountUtil::release);
        return completed.get();
    }

    private void again(
            int port,
            int index,
            SslContext tls,
            IntFunction<String> clientIds,
            BooleanSupplier goOn,
            AtomicLong completed,
            AtomicInteger running,
            List<Throwable> failures) {
        connect(port, index, tls, new DeviceHandler(clientIds.apply(index), 1200) {
            @Override
            void connected() {
                completed.incrementAndGet();
                send(Frames.disconnect());
            }

            @Override
            void refused(int code) {
                if (code != NOT_AUTHORIZED) {
                    super.refused(code);
                } else {
                    completed.incrementAndGet();
                }
            }

            @Override
            void ended() {
                if (goOn.getAsBoolean() && failures.isEmpty()) {
                    again(port, index, tls, clientIds, goOn, completed, running, failures);
                } else {
                    running.decrementAndGet();
                }
            }

            @Override
            void failed(Throwable cause) {
                synchronized (failures) {
                    failures.add(cause);
                }
                running.decrementAndGet();
            }
        });
    }

    private List<SslContext> contexts(int count) throws SSLException {
        List<SslContext> contexts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            contexts.add(devices.context(i));
        }
        return contexts;
    }

    /** @param progress a number that changes as long as something happens */
    static void awaitZero(AtomicInteger running, List<Throwable> failures, LongSupplier progress)
            throws IOException, InterruptedException {
        long seen = progress.getAsLong();
        long changedAt = System.nanoTime();
        while (running.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
            long now = System.nanoTime();
            if (progress.getAsLong() != seen) {
                seen = progress.getAsLong();
                changedAt = now;
            } else if (now - changedAt > TimeUnit.SECONDS.toNanos(STUCK_SECONDS)) {
                throw new IOException("devices: " + running + " are stuck for " + STUCK_SECONDS + " s");
            }
        }
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new IOException("devices: " + failures.size() + " failed", failures.getFirst());
            }
        }
    }

    // ---- one to one

    /** Connects publishers (even) and receivers (odd) and answers them, ready to start. */
    List<Pair> pairs(int port, int count, int qos, int window, int payloadBytes)
            throws IOException, InterruptedException {
        List<Pair> pairs = new ArrayList<>(count);
        AtomicInteger waiting = new AtomicInteger(2 * count);
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(
                    devices.nameOf(2 * i), devices.nameOf(2 * i + 1), qos, window, payloadBytes, waiting, failures);
            pairs.add(pair);
            open(port, 2 * i + 1, pair.receiver());
            open(port, 2 * i, pair.publisher());
        }
        awaitZero(waiting, failures, waiting::get);
        return pairs;
    }

    private void open(int port, int index, DeviceHandler handler) throws SSLException {
        SslContext tls = devices.context(index);
        connect(port, index, tls, handler);
        handler.whenReady(() -> ReferenceCountUtil.release(tls)); // its engine keeps it as long as it needs it
    }

    // ---- idle

    /** Connects devices {@code from} to {@code until}, one subscription each, and leaves them alone. */
    void idle(int port, int from, int until, int atOnce) throws IOException, InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        AtomicInteger opening = new AtomicInteger();
        for (int i = from; i < until; i++) {
            String name = devices.nameOf(i);
            opening.incrementAndGet();
            open(port, i, new DeviceHandler(name, 1200) {
                @Override
                void connected() {
                    send(Frames.subscribe(name + "/commands/#", 1));
                }

                @Override
                void subscribed() {
                    ready();
                    opening.decrementAndGet();
                }

                @Override
                void failed(Throwable cause) {
                    synchronized (failures) {
                        failures.add(cause);
                    }
                    opening.decrementAndGet();
                }
            });
            while (opening.get() >= atOnce) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        awaitZero(opening, failures, opening::get);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
