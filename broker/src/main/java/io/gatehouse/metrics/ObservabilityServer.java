package io.gatehouse.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.log.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /startz} over plain HTTP on a port of their own. Any
 * thread; requests run on virtual threads.
 *
 * <p>No credentials are asked and no data of a device is shown, which is why it binds to loopback unless told
 * otherwise. The status code is for machines; {@code ?verbose} adds a line for each check, for people.
 */
public final class ObservabilityServer implements AutoCloseable {
    // The version of the exposition format that PrometheusMeterRegistry.scrape() writes.
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; charset=utf-8";
    private static final int BACKLOG = 64;

    private record Answer(int status, String type, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, TEXT_TYPE, body + "\n");
        }
    }

    private final Metrics metrics;
    private final HealthState health;
    private final HttpServer server;
    private final ExecutorService threads;

    private ObservabilityServer(Metrics metrics, HealthState health, HttpServer server, ExecutorService threads) {
        this.metrics = metrics;
        this.health = health;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Binds and serves until {@link #close}.
     *
     * @param port 0 takes a free one
     * @throws IOException the address cannot be bound
     */
    public static ObservabilityServer start(String host, int port, Metrics metrics, HealthState health)
            throws IOException {
        HttpServer server = bind(host, port);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var observability = new ObservabilityServer(metrics, health, server, threads);
        server.setExecutor(threads);
        server.createContext("/", observability::handle);
        server.start();
        return observability;
    }

    private static HttpServer bind(String host, int port) throws IOException {
        HttpServerBounds.set();
        try {
            return HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        } catch (IOException failure) {
            throw new IOException(
                    "observability: cannot bind " + host + ":" + port + " (" + failure.getMessage() + ")", failure);
        }
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean head = method.equals("HEAD");
            Answer answer;
            if (head || method.equals("GET")) {
                answer = answer(exchange.getRequestURI().getPath(), isVerbose(exchange));
            } else {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = Answer.text(405, "method: " + Printable.of(method) + " (expected: GET or HEAD)");
            }
            send(exchange, answer, head);
        } catch (IOException e) {
            // The peer went away; the server closes the connection and there is nobody left to tell.
            throw new UncheckedIOException(e);
        }
    }

    private Answer answer(String path, boolean verbose) {
        return switch (path) {
            case "/metrics" -> new Answer(200, METRICS_TYPE, metrics.scrape());
            case "/livez" -> live();
            case "/readyz" -> ready(verbose);
            case "/startz" -> health.isStarted() ? Answer.text(200, "started") : Answer.text(503, "starting");
            default -> Answer.text(404, "not found (expected: /metrics, /livez, /readyz or /startz)");
        };
    }

    private Answer live() {
        String broken = health.brokenBy();
        return broken == null ? Answer.text(200, "alive") : Answer.text(503, "broken: " + broken);
    }

    private Answer ready(boolean verbose) {
        boolean ready = health.isReady();
        Map<HealthCheck, String> failing = health.failing();
        var body = new StringBuilder(ready ? "ready" : "not ready");
        String broken = health.brokenBy();
        if (broken != null) {
            body.append("\n[-] broken: ").append(broken);
        }
        if (!health.isStarted()) {
            body.append("\n[-] start: not finished");
        }
        for (HealthCheck check : HealthCheck.values()) {
            String why = failing.get(check);
            if (why != null) {
                body.append("\n[-] ").append(check.label()).append(": ").append(why);
            } else if (verbose) {
                body.append("\n[+] ").append(check.label()).append(": ").append(check.meaning());
            }
        }
        return Answer.text(ready ? 200 : 503, body.toString());
    }

    private static boolean isVerbose(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query != null && (query.equals("verbose") || query.startsWith("verbose="));
    }

    private static void send(HttpExchange exchange, Answer answer, boolean head) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
