package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static io.gatehouse.registry.TestCertificates.keys;
import static io.gatehouse.registry.TestCertificates.p256;
import static io.gatehouse.registry.TestCertificates.rsa;
import static io.gatehouse.registry.TestCertificates.selfSigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.tls.CertificateIds;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateChecksTest {
    private static @Nullable String problemOf(KeyPair keys, String signature) {
        return CertificateChecks.device(selfSigned(keys, signature, false), NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void the_three_nist_curves_are_taken(String curve) {
        assertThat(problemOf(keys("EC", new ECGenParameterSpec(curve)), "SHA384withECDSA"))
                .isNull();
    }

    @Test
    void ed25519_may_be_registered_though_only_the_jdk_engine_takes_it() {
        assertThat(problemOf(keys("Ed25519", NamedParameterSpec.ED25519), "Ed25519"))
                .isNull();
    }

    @Test
    void ed448_is_refused() {
        assertThat(problemOf(keys("Ed448", NamedParameterSpec.ED448), "Ed448")).contains("certificate key");
    }

    @Test
    void rsa_is_taken_from_2048_bits_on_and_with_modern_signatures_only() {
        KeyPair keys = rsa(2048);

        assertThat(problemOf(keys, "SHA256withRSA")).isNull();
        assertThat(problemOf(keys, "SHA256withRSAandMGF1")).isNull();
        assertThat(problemOf(keys, "SHA1withRSA"))
                .contains("certificate signature")
                .contains("expected");
        assertThat(problemOf(keys, "MD5withRSA")).contains("certificate signature");
        assertThat(problemOf(keys, "SHA1withRSAandMGF1")).contains("certificate signature");
    }

    @Test
    void short_rsa_keys_are_refused_with_their_length() {
        assertThat(problemOf(rsa(1024), "SHA256withRSA"))
                .isEqualTo("certificate key: RSA of 1024 bits (expected: 2048 to 8192)");
    }

    @Test
    void version_1_is_refused() {
        assertThat(CertificateChecks.device(TestCertificates.version1(), NOW)).contains("expected: X.509 v3");
    }

    @Test
    void an_ended_validity_is_refused_and_one_that_has_not_begun_is_not() {
        Duration day = Duration.ofDays(1);

        assertThat(CertificateChecks.device(TestCertificates.validFor(NOW.minus(day), NOW.minusSeconds(1)), NOW))
                .contains("notAfter");
        assertThat(CertificateChecks.device(TestCertificates.validFor(NOW.plusSeconds(60), NOW.plus(day)), NOW))
                .isNull();
    }

    @Test
    void only_a_certificate_that_says_so_is_a_ca() {
        assertThat(CertificateChecks.ca(selfSigned(p256(), "SHA256withECDSA", true), NOW))
                .isNull();
        assertThat(CertificateChecks.ca(device("lamp"), NOW)).contains("expected: CA:TRUE");
    }

    @Test
    void der_and_pem_give_the_same_certificate_and_the_id_is_the_digest_of_the_der() {
        X509Certificate lamp = device("lamp");
        String pem = new Der(der(lamp)).pem();

        Reading.Read fromDer = read(der(lamp));
        Reading.Read fromPem = read(pem.getBytes(StandardCharsets.US_ASCII));

        assertThat(fromPem.der()).isEqualTo(fromDer.der());
        assertThat(fromDer.der().id()).isEqualTo(CertificateIds.of(lamp)).matches("[0-9a-f]{64}");
        assertThat(new Der("abc".getBytes(StandardCharsets.US_ASCII)).id())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
    }

    private static Reading.Read read(byte[] input) {
        Reading reading = CertificateChecks.read(input);
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return (Reading.Read) reading;
    }

    @Test
    void of_a_pem_file_with_a_key_and_a_chain_the_first_certificate_counts() {
        X509Certificate lamp = device("lamp");
        String file = "Bag Attributes\r\n-----BEGIN PRIVATE KEY-----\r\nAAAA\r\n-----END PRIVATE KEY-----\r\n"
                + new Der(der(lamp)).pem().replace("\n", "\r\n")
                + new Der(der(device("intermediate"))).pem();

        assertThat(read(file.getBytes(StandardCharsets.US_ASCII)).der()).isEqualTo(new Der(der(lamp)));
    }

    @Test
    void bytes_after_the_certificate_are_refused_because_they_would_change_the_id() {
        byte[] der = der(device("lamp"));

        assertThat(CertificateChecks.read(Arrays.copyOf(der, der.length + 1))).isInstanceOf(Reading.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "3000", "3080", "308405f5e100", "00", "2d2d2d2d2d424547494e"})
    void rubbish_is_refused_with_words(String hex) {
        assertThat(CertificateChecks.read(HexFormat.of().parseHex(hex)))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        unreadable -> assertThat(unreadable.problem()).contains("expected"));
    }

    @Test
    void any_damaged_certificate_is_read_or_refused_and_never_throws() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] good = der(device("lamp"));
        for (int i = 0; i < 2000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = 1 + random.nextInt(3); flips > 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (CertificateChecks.read(bad) instanceof Reading.Read(var certificate, var der)) {
                assertThat(der).as("seed %d", seed).isEqualTo(new Der(bad));
                CertificateChecks.device(certificate, NOW);
                CertificateChecks.ca(certificate, NOW);
            }
        }
    }
}
