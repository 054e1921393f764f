package io.gatehouse.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which CRLs count, and what they say. */
class CrlReaderTest {
    private static final TestAuthority AUTHORITY = TestAuthority.named("factory");
    private static final TestDevice REVOKED = AUTHORITY.device("revoked");
    private static final TestDevice OTHER = AUTHORITY.device("other");
    private static final ASN1ObjectIdentifier UNHEARD_OF = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

    private static CrlBundle.Reading read(byte[] bytes) {
        return read(bytes, AUTHORITY);
    }

    private static CrlBundle.Reading read(byte[] bytes, TestAuthority... known) {
        List<Issuer> issuers =
                Arrays.stream(known).map(ca -> Issuer.of(ca.certificate())).toList();
        return CrlBundle.read(bytes, "test", issuers, Instant.now().plus(Duration.ofMinutes(5)));
    }

    private static Crls taken(CrlBundle.Reading reading) {
        assertThat(reading).isInstanceOf(CrlBundle.Reading.Read.class);
        return new Crls(((CrlBundle.Reading.Read) reading).crls(), false);
    }

    private static boolean revokes(Crls crls, TestDevice device) {
        return crls.of(TestAuthority.encoded(device.issued().leaf()), Instant.now()) != null;
    }

    private static void isRefused(CrlBundle.Reading reading, String why) {
        assertThat(reading).isInstanceOf(CrlBundle.Reading.Refused.class);
        assertThat(((CrlBundle.Reading.Refused) reading).problem()).contains(why);
    }

    @Test
    void a_crl_revokes_what_it_lists_and_nothing_else_in_der_and_in_pem() {
        for (byte[] bytes :
                List.of(AUTHORITY.crl(REVOKED), AUTHORITY.crlPem(REVOKED).getBytes(StandardCharsets.US_ASCII))) {
            Crls crls = taken(read(bytes));

            assertThat(revokes(crls, REVOKED)).isTrue();
            assertThat(revokes(crls, OTHER)).isFalse();
        }
    }

