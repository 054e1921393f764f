package io.gatehouse.control;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.config.AdminSettings;
import io.gatehouse.log.Event;
import io.gatehouse.log.LinePace;
import io.gatehouse.log.Log;
import io.gatehouse.metrics.HttpServerBounds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The admin socket: {@code POST /noun/verb} with a JSON record, answered by a JSON record or a {@link Refusal}.
 *
 * <p>One virtual thread a request. The doors, in this order, and what each keeps out:
 *
 * <ol>
 *   <li>a loopback address only: the network;
 *   <li>the {@code Host} header must name loopback: a web page whose DNS name was re-pointed at 127.0.0.1;
 *   <li>no {@code Origin} header: any web page, in any browser on this machine;
 *   <li>the token, compared in constant time: every other user of this machine;
 *   <li>bounds on body, time and requests at once.
 * </ol>
 *
 * Plain HTTP is enough, because what crosses is between two processes of one machine; whoever can listen there is root.
 */
public final class AdminServer implements AutoCloseable {
    private static final Log LOG = Log.of(AdminServer.class);

    static final int MOST_REQUEST_BYTES = 256 * 1024;
    /** Of the few requests at a time that carry many devices: a thousand certificates of 4 KiB each as text. */
    static final int MOST_FLEET_BYTES = 4 * 1024 * 1024;
    /** Of the one request at a time that carries a whole registry, with room for what JSON escapes. */
    static final int MOST_DOCUMENT_BYTES = 96 * 1024 * 1024;

    private static final int MOST_AT_ONCE = 32;
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService executor;
    private final Administration administration;
    private final AdminToken token;
    private final AdminAddress address;
    private final Path data;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Semaphore fleets = new Semaphore(4);
    private final Semaphore documents = new Semaphore(1);
    private final LinePace refusals = new LinePace(System::nanoTime);

    private AdminServer(
            HttpServer server,
            ExecutorService executor,
            Administration administration,
            AdminToken token,
            AdminAddress address,
            Path data) {
        this.server = server;
        this.executor = executor;
        this.administration = administration;
        this.token = token;
        this.address = address;
        this.data = data;
    }

