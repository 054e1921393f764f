package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a scanner finds that tries whatever a TLS server could be talked into. */
final class SslscanIT {
    private static final int SECONDS = 120;

    @TempDir
    Path folder;

    @BeforeAll
    static void present() throws InterruptedException {
        boolean present;
        try {
            present = new ProcessBuilder("sslscan", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (IOException missing) {
            present = false;
        }
        assumeTrue(present, "sslscan: not found (expected: Debian's package sslscan)");
    }

    /** As a device with a certificate: without one, no handshake would come to an end. */
    private List<Element> scan(RunningBroker broker, String listener) throws Exception {
        TestDevice device = broker.device("scanner");
        device.writeTo(folder);
        Process scan = new ProcessBuilder(
                        "sslscan",
                        "--no-colour",
                        "--show-sigs",
                        "--pk=key.pem",
                        "--certs=chain.pem",
                        "--sni-name=localhost",
                        "--xml=-",
                        "127.0.0.1:" + broker.port(listener))
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Document found =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(scan.getInputStream());
            assertThat(scan.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            NodeList nodes = found.getElementsByTagName("*");
            List<Element> elements = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
            return elements;
        } finally {
            scan.destroy();
        }
    }

    private static Set<String> found(
            List<Element> elements, String tag, Predicate<Element> which, Function<Element, String> what) {
        return elements.stream()
                .filter(element -> element.getTagName().equals(tag))
                .filter(which)
                .map(what)
                .collect(Collectors.toSet());
    }

    private static Predicate<Element> with(String attribute, String value) {
        return element -> element.getAttribute(attribute).equals(value);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void it_finds_what_is_configured_and_nothing_weak(TlsSettings.Engine engine) throws Exception {
        try (RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, from -> with(from, engine))) {
            List<Element> found = scan(broker, "everything");

            assertThat(found(
                            found,
                            "protocol",
                            with("enabled", "1"),
                            protocol -> protocol.getAttribute("type") + " " + protocol.getAttribute("version")))
                    .containsExactlyInAnyOrder("tls 1.2", "tls 1.3");
            assertThat(found(found, "cipher", with("sslversion", "TLSv1.3"), suite -> suite.getAttribute("cipher")))
                    .containsExactlyInAnyOrder(
                            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
            assertThat(found(found, "cipher", with("sslversion", "TLSv1.2"), suite -> suite.getAttribute("cipher")))
                    .containsExactlyInAnyOrder(
                            "ECDHE-ECDSA-AES128-GCM-SHA256",
                            "ECDHE-ECDSA-AES256-GCM-SHA384",
                            "ECDHE-ECDSA-CHACHA20-POLY1305");
            assertThat(found(found, "group", group -> true, group -> group.getAttribute("name")))
                    .containsExactlyInAnyOrder("x25519", "secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)");
            Set<String> signatures =
                    found(found, "connection-signature-algorithm", signature -> true, one -> one.getAttribute("name"));
            assertThat(signatures)
                    .contains("ecdsa_secp256r1_sha256")
                    .noneMatch(signature -> signature.matches(".*(md5|sha1|sha224|ANY).*"));
            if (engine == TlsSettings.Engine.BORINGSSL) { // the JDK finds out after its ServerHello
                assertThat(signatures).containsExactly("ecdsa_secp256r1_sha256");
            }
            assertThat(found(found, "renegotiation", renegotiation -> true, one -> one.getAttribute("supported")))
                    .containsExactly("0");
            assertThat(found(found, "compression", with("supported", "1"), Element::getTagName))
                    .isEmpty();
            assertThat(found(found, "heartbleed", heartbleed -> true, one -> one.getAttribute("vulnerable")))
                    .containsExactly("0");
            assertThat(found(found, "signature-algorithm", certificate -> true, Element::getTextContent))
                    .containsExactly("ecdsa-with-SHA256");
        }
    }

    private static Configuration with(Configuration from, TlsSettings.Engine engine) {
        TlsSettings tls = from.tls();
        return RunningBroker.withListenerBeside(
                RunningBroker.withTls(
                        from,
                        new TlsSettings(
                                EnginesHere.assumed(engine),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                tls.versions(),
                                tls.groups(),
                                tls.handshakeTimeout(),
                                tls.maxClientHelloBytes(),
                                tls.resumption(),
                                tls.ticketLifetime(),
                                tls.expiredCertificateGrace(),
                                tls.expiryWarning())),
                "everything",
                List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS));
    }
}