    @Test
    void a_crl_that_lists_nothing_counts_too() {
        assertThat(revokes(taken(read(AUTHORITY.crl())), REVOKED)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void authorities_sign_with_keys_of_every_kind(String algorithm) {
        TestAuthority authority = TestAuthority.withKey("authority " + algorithm, algorithm);
        TestDevice device = authority.device("d");

        assertThat(revokes(taken(read(authority.crl(device), authority)), device))
                .isTrue();
    }

    @Test
    void a_bundle_has_the_crls_of_several_authorities_and_certificates_between_them_are_passed_over() {
        TestAuthority second = TestAuthority.named("second");
        TestDevice theirs = second.device("theirs");
        String bundle = "made by hand\n" + AUTHORITY.crlPem(REVOKED) + second.pem() + second.crlPem(theirs);

        Crls crls = taken(read(bundle.getBytes(StandardCharsets.US_ASCII), AUTHORITY, second));

        assertThat(revokes(crls, REVOKED)).isTrue();
        assertThat(revokes(crls, theirs)).isTrue();
        assertThat(revokes(crls, OTHER)).isFalse();
    }

    @Test
    void one_bad_crl_keeps_the_whole_bundle_from_counting_and_is_named() {
        TestAuthority stranger = TestAuthority.named("stranger");
        String bundle = AUTHORITY.crlPem(REVOKED) + stranger.crlPem();

        isRefused(read(bundle.getBytes(StandardCharsets.US_ASCII)), "CRL 2 of 2: issuer: ");
    }

    @Test
    void a_certificate_beside_a_crl_does_not_make_its_authority_known() {
        TestAuthority stranger = TestAuthority.named("stranger");
        String file = stranger.pem() + stranger.crlPem(REVOKED);

        isRefused(read(file.getBytes(StandardCharsets.US_ASCII)), "is no known authority");
    }

    @Test
    void an_authority_of_the_same_name_cannot_sign_for_another() {
        TestAuthority impostor = TestAuthority.named("factory");

        isRefused(read(impostor.crl(REVOKED)), "signature: not by ");
        isRefused(
                read(AUTHORITY.list().revoking(REVOKED).signedBy(impostor.key()).der()), "signature: not by ");
    }

    @Test
    void a_byte_that_was_changed_shows() {
        byte[] crl = AUTHORITY.crl(REVOKED);
        byte[] serial = REVOKED.issued().leaf().getSerialNumber().toByteArray();
        int at = indexOf(crl, serial);
        crl[at + 3] ^= 1;

        isRefused(read(crl), "signature: not by ");
    }

    private static int indexOf(byte[] in, byte[] part) {
        for (int i = 0; i + part.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void an_authority_whose_key_may_not_sign_crls_signs_none() {
        TestAuthority certificatesOnly = TestAuthority.withoutCrlSign("certificates only");

        isRefused(read(certificatesOnly.crl(), certificatesOnly), "has no cRLSign");
    }

    @Test
    void two_authorities_of_one_name_speak_for_their_own_certificates() {
        TestAuthority older = TestAuthority.named("twin");
        TestAuthority newer = TestAuthority.named("twin");
        BigInteger serial = BigInteger.valueOf(4711);
        TestDevice ofOlder = older.device("of older", serial, null);
        TestDevice ofNewer = newer.device("of newer", serial, null);

        Crls crls = taken(read(older.crl(ofOlder), older, newer));

        assertThat(revokes(crls, ofOlder)).isTrue();
        assertThat(revokes(crls, ofNewer)).isFalse();
    }

    @Test
    void where_no_key_is_identified_the_name_decides() {
        TestAuthority older = TestAuthority.withoutKeyIdentifier("twin");
        TestAuthority newer = TestAuthority.withoutKeyIdentifier("twin");
        BigInteger serial = BigInteger.valueOf(4711);
        TestDevice ofNewer = newer.device("of newer", serial, null);

        Crls crls = taken(read(older.list().listing(List.of(serial)).der(), older, newer));

        assertThat(revokes(crls, ofNewer)).isTrue();
    }

    @Test
    void a_crl_from_the_future_does_not_count() {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));

        isRefused(
                read(AUTHORITY
                        .list()
                        .from(tomorrow)
                        .until(tomorrow.plusSeconds(60))
                        .der()),
                "expected: not in the future");
    }

    @Test
    void a_stale_crl_counts_on_in_soft_mode_and_refuses_the_whole_issuer_in_hard_mode() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        byte[] der = AUTHORITY
                .list()
                .revoking(REVOKED)
                .from(yesterday)
                .until(yesterday.plusSeconds(60))
                .der();
        List<Crl> crls = ((CrlBundle.Reading.Read) read(der)).crls();
        TestDevice foreign = TestAuthority.named("another").device("foreign");

        assertThat(revokes(new Crls(crls, false), REVOKED)).isTrue();
        assertThat(revokes(new Crls(crls, false), OTHER)).isFalse();
        assertThat(revokes(new Crls(crls, true), OTHER)).isTrue();
        assertThat(revokes(new Crls(crls, true), foreign)).isFalse();
    }

    static Stream<Arguments> notSupported() throws Exception {
        DistributionPointName point = new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/1.crl")));
        return Stream.of(
                Arguments.of(
                        "a delta CRL", AUTHORITY.list().with(Extension.deltaCRLIndicator, true, new ASN1Integer(1))),
                Arguments.of(
                        "an indirect CRL",
                        AUTHORITY
                                .list()
                                .with(
                                        Extension.issuingDistributionPoint,
                                        true,
                                        new IssuingDistributionPoint(point, true, false))),
                Arguments.of(
                        "for some reasons only",
                        AUTHORITY
                                .list()
                                .with(
                                        Extension.issuingDistributionPoint,
                                        true,
                                        new IssuingDistributionPoint(
                                                point,
                                                false,
                                                false,
                                                new ReasonFlags(ReasonFlags.keyCompromise),
                                                false,
                                                false))),
                Arguments.of(
                        "of authorities or attributes only",
                        AUTHORITY
                                .list()
                                .with(
                                        Extension.issuingDistributionPoint,
                                        true,
                                        new IssuingDistributionPoint(point, false, true, null, false, false))),
                Arguments.of(
                        "extension: 1.3.6.1.4.1.99999.1 is critical",
                        AUTHORITY.list().with(UNHEARD_OF, true, DERNull.INSTANCE)),
                Arguments.of(
                        "an entry's extension: 1.3.6.1.4.1.99999.1 is critical",
                        AUTHORITY.list().revoking(REVOKED).withInEntries(UNHEARD_OF, true, DERNull.INSTANCE)),
                Arguments.of(
                        "an entry of another issuer",
                        AUTHORITY
                                .list()
                                .revoking(REVOKED)
                                .withInEntries(
                                        Extension.certificateIssuer,
                                        true,
                                        new GeneralNames(new GeneralName(AUTHORITY.name())))),
                Arguments.of("removeFromCRL", AUTHORITY.list().revoking(REVOKED).because(CRLReason.removeFromCRL)));
    }

    @ParameterizedTest
    @MethodSource("notSupported")
    void what_is_not_understood_in_full_is_not_used_at_all(String why, TestAuthority.CrlList crl) {
        isRefused(read(crl.der()), why);
    }

    @Test
    void what_is_not_critical_is_passed_over() {
        byte[] der = AUTHORITY
                .list()
                .revoking(REVOKED)
                .with(UNHEARD_OF, false, DERNull.INSTANCE)
                .withInEntries(UNHEARD_OF, false, DERNull.INSTANCE)
                .der();

        assertThat(revokes(taken(read(der)), REVOKED)).isTrue();
    }

    @Test
    void a_certificate_on_hold_is_revoked_while_it_is_listed() {
        byte[] der = AUTHORITY
                .list()
                .revoking(REVOKED)
                .because(CRLReason.certificateHold)
                .der();

        assertThat(revokes(taken(read(der)), REVOKED)).isTrue();
    }

    @Test
    void crls_in_parts_count_together_and_of_one_part_the_newest_does() throws Exception {
        byte[] first = part("1", 1, REVOKED);
        byte[] second = part("2", 1, OTHER);
        byte[] newer = part("1", 2);
        List<Crl> crls = Stream.of(first, second, newer)
                .flatMap(der -> ((CrlBundle.Reading.Read) read(der)).crls().stream())
                .toList();

        Crls all = new Crls(crls, false);

        assertThat(all.all()).hasSize(2);
        assertThat(revokes(all, OTHER)).isTrue();
        assertThat(revokes(all, REVOKED)).isFalse();
    }

    private static byte[] part(String name, int number, TestDevice... revoked) {
        DistributionPointName point = new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example/" + name)));
        return AUTHORITY
                .list()
                .revoking(revoked)
                .numbered(number)
                .with(Extension.issuingDistributionPoint, true, new IssuingDistributionPoint(point, false, false))
                .der();
    }

    @Test
    void a_crl_cut_off_anywhere_is_refused() {
        byte[] crl = AUTHORITY.crl(REVOKED, OTHER);
        for (int length = 0; length < crl.length; length++) {
            assertThat(read(Arrays.copyOf(crl, length)))
                    .as("first %s bytes", length)
                    .isInstanceOf(CrlBundle.Reading.Refused.class);
        }
        isRefused(read(Arrays.copyOf(crl, crl.length + 1)), "behind the last element");
    }

    @Test
    void random_damage_is_refused_and_throws_nothing() {
        Random random = new Random(20261129);
        byte[] crl = AUTHORITY.crl(REVOKED, OTHER);
        for (int round = 0; round < 4_000; round++) {
            byte[] damaged = crl.clone();
            int at = random.nextInt(damaged.length);
            byte was = damaged[at];
            damaged[at] = (byte) random.nextInt(256);
            if (damaged[at] != was) {
                assertThat(read(damaged)).isInstanceOf(CrlBundle.Reading.Refused.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing",
                "-----BEGIN X509 CRL-----\nAAAA",
                "-----BEGIN X509 CRL-----\n*\n-----END X509 CRL-----"
            })
    void what_is_no_crl_is_called_so(String text) {
        assertThat(read(text.getBytes(StandardCharsets.US_ASCII))).isInstanceOf(CrlBundle.Reading.Refused.class);
    }
}
