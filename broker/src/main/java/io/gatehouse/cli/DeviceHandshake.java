package io.gatehouse.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * One TLS handshake as a device makes it, by the JDK's engine over a socket, and a polite end. Blocks; any thread.
 *
 * <p>In TLS 1.3 a client is done before the server has judged its certificate. So it says goodbye after the handshake
 * and reads until the server has answered: what comes is either a goodbye too or the alert that tells why not.
 */
final class DeviceHandshake {
    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    private final SSLEngine engine;
    private final ServerFlight flight = new ServerFlight();
    private final ServerWitness witness = new ServerWitness();
    private final DeviceKeys keys;
    private final Duration timeout;

    /**
     * What came of it.
     *
     * @param asked whether the server asked for a client certificate
     * @param declined whether there was one and the server takes no key of its kind
     * @param trouble {@code null} where it completed and the server had nothing against it
     * @param heard whether the server sent anything at all
     */
    record Outcome(
            @Nullable String protocol,
            @Nullable String cipherSuite,
            @Nullable String group,
            @Nullable String applicationProtocol,
            List<X509Certificate> chain,
            boolean asked,
            boolean declined,
            boolean heard,
            @Nullable IOException trouble) {}

    /**
     * Prepares one.
     *
     * @param serverName for SNI; {@code null} for none
     * @param chain empty for none
     */
    DeviceHandshake(
            @Nullable String serverName,
            List<String> alpn,
            List<X509Certificate> chain,
            @Nullable PrivateKey key,
            Duration timeout) {
        this.timeout = timeout;
        keys = new DeviceKeys(chain, key);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {witness}, new SecureRandom());
            engine = context.createSSLEngine();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is part of every JDK", e);
        }
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        parameters.setServerNames(serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
        engine.setSSLParameters(parameters);
    }

    /** @throws IOException where not even TCP came about */
    Outcome with(InetSocketAddress server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            IOException trouble = null;
            try {
                engine.beginHandshake();
                shake(socket.getInputStream(), socket.getOutputStream());
                socket.setSoTimeout((int) LAST_WORD.toMillis());
                lastWord(socket.getInputStream(), socket.getOutputStream());
            } catch (IOException e) {
                trouble = e;
            }
            return outcome(trouble);
        }
    }

    private Outcome outcome(@Nullable IOException trouble) {
        boolean agreed = !engine.getSession().getProtocol().equals("NONE");
        String application = engine.getApplicationProtocol();
        return new Outcome(
                agreed ? engine.getSession().getProtocol() : null,
                agreed ? engine.getSession().getCipherSuite() : null,
                flight.group(),
                application == null || application.isEmpty() ? null : application,
                witness.chain(),
                keys.asked(),
                keys.declined(),
                !flight.isEmpty(),
                trouble);
    }

    private void shake(InputStream in, OutputStream out) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() * 2)
                .flip();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> send(out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive(in, out, received);
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
        left = received;
    }

    /** Bytes of the server that came with its last of the handshake. */
    private ByteBuffer left = ByteBuffer.allocate(0);

    private void lastWord(InputStream in, OutputStream out) throws IOException {
        engine.closeOutbound();
        send(out);
        try {
            while (!engine.isInboundDone()) {
                receive(in, out, left);
            }
        } catch (EOFException | java.net.SocketTimeoutException e) {
            return; // it left without goodbye, or waits for more: it had nothing against us
        }
    }

    private void send(OutputStream out) throws IOException {
        ByteBuffer wire = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        var _ = engine.wrap(ByteBuffer.allocate(0), wire);
        out.write(wire.array(), 0, wire.position());
        out.flush();
    }

    private void receive(InputStream in, OutputStream out, ByteBuffer received) throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, plain);
        } catch (IOException e) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                send(out); // our own alert, so that the server's log tells the same story
            }
            throw e;
        }
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            received.compact();
            byte[] chunk = new byte[Math.min(received.remaining(), 16 * 1024)];
            int length = in.read(chunk);
            if (length < 0) {
                received.flip();
                throw new EOFException("the server closed the connection");
            }
            flight.received(chunk, length);
            received.put(chunk, 0, length).flip();
        }
    }
}
