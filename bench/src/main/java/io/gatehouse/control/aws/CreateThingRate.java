package io.gatehouse.control.aws;

import io.gatehouse.Folders;
import io.gatehouse.sigv4.Header;
import io.gatehouse.sigv4.Request;
import io.gatehouse.sigv4.Signer;
import io.gatehouse.transport.ServerProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How many things a second the control plane makes: CreateThing over kept HTTPS connections, each with one request
 * under way, as an operator with a client certificate and as one who signs. The server is a process of its own, with
 * the audit log on and the store as it is shipped.
 *
 * <pre>CreateThingRate [folder] [seconds] [connections,connections,…]</pre>
 */
final class CreateThingRate {
    private static final int WARM_UP = 5;
    private static final int FSYNCS = 300;

    private final Path folder;
    private final ServerProcess server;
    private int turn;

    private CreateThingRate(Path folder, ServerProcess server) {
        this.folder = folder;
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0
                ? Files.createDirectories(Path.of(arguments[0]))
                : Files.createTempDirectory("gatehouse-create-thing");
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
        String connections = arguments.length > 2 ? arguments[2] : "1,16,64,128";
        System.out.printf(Locale.ROOT, "one fsync: %.2f ms%n%n", fsyncMillis(folder));
        ServerProcess.Launch launch = new ServerProcess.Launch(
                CreateThingServer.class.getName(), folder, List.of("-Xmx1g"), false, List.of());
        try (ServerProcess server = ServerProcess.start(launch)) {
            CreateThingRate rate = new CreateThingRate(folder, server);
            rate.turn(32, true, WARM_UP);
            rate.turn(32, false, WARM_UP);
            System.out.println("| Operator | Connections | A second | p50 | p99 | Server | of it compilers | Client |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (String each : connections.split(",", -1)) {
                System.out.println(rate.turn(Integer.parseInt(each), false, seconds));
                System.out.println(rate.turn(Integer.parseInt(each), true, seconds));
            }
        } finally {
            if (arguments.length == 0) {
                Folders.delete(folder);
            }
        }
    }

    /** Of a line as the audit log has them, at the end of a file. */
    private static double fsyncMillis(Path folder) throws IOException {
        Path file = folder.resolve("fsync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long begin = System.nanoTime();
            for (int i = 0; i < FSYNCS; i++) {
                channel.write(ByteBuffer.allocate(400));
                channel.force(false);
            }
            return (System.nanoTime() - begin) / 1e6 / FSYNCS;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** A row of the table. */
    private String turn(int connections, boolean signed, int seconds) throws Exception {
        SSLContext tls = tls(!signed);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(new Client(connected(tls), signed ? signer() : null, "turn-" + turn + "-" + i + "-"));
        }
        turn++;
        double server0 = server.cpuSeconds();
        double compilers0 = server.compilerSeconds();
        double client0 = ownSeconds();
        long begin = System.nanoTime();
        long until = begin + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (Client client : clients) {
            threads.add(Thread.ofPlatform().start(() -> client.run(until)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        double ofServer = server.cpuSeconds() - server0;
        double ofCompilers = server.compilerSeconds() - compilers0;
        double ofClient = ownSeconds() - client0;
        long[] nanos = clients.stream()
                .flatMapToLong(client -> client.nanos.stream().mapToLong(n -> n))
                .toArray();
        for (Client client : clients) {
            client.socket.close();
            if (client.failure != null) {
                throw client.failure;
            }
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.1f ms | %.1f ms | %.0f µs | %.0f µs | %.0f µs |",
                signed ? "signs" : "certificate",
                connections,
                nanos.length / took,
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6,
                ofServer / nanos.length * 1e6,
                ofCompilers / nanos.length * 1e6,
                ofClient / nanos.length * 1e6);
    }

    private static double ownSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private Signer signer() throws IOException {
        List<String> key = Files.readAllLines(folder.resolve(CreateThingServer.ACCESS_KEY));
        return new Signer(key.get(0), key.get(1), "local", "iot");
    }

    private SSLContext tls(boolean certificate) throws Exception {
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(CreateThingServer.KEY_STORE))) {
            keys.load(in, CreateThingServer.PASSWORD);
        }
        managers.init(keys, CreateThingServer.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate ? managers.getKeyManagers() : null, new TrustManager[] {new AnyServer()}, null);
        return context;
    }

    private SSLSocket connected(SSLContext tls) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
        plain.setTcpNoDelay(true);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", server.port(), true);
        socket.startHandshake();
        return socket;
    }

    /** Who the server is is not what is measured. */
    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** One connection, one request after the other; HTTP/1.1. */
    private static final class Client {
        private final SSLSocket socket;
        private final InputStream in;
        private final OutputStream out;
        private final @Nullable Signer signer;
        private final String prefix;
        private final List<Long> nanos = new ArrayList<>();
        private @Nullable IOException failure;

        Client(SSLSocket socket, @Nullable Signer signer, String prefix) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
            this.signer = signer;
            this.prefix = prefix;
        }

        void run(long until) {
            try {
                for (int i = 0; System.nanoTime() < until; i++) {
                    byte[] request = request(prefix + i);
                    long begin = System.nanoTime();
                    out.write(request);
                    out.flush();
                    read();
                    nanos.add(System.nanoTime() - begin);
                }
            } catch (IOException failed) {
                failure = failed;
            }
        }

        private byte[] request(String name) {
            byte[] body = ("{\"attributePayload\":{\"attributes\":{\"site\":\"north\",\"serial\":\"" + name + "\"}}}")
                    .getBytes(StandardCharsets.US_ASCII);
            List<Header> headers = new ArrayList<>();
            headers.add(new Header("Host", "localhost:" + socket.getPort()));
            headers.add(new Header("Content-Type", "application/json"));
            headers.add(new Header("Content-Length", String.valueOf(body.length)));
            if (signer != null) {
                headers.addAll(signer.sign(Request.of("POST", "/things/" + name, null, headers, body), Instant.now()));
            }
            StringBuilder head = new StringBuilder("POST /things/" + name + " HTTP/1.1\r\n");
            headers.forEach(header -> head.append(header.name())
                    .append(": ")
                    .append(header.value())
                    .append("\r\n"));
            byte[] begin = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(begin, begin.length + body.length);
            System.arraycopy(body, 0, whole, begin.length, body.length);
            return whole;
        }

        private void read() throws IOException {
            String status = line();
            int length = 0;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).trim());
                }
            }
            byte[] body = in.readNBytes(length);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + " " + new String(body, StandardCharsets.UTF_8));
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("closed by the server (expected: an answer)");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }
}
