package io.gatehouse.control.aws;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.gatehouse.tls.CertificateAndKey;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 and HTTP/2 over TLS for a {@link ControlPlane}, on Armeria. Two event loops of its own read and write, so
 * that nothing here waits on, or slows, the loops that devices are on; each request is answered on a virtual thread.
 *
 * <p>A client certificate is asked for and not required. Whoever proves to have the key of one gets as far as {@link
 * Callers}, which says whose it is: it is known by itself, not by its issuer, as those of devices are.
 */
public final class ControlPlaneServer implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final ControlPlane controlPlane;
    private final ControlPlaneLimits limits;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("control-plane-", 0).factory());
    private final Server server;
    private volatile int port; // asked for when nothing is listened on any more, too

    private ControlPlaneServer(
            InetSocketAddress address,
            Supplier<CertificateAndKey> credential,
            ControlPlaneLimits limits,
            ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
        this.limits = limits;
        this.places = new Semaphore(limits.requests());
        this.server = server(address, credential);
    }

    /**
     * Returns when connections are taken.
     *
     * @param credential asked at every handshake, so that a new one is shown without a restart; on event loops, from
     *     memory
     * @throws IOException the address cannot be had
     */
    public static ControlPlaneServer start(
            InetSocketAddress address,
            Supplier<CertificateAndKey> credential,
            ControlPlaneLimits limits,
            ControlPlane controlPlane)
            throws IOException {
        ControlPlaneServer started = new ControlPlaneServer(address, credential, limits, controlPlane);
        try {
            started.server.start().join();
            started.port = started.server.activeLocalPort();
            return started;
        } catch (CompletionException e) {
            started.close();
            throw new IOException(
                    "control plane: " + address + " (expected: an address that is free): " + e.getCause(), e);
        }
    }

    /** The port that is listened on, or was until the end; also where 0 was asked for. */
    public int port() {
        return port;
    }

    private Server server(InetSocketAddress address, Supplier<CertificateAndKey> credential) {
        ServerTlsConfig tls = ServerTlsConfig.builder()
                .clientAuth(ClientAuth.OPTIONAL)
                .tlsCustomizer(
                        context -> context.protocols("TLSv1.3", "TLSv1.2").trustManager(new AnyClientCertificate()))
                .build();
        return Server.builder()
                .https(address)
                .tlsProvider(new CurrentCredential(credential), tls)
                .bossGroupFactory(_ -> new ControlPlaneLoops(1, "control-plane-accept"))
                .workerGroup(new ControlPlaneLoops(LOOPS, "control-plane-io"), true)
                .meterRegistry(new CompositeMeterRegistry()) // counts nothing
                .unloggedExceptionsReportIntervalMillis(0)
                .disableServerHeader()
                .maxNumConnections(limits.connections())
                .http1MaxInitialLineLength(limits.startLineBytes())
                .http1MaxHeaderSize(limits.headerBytes())
                .http2MaxHeaderListSize(limits.headerBytes())
                .http2MaxStreamsPerConnection(limits.streams())
                .maxRequestLength(limits.bodyBytes())
                .requestTimeout(limits.requestTime())
                .idleTimeout(limits.idleTime())
                .gracefulShutdownTimeout(Duration.ZERO, STOP_PATIENCE)
                .errorHandler(new ProtocolErrors(limits))
                .serviceUnder("/", this::serve)
                .build();
    }

    /** Armeria keeps one context for each key pair that is not equal to the one before. */
    private record CurrentCredential(Supplier<CertificateAndKey> credential) implements TlsProvider {
        @Override
        public TlsKeyPair keyPair(String hostname) {
            CertificateAndKey current = credential.get();
            return TlsKeyPair.of(current.key(), current.chain());
        }
    }

    private HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (!places.tryAcquire()) {
            HttpResponse throttled =
                    HttpAnswer.of(controlPlane.throttled(limits.requests())).toHttpResponse();
            // Read to its end and forgotten: who is answered while he sends may hear a reset and no answer.
            return HttpResponse.of(request.subscribe().handle((_, _) -> throttled));
        }
        CompletableFuture<HttpResponse> answer = request.aggregate()
                .thenApplyAsync(
                        whole -> HttpAnswer.of(controlPlane.answer(raw(context, whole)))
                                .toHttpResponse(),
                        threads);
        var _ = answer.whenComplete((_, _) -> places.release());
        return HttpResponse.of(answer);
    }

    private static RawRequest raw(ServiceRequestContext context, AggregatedHttpRequest request) {
        String target = context.rawPath();
        int question = target.indexOf('?');
        return new RawRequest(
                request.method().name(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers(request),
                bytes(request.content()),
                certificate(context.sslSession()),
                context.remoteAddress());
    }

    private static List<Map.Entry<String, String>> headers(AggregatedHttpRequest request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        boolean host = false;
        for (Map.Entry<? extends CharSequence, String> header : request.headers()) {
            String name = header.getKey().toString();
            if (!name.startsWith(":")) {
                headers.add(Map.entry(name, header.getValue()));
                host |= name.equals("host");
            }
        }
        String authority = request.authority();
        if (!host && authority != null) {
            headers.add(Map.entry("host", authority));
        }
        return headers;
    }

    private static byte[] bytes(HttpData content) {
        return content.isEmpty() ? new byte[0] : content.array();
    }

    private static @Nullable X509Certificate certificate(@Nullable SSLSession session) {
        try {
            Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? leaf : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    /** Takes nothing new, and waits a few seconds for what is being answered. */
    @Override
    public void close() {
        server.stop().join();
        threads.close();
    }
}