    /**
     * Binds, then writes a new token and the address into {@code data}.
     *
     * @param health base address of probes and metrics, for {@code gatehouse healthcheck}; {@code null} for none
     * @throws IOException where the address cannot be bound, or is not loopback
     */
    public static AdminServer open(
            AdminSettings settings, Path data, @Nullable String health, Administration administration)
            throws IOException {
        InetAddress host = InetAddress.getByName(settings.host());
        if (!host.isLoopbackAddress()) {
            throw new IOException("admin.host: " + settings.host() + " (expected: a loopback address, as 127.0.0.1)");
        }
        HttpServer server = bind(host, settings.port());
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("admin-", 0).factory());
        try {
            AdminAddress address = new AdminAddress(
                    host.getHostAddress(),
                    server.getAddress().getPort(),
                    ProcessHandle.current().pid(),
                    health);
            AdminServer admin =
                    new AdminServer(server, executor, administration, AdminToken.create(data), address, data);
            address.write(data);
            server.setExecutor(executor);
            server.createContext("/", admin::handle);
            server.start();
            return admin;
        } catch (IOException | RuntimeException e) {
            server.stop(0);
            executor.close();
            throw e;
        }
    }

    private static HttpServer bind(InetAddress host, int port) throws IOException {
        HttpServerBounds.set();
        try {
            return HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        } catch (IOException failure) {
            throw new IOException(
                    "admin: cannot bind " + host.getHostAddress() + ":" + port + " (" + failure.getMessage() + ")",
                    failure);
        }
    }

    public AdminAddress address() {
        return address;
    }

    /** Stops listening and takes address and token away, so that commands say "not running" rather than try. */
    @Override
    public void close() throws IOException {
        try {
            AdminAddress.remove(data);
        } finally {
            server.stop(0);
            executor.shutdownNow();
            executor.close();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!places.tryAcquire()) {
                send(exchange, 503, refusal(Refusal.Code.LIMIT_EXCEEDED, "too many requests at once", "try again"));
                return;
            }
            try {
                answer(exchange);
            } finally {
                places.release();
            }
        } catch (RuntimeException e) {
            LOG.at(Event.ADMIN_DEFECT)
                    .addKeyValue("operation", exchange.getRequestURI().getPath())
                    .setCause(e)
                    .log("admin request failed");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Refusal refusal = doors(exchange);
        if (refusal != null) {
            long suppressed = refusals.permit();
            if (suppressed >= 0) {
                LOG.at(Event.ADMIN_REFUSED)
                        .addKeyValue("peer", exchange.getRemoteAddress())
                        .addKeyValue("code", refusal.code())
                        .addKeyValue("suppressed", suppressed)
                        .log("admin request refused");
            }
            send(exchange, refusal.code().httpStatus(), refusal);
            return;
        }
        Administration.Route<?, ?> route =
                administration.route(exchange.getRequestURI().getPath().substring(1));
        if (route == null || !exchange.getRequestMethod().equals("POST")) {
            send(
                    exchange,
                    404,
                    refusal(
                            Refusal.Code.NOT_FOUND,
                            "there is no such operation",
                            "use the same version of the command and the broker"));
            return;
        }
        if (route.operation().equals(RegistryDocumentApi.IMPORT)) {
            callInTurn(exchange, route, MOST_DOCUMENT_BYTES, documents, "another import is at work");
        } else if (route.operation().equals(FleetApi.REGISTER)) {
            callInTurn(exchange, route, MOST_FLEET_BYTES, fleets, "too many fleets are being registered");
        } else {
            call(exchange, route, MOST_REQUEST_BYTES);
        }
    }

    /** Large requests: few at once, because each is held whole. */
    private void callInTurn(
            HttpExchange exchange, Administration.Route<?, ?> route, int most, Semaphore turns, String busy)
            throws IOException {
        if (!turns.tryAcquire()) {
            send(exchange, 503, refusal(Refusal.Code.LIMIT_EXCEEDED, busy, "try again"));
            return;
        }
        try {
            call(exchange, route, most);
        } finally {
            turns.release();
        }
    }

    private void call(HttpExchange exchange, Administration.Route<?, ?> route, int most) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(most + 1);
        if (body.length > most) {
            send(
                    exchange,
                    413,
                    refusal(Refusal.Code.LIMIT_EXCEEDED, "request: longer than " + most + " bytes", "send less"));
            return;
        }
        call(exchange, route, body);
    }

    private <Q extends Record, R extends Record> void call(
            HttpExchange exchange, Administration.Route<Q, R> route, byte[] body) throws IOException {
        String name = route.operation().name();
        Outcome<R> outcome;
        try {
            outcome =
                    route.handler().apply(AdminJson.read(body, route.operation().request()));
        } catch (AdminJson.MalformedJsonException e) {
            outcome = Outcome.refused(
                    Refusal.Code.INVALID, name + " was not done", String.valueOf(e.getMessage()), "correct the value");
        } catch (RuntimeException e) {
            LOG.at(Event.ADMIN_DEFECT)
                    .addKeyValue("operation", name)
                    .setCause(e)
                    .log("admin operation failed");
            outcome = Outcome.refused(
                    Refusal.Code.FAILED, name + " was not done", "the broker failed", "read the broker's log");
        }
        switch (outcome) {
            case Outcome.Done<R>(R value) -> send(exchange, 200, value);
            case Outcome.Refused<R>(Refusal refusal) ->
                send(exchange, refusal.code().httpStatus(), refusal);
        }
    }

    private @Nullable Refusal doors(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (!namesLoopback(headers.get("Host"), address.port())) {
            return refusal(Refusal.Code.FORBIDDEN, "Host: not a loopback name", "call 127.0.0.1 or localhost");
        }
        if (headers.containsKey("Origin")) {
            return refusal(
                    Refusal.Code.FORBIDDEN, "Origin: present (expected: no browser)", "use the gatehouse command");
        }
        String presented = headers.getFirst("Authorization");
        if (presented == null || !presented.startsWith("Bearer ") || !token.matches(presented.substring(7))) {
            return refusal(
                    Refusal.Code.NOT_AUTHORISED,
                    "the token is missing or wrong",
                    "run the command as the user who runs the broker, with the same --data");
        }
        return null;
    }

    static boolean namesLoopback(@Nullable List<String> hosts, int port) {
        if (hosts == null || hosts.size() != 1) {
            return false;
        }
        String host = hosts.getFirst().toLowerCase(Locale.ROOT);
        String suffix = ":" + port;
        String name = host.endsWith(suffix) ? host.substring(0, host.length() - suffix.length()) : host;
        return name.equals("localhost") || isLoopbackAddress(name);
    }

    /** Without asking DNS: a name that resolves to loopback is what must not come in. */
    private static boolean isLoopbackAddress(String literal) {
        try {
            return InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Refusal refusal(Refusal.Code code, String why, String remedy) {
        return new Refusal(code, "the request was not carried out", why, remedy);
    }

    private static void send(HttpExchange exchange, int status, Record value) throws IOException {
        byte[] body = AdminJson.bytes(value);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
