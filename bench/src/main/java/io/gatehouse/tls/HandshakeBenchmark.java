package io.gatehouse.tls;

import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.loop.LoopBenchmark;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One TLS handshake in memory: the broker's own server side, as a listener has it, and a client of Netty. The score is
 * both sides and the end of the connection; what each side took of it, and how many bytes and flights, is told by
 * {@link HandshakeCosts}.
 *
 * <p>The parameters' defaults are two runs, the main ones. By {@code -p} they take everything in the lists below; what
 * does not go together ends in the set-up, with the sentence of {@link HandshakeCase#impossible}.
 *
 * <ul>
 *   <li>A full handshake is with a broker as it is shipped, that gives no tickets. A resumed one is with {@code
 *       tls.resumption} on: the client offers a ticket. In TLS 1.3 it is that of the handshake before, and new ones
 *       come; in TLS 1.2 BoringSSL takes the first one again and again.
 *   <li>The client is BoringSSL (or what the JVM has in its place) whatever the server is, and the JDK's where one of
 *       the keys is Ed25519. It verifies what the server signs, and takes the server's chain unseen: what validating a
 *       chain costs is {@link ChainValidationBenchmark}.
 *   <li>The client offers the group that is asked for alone, in TLS 1.2 with the curves of the certificates behind it.
 *   <li>Every authority of a chain has a key of the kind of its leaf.
 * </ul>
 */
public class HandshakeBenchmark extends LoopBenchmark {
    /** Of the server. {@code openssl} where the JVM was started with it: see {@code docs/tls.md}. */
    public static final List<String> ENGINES = List.of("boringssl", "jdk", "openssl");

    public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    public static final List<String> GROUPS = List.of("x25519", "secp256r1", "X25519MLKEM768");

    public static final List<String> SERVER_KEYS = List.of("p256", "p384", "rsa2048", "rsa3072", "ed25519");

    /** With {@code none} the server asks for no certificate, as for requests that are signed. */
    public static final List<String> DEVICE_KEYS = List.of("p256", "p384", "rsa2048", "rsa3072", "ed25519", "none");

    /** How many certificates each side sends. */
    public static final List<Integer> CHAINS = List.of(1, 2, 3);

    public static final List<String> KINDS = List.of("full", "resumed");

    @Param("boringssl")
    public String engine = "boringssl";

    @Param("TLSv1.3")
    public String version = "TLSv1.3";

    @Param("x25519")
    public String group = "x25519";

    @Param("p256")
    public String serverKey = "p256";

    @Param("p256")
    public String deviceKey = "p256";

    @Param("1")
    public int chain = 1;

    @Param({"full", "resumed"})
    public String kind = "full";

    private HandshakeCase wanted;
    private @Nullable CertificateAndKey device;
    private ServerTls server;
    private SslContext client;
    private @Nullable HandshakeRecord record;
    private @Nullable Handshake last;

    @Setup
    public void prepare() throws Exception {
        wanted = new HandshakeCase(engine, version, group, serverKey, deviceKey, chain, kind);
        String impossible = wanted.impossible();
        if (impossible != null) {
            throw new IllegalArgumentException(impossible);
        }
        CertificateAndKey shown = new SampleChains(SampleKey.of(serverKey), chain).issue();
        device = wanted.asksForCertificate() ? new SampleChains(SampleKey.of(deviceKey), chain).issue() : null;
        server = ServerTls.open(
                settings(),
                Doors.of(List.of(wanted.asksForCertificate() ? Protocol.MQTT : Protocol.HTTPS), device == null),
                new ServerCertificates(List.of(new ServerCertificate(shown, null)), List.of()),
                (id, leaf) -> null);
        client = SampleClients.context(wanted, device);
        if (wanted.resumed()) {
            try (InMemoryHandshake first = shaken()) {
                require("kind", kindOf(first), "full"); // the first ticket comes from it
            }
        }
        try (InMemoryHandshake handshake = shaken()) {
            check(handshake);
        }
    }

    private TlsSettings settings() {
        List<String> groups = Stream.concat(Stream.of(group), TlsSettings.DEFAULTS.groups().stream())
                .distinct()
                .toList();
        return SampleSettings.of(wanted.engineOfServer(), List.of(version), groups, wanted.resumed());
    }

    /** How many flights it took. */
    @Benchmark
    public int handshake(HandshakeCosts costs) {
        try (InMemoryHandshake handshake = shaken()) {
            if (Resumption.happened(handshake.serverTls().engine()) != wanted.resumed()) {
                throw new IllegalStateException("kind: " + kindOf(handshake) + " (expected: " + kind + ")");
            }
            costs.add(handshake);
            return handshake.flights();
        }
    }

    private InMemoryHandshake shaken() {
        InMemoryHandshake handshake =
                new InMemoryHandshake(server::addTo, () -> SampleClients.handler(client, wanted), this::completed);
        handshake.run(version.equals("TLSv1.3") ? InMemoryHandshake.RECORD_1_3 : InMemoryHandshake.RECORD_1_2);
        return handshake;
    }

    /** What the broker does with a handshake that completed: how did it go, and who is it? */
    private void completed(Channel channel) {
        record = HandshakeMeter.take(channel);
        last = device == null
                ? null
                : Handshake.of(channel.pipeline().get(SslHandler.class)).over(record);
    }

    private static String kindOf(InMemoryHandshake handshake) {
        return Resumption.happened(handshake.serverTls().engine()) ? "resumed" : "full";
    }

    private void check(InMemoryHandshake handshake) throws SSLPeerUnverifiedException {
        HandshakeRecord seen = Objects.requireNonNull(record);
        SSLSession session = handshake.clientTls().engine().getSession();
        boolean tls13 = version.equals("TLSv1.3");
        require("kind", kindOf(handshake), kind);
        require("version", session.getProtocol(), version);
        require("suite", session.getCipherSuite(), suite());
        // Where a session of TLS 1.2 is resumed, no keys are exchanged.
        String agreed = last == null || last.group() == null ? seen.group() : last.group();
        if (tls13 || !wanted.resumed()) {
            require("group", agreed, group);
        }
        require("flights", handshake.flights(), tls13 || wanted.resumed() ? 3 : 4);
        require("certificates of the server", session.getPeerCertificates().length, chain);
        if (device == null) {
            require("certificates of the client", seen.chain().size(), 0);
        } else {
            require("client", Objects.requireNonNull(last).certificateId(), CertificateIds.of(device.leaf()));
            require("certificates of the client", seen.chain().size(), chain);
        }
    }

    private String suite() {
        return version.equals("TLSv1.3")
                ? "TLS_AES_128_GCM_SHA256"
                : "TLS_ECDHE_" + (serverKey.startsWith("rsa") ? "RSA" : "ECDSA") + "_WITH_AES_128_GCM_SHA256";
    }

    private static void require(String what, @Nullable Object found, Object expected) {
        if (!expected.equals(found)) {
            throw new IllegalStateException(what + ": " + found + " (expected: " + expected + ")");
        }
    }

    @TearDown
    public void stop() {
        server.close();
        ReferenceCountUtil.release(client);
    }
}
