package io.gatehouse.revocation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.IssuedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An OCSP responder of an authority, on a loopback port, with the moods of real ones. */
public final class OcspServer implements AutoCloseable {
    /** What it says of certificates it was not told about. */
    public enum Mood {
        GOOD,
        UNKNOWN,
        TRY_LATER,
        GARBAGE,
        ENDLESS,
        ERROR_500,
        SILENT
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<BigInteger, Instant> revoked = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Answering answering;
    private volatile Mood mood = Mood.GOOD;
    private volatile Duration validity = Duration.ofHours(1);

    /** How an answer is made; parts of it may be wrong on purpose. */
    record Answering(PrivateKey key, @Nullable X509Certificate certificate, RespID id, boolean nonce, Duration shift) {
        static Answering by(TestAuthority authority) {
            return new Answering(authority.key(), null, id(authority.certificate()), true, Duration.ZERO);
        }

        static Answering by(IssuedCertificate responder) {
            return new Answering(responder.key(), responder.leaf(), id(responder.leaf()), true, Duration.ZERO);
        }

        Answering withoutNonce() {
            return new Answering(key, certificate, id, false, shift);
        }

        /** With a clock of its own. */
        Answering shifted(Duration by) {
            return new Answering(key, certificate, id, nonce, by);
        }

        private static RespID id(X509Certificate certificate) {
            try {
                return new RespID(new JcaX509CertificateHolder(certificate).getSubject());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** @param about the certificate the answer is about, {@code null} for the one asked for */
        byte[] answer(
                byte[] request,
                @Nullable CertificateID about,
                @Nullable CertificateStatus status,
                @Nullable Duration holds)
                throws Exception {
            OCSPReq asked = new OCSPReq(request);
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(id);
            Date now = Date.from(Instant.now().plus(shift));
            for (Req one : asked.getRequestList()) {
                builder.addResponse(
                        about == null ? one.getCertID() : about,
                        status,
                        now,
                        holds == null ? null : Date.from(now.toInstant().plus(holds)),
                        null);
            }
            Extension sent = asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
            if (nonce && sent != null) {
                builder.setResponseExtensions(new Extensions(sent));
            }
            X509CertificateHolder[] chain = certificate == null
                    ? new X509CertificateHolder[0]
                    : new X509CertificateHolder[] {new JcaX509CertificateHolder(certificate)};
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key), chain, now))
                    .getEncoded();
        }
    }

    private OcspServer(HttpServer server, Answering answering) {
        this.server = server;
        this.answering = answering;
    }

    public static OcspServer of(TestAuthority authority) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            OcspServer responder = new OcspServer(server, Answering.by(authority));
            server.setExecutor(responder.threads);
            server.createContext("/", responder::handle);
            server.start();
            return responder;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp";
    }

    public void revoke(TestDevice device) {
        revoke(device.issued().leaf().getSerialNumber());
    }

    public void revoke(BigInteger serial) {
        revoked.put(serial, Instant.now().minusSeconds(5));
    }

    public void unrevoke(TestDevice device) {
        var _ = revoked.remove(device.issued().leaf().getSerialNumber());
    }

    public void be(Mood other) {
        mood = other;
    }

    /** How long its answers hold. */
    public void answersHold(Duration duration) {
        validity = duration;
    }

    public int requests() {
        return requests.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            byte[] request = exchange.getRequestBody().readAllBytes();
            switch (mood) {
                case SILENT -> {
                    boolean _ = closing.await(30, TimeUnit.SECONDS);
                }
                case ERROR_500 -> exchange.sendResponseHeaders(500, -1);
                case GARBAGE -> send(exchange, new byte[] {1, 2, 3});
                case TRY_LATER ->
                    send(
                            exchange,
                            new OCSPRespBuilder()
                                    .build(OCSPRespBuilder.TRY_LATER, null)
                                    .getEncoded());
                case ENDLESS -> {
                    exchange.sendResponseHeaders(200, 0);
                    for (int i = 0; i < 1024; i++) {
                        exchange.getResponseBody().write(new byte[1024]);
                    }
                }
                case GOOD, UNKNOWN -> send(exchange, answering.answer(request, null, status(request), validity));
            }
        } catch (IOException hungUp) {
            throw hungUp;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private @Nullable CertificateStatus status(byte[] request) throws IOException {
        BigInteger serial = new OCSPReq(request).getRequestList()[0].getCertID().getSerialNumber();
        Instant since = revoked.get(serial);
        if (since != null) {
            return new RevokedStatus(Date.from(since), 1);
        }
        return mood == Mood.UNKNOWN ? new UnknownStatus() : CertificateStatus.GOOD;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
