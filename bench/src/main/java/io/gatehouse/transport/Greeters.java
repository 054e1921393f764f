package io.gatehouse.transport;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Devices that open, greet, say goodbye and begin again, at one listener. They keep what TLS gives them to resume by,
 * or do not; how often a session really was resumed is counted, because a server is free not to.
 */
final class Greeters implements AutoCloseable {
    private final Generator generator;
    private final Devices devices;
    private final int port;
    private final boolean resume;
    private final List<SslContext> contexts = new ArrayList<>();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong resumed = new AtomicLong();
    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();

    /**
     * @param protocol that they offer (ALPN)
     * @param atOnce of them
     */
    Greeters(Generator generator, Devices devices, int port, String protocol, boolean resume, int atOnce)
            throws IOException {
        this.generator = generator;
        this.devices = devices;
        this.port = port;
        this.resume = resume;
        for (int i = 0; i < atOnce; i++) {
            contexts.add(devices.context(i, protocol));
        }
    }

    /** How many it were. The first of each device is a full handshake. */
    long whileIt(BooleanSupplier goesOn) throws IOException, InterruptedException {
        long before = completed.get();
        running.set(contexts.size());
        for (int i = 0; i < contexts.size(); i++) {
            again(i, goesOn);
        }
        Generator.awaitZero(running, failures, completed::get);
        return completed.get() - before;
    }

    /** Of all handshakes until now. */
    long resumed() {
        return resumed.get();
    }

    private void again(int index, BooleanSupplier goesOn) {
        SslContext tls = contexts.get(index);
        // A client looks for its sessions by the name and port of the server; without them it offers none.
        DeviceHandler greeter = new Greeter(index, goesOn);
        generator.connect(
                port,
                index,
                allocator -> resume ? tls.newHandler(allocator, "127.0.0.1", port) : tls.newHandler(allocator),
                greeter,
                greeter::failed);
    }

    private final class Greeter extends DeviceHandler {
        private final int index;
        private final BooleanSupplier goesOn;

        Greeter(int index, BooleanSupplier goesOn) {
            super(devices.nameOf(index), 1200);
            this.index = index;
            this.goesOn = goesOn;
        }

        @Override
        void connected() {
            completed.incrementAndGet();
            var engine = (ReferenceCountedOpenSslEngine)
                    channel().pipeline().get(SslHandler.class).engine();
            if (SSL.isSessionReused(engine.sslPointer())) {
                resumed.incrementAndGet();
            }
            send(Frames.disconnect());
        }

        @Override
        void ended() {
            if (goesOn.getAsBoolean() && failures.isEmpty()) {
                again(index, goesOn);
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
    }

    @Override
    public void close() {
        contexts.forEach(ReferenceCountUtil::release);
    }
}
