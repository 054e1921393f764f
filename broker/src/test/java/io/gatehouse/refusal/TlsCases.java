package io.gatehouse.refusal;

import static io.gatehouse.refusal.Misconfiguration.refused;

import io.gatehouse.TestDevice;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.MismatchedKey;
import io.gatehouse.security.RawClient;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The handshake does not come to its end. */
final class TlsCases {
    private TlsCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(whatIsNotTls(), versionsAndSuites(), certificates(), ends(), afterwards())
                .flatMap(cases -> cases);
    }

    private static Stream<Misconfiguration> whatIsNotTls() {
        return Stream.of(
                refused(
                        "a device without TLS on the TLS port",
                        Reason.TLS_PLAINTEXT,
                        scene -> scene.bytes(Connect.mqtt3(scene.name()).bytes())),
                refused("mosquitto_pub without --cafile", Reason.TLS_PLAINTEXT, scene -> {
                    var _ = Programs.mosquittoPub(scene, "-t", "hello");
                    return Trace.ofAddress(scene.address());
                }),
                refused(
                        "a health check that speaks HTTP to the TLS port",
                        Reason.TLS_PLAINTEXT,
                        scene -> scene.bytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))),
                refused(
                        "a TLS stack that garbles its ClientHello",
                        Reason.TLS_MALFORMED,
                        scene -> scene.bytes(HexFormat.of().parseHex("16030100050100000161"))),
                refused(
                        "a ClientHello of 16 MiB",
                        Reason.TLS_CLIENT_HELLO_TOO_LARGE,
                        scene -> scene.bytes(HexFormat.of().parseHex("160301400001ffffff"))));
    }

    private static Stream<Misconfiguration> versionsAndSuites() {
        return Stream.of(
                refused(
                        "a device that speaks TLS 1.0",
                        Reason.TLS_VERSION_UNSUPPORTED,
                        scene -> scene.bytes(HandshakeBytes.clientHello("0301", ""))),
                refused("openssl s_client -tls1_1", Reason.TLS_VERSION_UNSUPPORTED, scene -> {
                    var _ = Programs.openssl(scene, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
                    return Trace.ofAddress(scene.address());
                }),
                refused(
                        "a device that knows CBC suites only",
                        Reason.TLS_NO_SHARED_CIPHER,
                        scene -> scene.handshake(scene.device().sslContext(), parameters -> {
                            parameters.setProtocols(new String[] {"TLSv1.2"});
                            parameters.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
                        })),
                refused(
                        "a device that knows P-521 only",
                        Reason.TLS_NO_SHARED_GROUP,
                        scene -> scene.handshake(scene.device().sslContext(), groups("secp521r1"))),
                refused(
                                "a broker that takes P-384 only, and a device without it",
                                Reason.TLS_NO_SHARED_GROUP,
                                scene -> scene.handshake(scene.device().sslContext(), groups("x25519", "secp256r1")))
                        .at(Setting.ONE_GROUP),
                refused(
                        "a TLS stack that puts its pre-shared key before the last extension",
                        Reason.TLS_MALFORMED,
                        scene -> scene.bytes(HandshakeBytes.clientHello("0303", HandshakeBytes.PSK_NOT_LAST))),
                refused(
                        "a device that asks for two servers at once",
                        Reason.TLS_SERVER_NAME_INVALID,
                        scene -> scene.bytes(HandshakeBytes.clientHello(
                                "0303", HandshakeBytes.TWO_SERVER_NAMES + HandshakeBytes.ORDINARY))));
    }

    private static Stream<Misconfiguration> certificates() {
        return Stream.of(
                refused(
                        "a device without a certificate",
                        Reason.TLS_NO_CLIENT_CERTIFICATE,
                        scene -> scene.handshake(context(scene.stranger(), new KeyManager[0]), parameters -> {})),
                refused("openssl s_client without -cert", Reason.TLS_NO_CLIENT_CERTIFICATE, scene -> {
                    var _ = Programs.openssl(scene);
                    return Trace.ofAddress(scene.address());
                }),
                refused("a device with an Ed25519 key", Reason.TLS_NO_CLIENT_CERTIFICATE, scene -> {
                    EnginesHere.assumed(TlsSettings.Engine.BORINGSSL); // the others take it
                    return scene.handshake(
                            Certificates.withKey(scene.name(), "Ed25519", 0, "Ed25519")
                                    .sslContext(),
                            parameters -> {});
                }),
                refused("a certificate that is none", Reason.TLS_CERTIFICATE_MALFORMED, scene -> {
                    try (RawClient client = scene.plain()) {
                        client.send(HandshakeBytes.clientHello("0303", HandshakeBytes.ORDINARY));
                        client.send(HandshakeBytes.certificate("30820000")).awaitSocketClosed();
                    }
                    return Trace.ofAddress(scene.address());
                }),
                refused(
                        "an RSA key of 1024 bits",
                        Reason.TLS_CERTIFICATE_KEY_WEAK,
                        scene -> handshake(scene, Certificates.withKey(scene.name(), "RSA", 1024, "SHA256withRSA"))),
                refused(
                        "a certificate signed over SHA-1",
                        Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED,
                        scene -> handshake(scene, Certificates.withKey(scene.name(), "EC", 256, "SHA1withECDSA"))),
                refused(
                        "a certificate whose key may agree on keys and not sign",
                        Reason.TLS_CERTIFICATE_USAGE_WRONG,
                        scene -> scene.handshake(
                                Certificates.withoutDigitalSignature(scene.name())
                                        .sslContext(),
                                parameters -> {})),
                refused("a device that sends nine certificates", Reason.TLS_CHAIN_TOO_LONG, scene -> {
                    var _ = scene.handshake(
                            Certificates.underEight(scene.name()).sslContext(), parameters -> {});
                    return Trace.ofAddress(scene.address());
                }),
                refused("a certificate and a key that do not belong together", Reason.TLS_SIGNATURE_INVALID, scene -> {
                    TestDevice device = scene.device();
                    TestDevice other = scene.stranger();
                    KeyManager mixed = new MismatchedKey(
                            device.issued().leaf(), other.issued().key());
                    return scene.handshake(context(device, mixed), parameters -> {});
                }));
    }

    private static Stream<Misconfiguration> ends() {
        return Stream.of(
                refused("a device that does not trust the broker's authority", Reason.TLS_ALERT_RECEIVED, scene -> {
                    SSLContext tls = SSLContext.getInstance("TLS");
                    tls.init(scene.device().keys().getKeyManagers(), null, new SecureRandom());
                    return scene.handshake(tls, parameters -> {});
                }),
                refused("mosquitto_pub with the wrong --cafile", Reason.TLS_ALERT_RECEIVED, scene -> {
                    Path wrong = Programs.filesOf(wronglyRooted(scene.name()));
                    var _ = Programs.mosquittoPub(
                            scene,
                            "-t",
                            "x",
                            "--cafile",
                            wrong.resolve("ca.pem").toString());
                    return Trace.ofAddress(scene.address());
                }),
                refused(
                                "mosquitto_pub with the wrong --cafile, and the JDK's engine",
                                Reason.TLS_ALERT_RECEIVED,
                                scene -> {
                                    Path wrong = Programs.filesOf(wronglyRooted(scene.name()));
                                    var _ = Programs.mosquittoPub(
                                            scene,
                                            "-t",
                                            "x",
                                            "--cafile",
                                            wrong.resolve("ca.pem").toString());
                                    return Trace.ofAddress(scene.address());
                                })
                        .at(Setting.JDK),
                refused("openssl s_client that expects another host name", Reason.TLS_ALERT_RECEIVED, scene -> {
                    Path files = Programs.filesOf(scene.device());
                    String root = files.resolve("ca.pem").toString();
                    var _ = Programs.openssl(
                            scene, "-CAfile", root, "-verify_return_error", "-verify_hostname", "gate.example");
                    return Trace.ofAddress(scene.address());
                }),
                refused("a port probe that begins a handshake and leaves", Reason.TLS_CLOSED_EARLY, scene -> {
                    try (RawClient client = scene.plain()) {
                        client.send(HexFormat.of().parseHex("1603010200010001FC0303"));
                    }
                    return Trace.ofAddress(scene.address());
                }),
                refused(
                                "a device that stalls in the handshake",
                                Reason.TLS_HANDSHAKE_TIMEOUT,
                                scene -> scene.bytes(HexFormat.of().parseHex("1603010200010001FC0303")))
                        .at(Setting.HASTY));
    }

    private static Stream<Misconfiguration> afterwards() {
        return Stream.of(
                refused(
                                "a session that is resumed after its certificate has ended",
                                Reason.TLS_RESUMPTION_REFUSED,
                                scene -> {
                                    Instant now = Instant.now();
                                    TestDevice device = scene.registered(
                                            Certificates.valid(
                                                    scene.name(), now.minusSeconds(60), now.plusSeconds(600)),
                                            CertificateStatus.ACTIVE);
                                    SSLContext tls = device.sslContext();
                                    try (RawClient client = RawClient.of(scene.broker(), tls)) {
                                        client.admitted(Connect.mqtt5(device.name()));
                                        client.publish("x", "for the ticket to arrive", 1);
                                    }
                                    Setting.SHIFTED.shift(Duration.ofHours(1));
                                    try {
                                        var _ = scene.handshake(tls, parameters -> {});
                                    } finally {
                                        Setting.SHIFTED.shift(Duration.ZERO);
                                    }
                                    return Trace.ofCertificate(device);
                                })
                        .at(Setting.RESUMING),
                refused(
                        "a device that ends its handshake and leaves without a CONNECT",
                        Reason.CONNECTION_LOST,
                        scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = RawClient.of(
                                    scene.broker(), device.sslContext(), scene.inetAddress(), parameters -> {})) {
                                client.tls().startHandshake();
                            }
                            return Trace.ofCertificate(device);
                        }),
                refused("a device that renegotiates", Reason.TLS_RENEGOTIATION, TlsCases::renegotiate),
                refused(
                                "a device that renegotiates with the JDK's engine",
                                Reason.TLS_RENEGOTIATION,
                                TlsCases::renegotiate)
                        .at(Setting.JDK));
    }

    private static Trace renegotiate(Scene scene) throws IOException {
        TestDevice device = scene.device();
        try (RawClient client = RawClient.of(
                scene.broker(),
                device.sslContext(),
                scene.inetAddress(),
                parameters -> parameters.setProtocols(new String[] {"TLSv1.2"}))) {
            try {
                client.tls().startHandshake();
            } catch (IOException refused) {
                // as expected
            }
            client.awaitSocketClosed();
        }
        return Trace.ofCertificate(device);
    }

    private static Trace handshake(Scene scene, TestDevice device) {
        var _ = scene.handshake(device.sslContext(), parameters -> {});
        return Trace.ofCertificate(device);
    }

    /** A device that trusts itself and nobody else. */
    private static TestDevice wronglyRooted(String name) {
        IssuedCertificate own = Certificates.authority(name).issued();
        return new TestDevice(name, new IssuedCertificate(own.leaf(), List.of(), own.key(), own.leaf()));
    }

    private static Consumer<SSLParameters> groups(String... groups) {
        return parameters -> parameters.setNamedGroups(groups);
    }

    private static SSLContext context(TestDevice device, KeyManager... keys) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys, device.trust().getTrustManagers(), new SecureRandom());
        return tls;
    }
}
