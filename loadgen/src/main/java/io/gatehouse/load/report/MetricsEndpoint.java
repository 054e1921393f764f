package io.gatehouse.load.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * {@code /metrics} of the generator for Prometheus, on loopback. One thread writes with {@link #look}; requests run on
 * virtual threads. What there is to see is in README.md, "Metrics".
 */
public final class MetricsEndpoint implements AutoCloseable {
    // The version of the exposition format that PrometheusMeterRegistry.scrape() writes.
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int BACKLOG = 16;
    private static final double NANOS = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Count, Counter> counts = new EnumMap<>(Count.class);
    private final Map<Failure.Kind, Counter> failures = new EnumMap<>(Failure.Kind.class);
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Interval last = new Interval(0, 0, 0, Map.of(), Map.of(), Map.of(), Generator.IDLE);

    private MetricsEndpoint(HttpServer server) {
        this.server = server;
        for (Count count : Count.values()) {
            counts.put(
                    count,
                    Counter.builder("gatehouse.load." + Names.of(count).replace('_', '.'))
                            .description(count.title())
                            .register(registry));
        }
        for (Failure.Kind kind : Failure.Kind.values()) {
            failures.put(
                    kind,
                    Counter.builder("gatehouse.load.failures")
                            .description("What devices tried and did not succeed in, by kind")
                            .tag("kind", Names.of(kind))
                            .register(registry));
        }
        gauge("open.connections", "Connections that are open", Interval::open);
        gauge(
                "generator.processors",
                "Of this machine, kept busy by the generator; 1 is all of them",
                each -> each.generator().processors());
        gauge(
                "generator.busiest.thread",
                "Of one processor, taken by the generator's busiest thread; 1 is all of it",
                each -> each.generator().busiest());
        for (Latency latency : Latency.values()) {
            for (Quantile quantile : Quantile.TOLD) {
                Gauge.builder("gatehouse.load.latency", this, self -> self.seconds(latency, quantile))
                        .description("Of the last interval; NaN where nothing was timed")
                        .baseUnit("seconds")
                        .tag("of", Names.of(latency))
                        .tag("quantile", part(quantile))
                        .register(registry);
            }
        }
    }

    private void gauge(String name, String description, ToDoubleFunction<Interval> value) {
        Gauge.builder("gatehouse.load." + name, this, self -> value.applyAsDouble(self.last))
                .description(description)
                .register(registry);
    }

    /** As Prometheus writes them. */
    private static String part(Quantile quantile) {
        return switch (quantile) {
            case P50 -> "0.5";
            case P90 -> "0.9";
            case P99 -> "0.99";
            case P99_9 -> "0.999";
            case MAX -> "1";
            case MEAN -> "mean";
        };
    }

    /**
     * Binds and serves until {@link #close}.
     *
     * @param port 0 takes a free one
     * @throws IOException the port cannot be had; the message is one line for people
     */
    public static MetricsEndpoint start(int port) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "--metrics-port: " + port + " cannot be had, " + e.getMessage() + " (expected: a free port; 0 takes"
                            + " any)",
                    e);
        }
        MetricsEndpoint endpoint = new MetricsEndpoint(server);
        server.setExecutor(endpoint.threads);
        server.createContext("/", endpoint::answer);
        server.start();
        return endpoint;
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Of each interval, in their order. */
    public void look(Interval interval) {
        counts.forEach((what, counter) -> counter.increment(interval.count(what)));
        Map<Failure.Kind, Long> kinds = FailureCounts.byKind(interval.failures());
        failures.forEach((kind, counter) -> counter.increment(kinds.getOrDefault(kind, 0L)));
        last = interval;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        registry.close();
    }

    /** @return not a number where nothing was timed */
    private double seconds(Latency latency, Quantile quantile) {
        Histogram histogram = last.latency(latency);
        return histogram == null ? Double.NaN : quantile.of(histogram) / NANOS;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean found = exchange.getRequestURI().getPath().equals("/metrics");
            String body = found ? registry.scrape() : "not found (expected: /metrics)\n";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", found ? TYPE : "text/plain; charset=utf-8");
            exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
