package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.pki.DevelopmentCa;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerChainTest {
    private static final Path FILE = Path.of("server.pem");

    @TempDir
    Path folder;

    private static void check(Instant now, X509Certificate... chain) throws TlsConfigurationException {
        ServerChain.check(FILE, List.of(chain), now);
    }

    private static void refused(String expected, X509Certificate... chain) {
        assertThatThrownBy(() -> check(Instant.now(), chain))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("certificate: server.pem")
                .hasMessageContaining(expected);
    }

    @Test
    void a_chain_in_order_and_a_self_signed_certificate_are_taken() throws Exception {
        DevelopmentCa ca = DevelopmentCa.openOrCreate(folder);
        assertThat(ca.serverChain()).hasSizeGreaterThan(1);
        assertThatCode(() -> ServerChain.check(FILE, ca.serverChain(), Instant.now()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(Instant.now(), TestCertificates.of("P-256").leaf()))
                .doesNotThrowAnyException();
    }

    @Test
    void a_chain_out_of_order_or_with_somebody_elses_issuer_is_refused() throws Exception {
        DevelopmentCa ca = DevelopmentCa.openOrCreate(folder.resolve("one"));
        DevelopmentCa other = DevelopmentCa.openOrCreate(folder.resolve("other"));
        X509Certificate leaf = ca.serverChain().getFirst();
        X509Certificate intermediate = ca.serverChain().get(1);
        refused("did not issue the one before it", leaf, ca.root());
        refused("did not issue the one before it", intermediate, leaf);
        refused("is an authority", intermediate, ca.root());
        refused("did not sign the one before it", leaf, other.serverChain().get(1));
        refused("is no authority", leaf, TestCertificates.issuerNamed(leaf).leaf());
    }

    @Test
    void a_certificate_that_is_not_valid_now_is_refused() throws Exception {
        X509Certificate leaf = DevelopmentCa.openOrCreate(folder).serverChain().getFirst();
        Instant late = leaf.getNotAfter().toInstant().plusSeconds(1);
        Instant early = leaf.getNotBefore().toInstant().minus(Duration.ofHours(1));
        assertThatThrownBy(() -> check(late, leaf))
                .hasMessageContaining("expired at")
                .hasMessageContaining("renew");
        assertThatThrownBy(() -> check(early, leaf)).hasMessageContaining("is not valid before");
    }

    @Test
    void a_certificate_for_clients_is_not_shown_by_a_server() {
        X509Certificate device = TestCertificates.with(
                        Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                .leaf();
        refused("is not for servers", device);
    }
}
