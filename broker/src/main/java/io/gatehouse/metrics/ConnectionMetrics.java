package io.gatehouse.metrics;

import io.gatehouse.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Connections: how many were admitted, are here, and were refused. Any thread. */
public final class ConnectionMetrics {
    private record Kind(String listener, String protocol, String tlsVersion) {}

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Map<Kind, Open> open = new ConcurrentHashMap<>();

    ConnectionMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = connects(registry, "accepted", "none");
    }

    /** The count of open connections of one kind; a connection closes it once when it ends. */
    public static final class Open {
        private final LongAdder count = new LongAdder();

        private Open() {}

        public void closed() {
            count.decrement();
        }
    }

    /**
     * Counts an admitted CONNECT. The caller keeps the answer and calls {@link Open#closed} when the connection ends.
     *
     * @param protocol {@code mqtt31}, {@code mqtt311} or {@code mqtt5}
     * @param tlsVersion as the engine names it: {@code TLSv1.3}, {@code TLSv1.2}
     */
    public Open accepted(String listener, String protocol, String tlsVersion) {
        accepted.increment();
        Open counted = open.computeIfAbsent(new Kind(listener, protocol, tlsVersion), this::register);
        counted.count.increment();
        return counted;
    }

    private Open register(Kind kind) {
        var counted = new Open();
        Gauge.builder("gatehouse.connections", counted.count, LongAdder::sum)
                .description("Connections whose CONNECT was admitted and that are open now")
                .tag("listener", kind.listener())
                .tag("protocol", kind.protocol())
                .tag("tls_version", kind.tlsVersion())
                .strongReference(true)
                .register(registry);
        return counted;
    }

    /** Counts a CONNECT, or the connection before it, that was refused; registered with the first call. */
    public Counter refused(Reason reason) {
        return connects(registry, "refused", reason.name());
    }

    private static Counter connects(MeterRegistry registry, String result, String reason) {
        return Counter.builder("gatehouse.connects")
                .description("Attempts to connect after the TLS handshake, by their result")
                .tag("result", result)
                .tag("reason", reason)
                .register(registry);
    }
}
