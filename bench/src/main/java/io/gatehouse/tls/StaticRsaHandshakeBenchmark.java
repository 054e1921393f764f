package io.gatehouse.tls;

import io.gatehouse.loop.LoopBenchmark;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The handshake that TLS 1.3 gave up, beside the one that took its place: the client encrypts a secret with the
 * server's RSA key, or both agree on one by ephemeral keys that the RSA key signs. TLS 1.2, one RSA-2048 key for
 * both, no client certificate, no tickets. Neither side is the broker's, which speaks no static RSA: both are bare
 * handlers of Netty, on the native library that the JVM has.
 *
 * <p>What the comparison does not show is the reason: who has recorded the first kind and later gets the key reads all
 * of it.
 */
public class StaticRsaHandshakeBenchmark extends LoopBenchmark {
    private static final String STATIC_RSA = "TLS_RSA_WITH_AES_128_GCM_SHA256";
    private static final String EPHEMERAL = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

    /** {@code rsa} is static. */
    @Param({"rsa", "ecdhe"})
    public String exchange = "rsa";

    private SslContext server;
    private SslContext client;

    @Setup
    public void prepare() throws Exception {
        String suite = switch (exchange) {
            case "rsa" -> STATIC_RSA;
            case "ecdhe" -> EPHEMERAL;
            default -> throw new IllegalArgumentException("exchange: " + exchange + " (expected: rsa or ecdhe)");
        };
        OpenSsl.ensureAvailability();
        CertificateAndKey shown = new SampleChains(SampleKey.RSA2048, 1).issue();
        server = context(SslContextBuilder.forServer(shown.key(), shown.chain()), suite);
        client = context(
                SslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(""),
                suite);
        try (InMemoryHandshake handshake = shaken()) {
            SSLSession session = handshake.clientTls().engine().getSession();
            if (!session.getCipherSuite().equals(suite) || handshake.flights() != 4) {
                throw new IllegalStateException("handshake: " + session.getCipherSuite() + " in " + handshake.flights()
                        + " flights (expected: " + suite + " in 4)");
            }
        }
    }

    private static SslContext context(SslContextBuilder builder, String suite) throws SSLException {
        return builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.2")
                .ciphers(List.of(suite))
                .option(OpenSslContextOption.GROUPS, new String[] {"x25519"})
                .build();
    }

    /** How many flights it took. */
    @Benchmark
    public int handshake(HandshakeCosts costs) {
        try (InMemoryHandshake handshake = shaken()) {
            costs.add(handshake);
            return handshake.flights();
        }
    }

    private InMemoryHandshake shaken() {
        InMemoryHandshake handshake =
                new InMemoryHandshake(this::addTls, () -> client.newHandler(ByteBufAllocator.DEFAULT), channel -> {});
        handshake.run(InMemoryHandshake.RECORD_1_2);
        return handshake;
    }

    private void addTls(ChannelPipeline pipeline) {
        SslHandler handler = server.newHandler(ByteBufAllocator.DEFAULT);
        SSL.setOptions(((ReferenceCountedOpenSslEngine) handler.engine()).sslPointer(), SSL.SSL_OP_NO_TICKET);
        pipeline.addLast(ServerTls.TLS_HANDLER, handler);
    }

    @TearDown
    public void stop() {
        ReferenceCountUtil.release(server);
        ReferenceCountUtil.release(client);
    }
}
