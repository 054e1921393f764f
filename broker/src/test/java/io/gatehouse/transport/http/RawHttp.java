package io.gatehouse.transport.http;

import io.gatehouse.TestDevice;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** HTTP/1.1 by hand, octet by octet, for what no client library sends. */
public final class RawHttp implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;

    private RawHttp(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    public static RawHttp open(int port, SSLContext tls) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return new RawHttp(socket);
    }

    /** From that address of this machine. */
    public static RawHttp open(int port, SSLContext tls, InetAddress from) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", port, from, 0);
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return new RawHttp(socket);
    }

    static RawHttp open(HttpsGround ground, TestDevice device) throws IOException {
        return open(ground.port(), device.sslContext());
    }

    /** One request with a body and its answer. */
    static HttpResponse<String> ask(HttpsGround ground, TestDevice device, String start, String body)
            throws IOException {
        try (RawHttp http = open(ground, device)) {
            http.send(start + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return http.answer();
        }
    }

    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next answer. */
    public HttpResponse<String> answer() throws IOException {
        String status = line();
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(
                headers.getOrDefault("content-length", List.of("0")).getFirst());
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Read(Integer.parseInt(status.split(" ")[1]), HttpHeaders.of(headers, (_, _) -> true), body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    InputStream in() {
        return in;
    }

    /** Waits for the end of the connection; what comes before it is thrown away. */
    public void awaitClosed() throws IOException {
        try {
            while (in.read() >= 0) {
                // not looked at
            }
        } catch (SocketException reset) {
            // an end, too
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Read(int statusCode, HttpHeaders headers, String body) implements HttpResponse<String> {
        @Override
        public HttpRequest request() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("https://localhost/");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
