package io.gatehouse.provisioning.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.pki.DevelopmentCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Somebody's webhook on this machine, which answers as the test tells it. */
final class Webhook implements AutoCloseable {
    final List<String> questions = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @FunctionalInterface
    interface Answering {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    Webhook(Answering answering) throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http", answering);
    }

    /**
     * Over https, with the certificate of a development authority, which is for localhost, 127.0.0.1 and ::1.
     *
     * @param host address of this machine that it listens at
     */
    static Webhook secure(DevelopmentCa authority, String host, String body)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Certificate[] chain = authority.serverChain().toArray(Certificate[]::new);
        keys.setKeyEntry("server", authority.serverKey(), new char[0], chain);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(host), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new Webhook(server, "https", exchange -> send(exchange, 200, body));
    }

    private Webhook(HttpServer server, String scheme, Answering answering) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            questions.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                answering.answer(exchange);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** With 200 and that body. */
    static Webhook saying(String body) throws IOException {
        return new Webhook(exchange -> send(exchange, 200, body));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    String address() {
        InetSocketAddress at = server.getAddress();
        return scheme + "://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/hook";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
