package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.reason.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LeafFitnessTest {
    private static @Nullable Reason reasonFor(byte[] der) {
        LeafFitness.Unfit unfit = LeafFitness.judge(der);
        return unfit == null ? null : unfit.reason();
    }

    private static byte[] der(String key) throws Exception {
        return TestCertificates.of(key).leaf().getEncoded();
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "P-384", "P-521", "RSA-2048", "RSA-4096", "Ed25519"})
    void the_keys_of_the_list_are_fit(String key) throws Exception {
        assertThat(reasonFor(der(key))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "P-256, SHA384withECDSA",
        "P-384, SHA512withECDSA",
        "RSA-2048, SHA384withRSA",
        "RSA-2048, SHA512withRSA",
        "RSA-2048, SHA256withRSAandMGF1"
    })
    void signatures_over_sha2_are_fit(String key, String signature) throws Exception {
        assertThat(reasonFor(TestCertificates.of(key, signature).leaf().getEncoded()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "P-256, SHA1withECDSA",
        "RSA-2048, SHA1withRSA",
        "RSA-2048, MD5withRSA",
        "P-256, SHA224withECDSA",
        "RSA-2048, SHA1withRSAandMGF1"
    })
    void weak_signatures_are_not(String key, String signature) throws Exception {
        assertThat(reasonFor(TestCertificates.of(key, signature).leaf().getEncoded()))
                .isEqualTo(Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
    }

    @Test
    void a_short_rsa_key_is_weak_one_bit_below_the_limit_too() throws Exception {
        assertThat(reasonFor(der("RSA-1024"))).isEqualTo(Reason.TLS_CERTIFICATE_KEY_WEAK);
        assertThat(reasonFor(der("RSA-2047"))).isEqualTo(Reason.TLS_CERTIFICATE_KEY_WEAK);
    }

    @Test
    void the_exponent_one_is_weak_and_an_endless_one_is_not_taken() throws Exception {
        byte[] der = der("RSA-2048");
        // INTEGER of three octets, 65537, at the end of the key.
        int at = HexFormat.of().formatHex(der).indexOf("0203010001") / 2;
        byte[] one = der.clone();
        System.arraycopy(new byte[] {2, 3, 0, 0, 1}, 0, one, at, 5);
        assertThat(reasonFor(one)).isEqualTo(Reason.TLS_CERTIFICATE_KEY_WEAK);
        byte[] zero = der.clone();
        System.arraycopy(new byte[] {2, 3, 0, 0, 0}, 0, zero, at, 5);
        assertThat(reasonFor(zero)).isEqualTo(Reason.TLS_CERTIFICATE_MALFORMED);
    }

    @Test
    void other_curves_and_kinds_of_keys_are_not_taken() throws Exception {
        byte[] der = der("P-256");
        String p256 = "06082a8648ce3d030107";
        int curve = HexFormat.of().formatHex(der).indexOf(p256) / 2;
        byte[] otherCurve = der.clone();
        otherCurve[curve + 9] = 1; // prime192v1
        assertThat(reasonFor(otherCurve)).isEqualTo(Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
        byte[] ownParameters = der.clone();
        ownParameters[curve] = 0x30;
        assertThat(reasonFor(ownParameters)).isEqualTo(Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
        byte[] otherKind = der.clone();
        otherKind[curve - 1] = 9;
        assertThat(reasonFor(otherKind)).isEqualTo(Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "RSA-2048"})
    void a_certificate_cut_short_anywhere_is_malformed(String key) throws Exception {
        byte[] der = der(key);
        for (int length = 0; length < der.length; length++) {
            assertThat(reasonFor(Arrays.copyOf(der, length)))
                    .as("the first %s bytes", length)
                    .isEqualTo(Reason.TLS_CERTIFICATE_MALFORMED);
        }
    }

    @Test
    void damaged_bytes_end_in_a_reason_and_never_in_an_exception() throws Exception {
        long seed = 20_261_120;
        Random random = new Random(seed);
        byte[] der = der("RSA-2048");
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = der.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            LeafFitness.Unfit unfit = LeafFitness.judge(changed);
            assertThat(unfit == null || unfit.detail().length() < 250)
                    .as("seed %s round %s", seed, i)
                    .isTrue();
        }
    }
}
