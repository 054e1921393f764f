package io.gatehouse.registry;

import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DerPatternTest {
    @Test
    void a_certificate_kept_by_its_difference_is_what_it_was() throws Exception {
        byte[] lamp = der(device("lamp"));

        Der kept = new Der(lamp).like(new DerPattern(der(device("door-of-another-length"))));

        assertThat(kept.bytes()).isEqualTo(lamp);
        assertThat(kept).isEqualTo(new Der(lamp)).hasSameHashCodeAs(new Der(lamp));
        assertThat(kept.id()).isEqualTo(new Der(lamp).id());
        assertThat(kept.pem()).isEqualTo(new Der(lamp).pem());
    }

    @Test
    void of_a_certificate_little_is_kept_but_its_own_key_signature_and_name() throws Exception {
        byte[] lamp = der(device("lamp"));

        Der kept = new Der(lamp).like(new DerPattern(der(device("door"))));

        assertThat(kept.kept()).isLessThan(lamp.length * 3 / 4);
    }

    @Test
    void a_certificate_that_is_not_like_the_pattern_is_kept_whole() {
        byte[] one = random(600, 1);

        Der kept = new Der(one).like(new DerPattern(random(600, 2)));

        assertThat(kept.kept()).isEqualTo(600);
        assertThat(kept.bytes()).isEqualTo(one);
    }

    @Test
    void whatever_has_been_changed_comes_back() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] pattern = random(random.nextInt(700), round);
            byte[] whole = changed(pattern, random);
            DerPattern likeThis = new DerPattern(pattern);

            assertThat(likeThis.whole(likeThis.difference(whole)))
                    .as("round %d", round)
                    .isEqualTo(whole);
        }
    }

    /** With parts taken out, put in, written over and moved. */
    private static byte[] changed(byte[] pattern, Random random) {
        byte[] whole = pattern.clone();
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(whole.length + 1);
            int length = random.nextInt(80);
            byte[] before = Arrays.copyOf(whole, at);
            byte[] behind = Arrays.copyOfRange(whole, Math.min(whole.length, at + random.nextInt(80)), whole.length);
            byte[] part =
                    random.nextBoolean() ? random(length, i) : Arrays.copyOf(pattern, Math.min(length, pattern.length));
            whole = Arrays.copyOf(before, before.length + part.length + behind.length);
            System.arraycopy(part, 0, whole, before.length, part.length);
            System.arraycopy(behind, 0, whole, before.length + part.length, behind.length);
        }
        return whole;
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void issuers_beyond_the_first_few_hundred_have_no_pattern_and_their_certificates_come_back_all_the_same()
            throws Exception {
        Principals principals = new Principals();
        byte[] lamp = der(device("lamp"));
        for (int i = 0; i < 300; i++) {
            principals.put(certificate("one-of-" + i, lamp, "CN=issuer " + i));
            principals.put(certificate("another-of-" + i, der(device("door")), "CN=issuer " + i));
        }

        for (int i = 0; i < 300; i++) {
            Certificate one = principals.certificate("one-of-" + i);
            assertThat(one).isNotNull().isEqualTo(certificate("one-of-" + i, lamp, "CN=issuer " + i));
        }
        assertThat(kept(principals, "another-of-0")).isLessThan(kept(principals, "another-of-299"));
    }

    private static int kept(Principals principals, String id) {
        Certificate certificate = principals.certificate(id);
        return certificate == null ? -1 : certificate.der().kept();
    }

    private static Certificate certificate(String id, byte[] der, String issuer) {
        Instant time = Instant.EPOCH;
        return new Certificate(
                id,
                new Der(der),
                CertificateStatus.ACTIVE,
                time,
                time,
                "CN=" + id,
                issuer,
                "1",
                time,
                time,
                null,
                CertificateMode.DEFAULT);
    }
}
