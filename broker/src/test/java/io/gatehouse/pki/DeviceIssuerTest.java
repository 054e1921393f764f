package io.gatehouse.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceIssuerTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeyPair KEYS = Requests.ec("secp256r1");
    private static final String REQUEST = Requests.of(KEYS, "CN=pump-7,O=Works", "SHA256withECDSA");

    @TempDir
    Path data;

    private DevelopmentCa ca;
    private long nanos;
    private Instant now = NOW;
    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return now.toEpochMilli();
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }
    };

    @BeforeEach
    void open() throws PkiException {
        ca = DevelopmentCa.openOrCreate(data, new ServerNames(Set.of("localhost")), InstantSource.fixed(NOW));
    }

    private DeviceIssuer issuer(Instant notAfter, IssuingRules.Subject subject, int perSecond, int atOnce) {
        return new DeviceIssuer(
                ca.issuingAuthority(), new IssuingRules(notAfter, subject, perSecond, atOnce, perSecond), clock);
    }

    private DeviceIssuer issuer() {
        return issuer(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.OF_REQUEST, 0, 4);
    }

    private X509Certificate certified(String csr) {
        assertThat(issuer().certify(csr)).isInstanceOf(Issuance.Certified.class);
        return ((Issuance.Certified) issuer().certify(csr)).certificate();
    }

    private String refusal(String csr) {
        Issuance answer = issuer().certify(csr);
        assertThat(answer).isInstanceOf(Issuance.Refused.class);
        return ((Issuance.Refused) answer).problem();
    }

    @Test
    void new_keys_are_rsa_2048_in_the_forms_of_aws_and_belong_to_the_certificate() throws Exception {
        Issuance.WithKeys made = (Issuance.WithKeys) issuer().withNewKeys();

        assertThat(made.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(made.publicKeyPem()).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(made.privateKeyPem()).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
        RSAPublicKey key = (RSAPublicKey) made.certificate().getPublicKey();
        RSAPrivateKey secret = RSAPrivateKey.getInstance(
                Base64.getMimeDecoder().decode(made.privateKeyPem().replaceAll("-----[A-Z ]+-----", "")));
        assertThat(key.getModulus().bitLength()).isEqualTo(2048);
        assertThat(secret.getModulus()).isEqualTo(key.getModulus());
        assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=AWS IoT Certificate");
        made.certificate().verify(ca.chain().getFirst().getPublicKey());
        assertThat(made.toString()).doesNotContain("PRIVATE").hasSizeLessThan(80);
    }

    @ParameterizedTest
    @CsvSource({"secp256r1,SHA256withECDSA", "secp384r1,SHA384withECDSA", "secp521r1,SHA512withECDSA"})
    void a_request_with_a_key_on_one_of_three_curves_is_certified(String curve, String signature) throws Exception {
        KeyPair keys = Requests.ec(curve);
        X509Certificate certificate = certified(Requests.of(keys, "CN=pump", signature));

        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        certificate.verify(ca.chain().getFirst().getPublicKey());
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void a_request_with_an_rsa_key_of_2048_to_4096_bits_is_certified(int bits) {
        KeyPair keys = Requests.rsa(bits);

        assertThat(certified(Requests.of(keys, "CN=pump", "SHA384withRSA")).getPublicKey())
                .isEqualTo(keys.getPublic());
    }

    @Test
    void who_asks_is_told_of_what_was_signed_for_it_and_of_nothing_else() {
        AtomicInteger mine = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        DeviceIssuer shared = issuer(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.OF_REQUEST, 3, 4);
        DeviceIssuer asking = shared.telling(mine::incrementAndGet);

        asking.withNewKeys();
        asking.certify(REQUEST);
        asking.certify("no request");
        shared.telling(others::incrementAndGet).certify(REQUEST);

        assertThat(mine).hasValue(2);
        assertThat(others).hasValue(1);
        assertThat(asking.certify(REQUEST)).as("the limits are those of all").isInstanceOf(Issuance.Throttled.class);
        assertThat(mine).hasValue(2);
    }

    @Test
    void weak_and_unusual_keys_are_refused_with_words() {
        assertThat(refusal(Requests.of(Requests.rsa(1024), "CN=pump", "SHA256withRSA")))
                .isEqualTo("csr key: RSA of 1024 bits (expected: 2048 to 4096)");
        assertThat(refusal(Requests.of(Requests.rsa(2048, 3), "CN=pump", "SHA256withRSA")))
                .contains("public exponent of 2 bits");
        assertThat(refusal(Requests.of(Requests.rsa(2048, (1L << 40) + 15), "CN=pump", "SHA256withRSA")))
                .contains("public exponent of 41 bits");
        KeyPair edwards = KeyKind.ED25519.generate();
        assertThat(refusal(Requests.of(edwards, "CN=pump", "Ed25519"))).contains("expected: RSA or ECDSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5withRSA", "SHA1withRSA", "SHA224withRSA"})
    void a_request_signed_by_a_weak_hash_is_refused(String signature) {
        assertThat(refusal(Requests.of(Requests.rsa(2048), "CN=pump", signature)))
                .contains("(expected: RSA or ECDSA with SHA-256, SHA-384 or SHA-512)");
    }

    @Test
    void a_request_for_somebody_elses_key_is_refused() {
        KeyPair other = Requests.ec("secp256r1");

        assertThat(refusal(Requests.of(other, KEYS, "CN=pump", "SHA256withECDSA")))
                .contains("signature does not verify");
    }

    @Test
    void what_a_request_wants_to_become_is_not_taken_over() {
        X509Certificate certificate = certified(Requests.forAnAuthority(KEYS));

        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage())
                .containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(certificate.getExtensionValue("2.5.29.17"))
                .as("subjectAltName")
                .isNull();
    }

    @Test
    void the_same_request_twice_gives_two_certificates_of_random_serial_numbers() {
        X509Certificate one = certified(REQUEST);
        X509Certificate other = certified(REQUEST);

        assertThat(one.getSerialNumber()).isNotEqualTo(other.getSerialNumber());
        assertThat(one.getSerialNumber().bitLength()).isEqualTo(129);
        assertThat(one.getPublicKey()).isEqualTo(other.getPublicKey());
    }

    @Test
    void the_name_of_the_request_is_kept_unless_the_rules_say_otherwise() {
        X509Certificate fixed = ((Issuance.Certified)
                        issuer(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.FIXED, 0, 1)
                                .certify(REQUEST))
                .certificate();

        assertThat(certified(REQUEST).getSubjectX500Principal().getName()).isEqualTo("O=Works,CN=pump-7");
        assertThat(certified(SigningRequest.create().pem())
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=AWS IoT Certificate");
        assertThat(fixed.getSubjectX500Principal().getName()).isEqualTo("CN=AWS IoT Certificate");
    }

    @Test
    void a_certificate_ends_when_it_is_configured_to_and_never_after_its_issuer() {
        Instant soon = NOW.plus(Duration.ofDays(30));
        X509Certificate month = ((Issuance.Certified)
                        issuer(soon, IssuingRules.Subject.OF_REQUEST, 0, 1).certify(REQUEST))
                .certificate();

        assertThat(month.getNotAfter().toInstant()).isEqualTo(soon);
        assertThat(certified(REQUEST).getNotAfter())
                .isEqualTo(ca.chain().getFirst().getNotAfter());
    }

    @Test
    void an_authority_that_has_ended_issues_nothing() {
        now = ca.notAfter();

        assertThat(issuer().certify(REQUEST))
                .isInstanceOfSatisfying(
                        Issuance.Unavailable.class,
                        unavailable -> assertThat(unavailable.problem()).contains("renew the authority"));
    }

    @Test
    void a_storm_is_let_through_at_the_configured_rate() {
        DeviceIssuer slow = issuer(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.OF_REQUEST, 2, 4);

        List<Issuance> first = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            first.add(slow.certify(REQUEST));
        }
        assertThat(first.stream().filter(Issuance.Certified.class::isInstance)).hasSize(2);
        assertThat(first.getLast()).isInstanceOf(Issuance.Throttled.class);
        nanos += Duration.ofMillis(500).toNanos();
        assertThat(slow.certify(REQUEST)).isInstanceOf(Issuance.Certified.class);
        assertThat(slow.certify(REQUEST)).isInstanceOf(Issuance.Throttled.class);
    }

    @Test
    void no_more_keys_are_made_at_once_than_configured_and_nobody_waits() throws Exception {
        DeviceIssuer one = issuer(DevelopmentCa.DEVICE_NOT_AFTER, IssuingRules.Subject.OF_REQUEST, 0, 1);
        Callable<Issuance> asking = one::withNewKeys;

        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Issuance>> all = callers.invokeAll(Collections.nCopies(16, asking));
            List<Issuance> answers = new ArrayList<>();
            for (Future<Issuance> answer : all) {
                answers.add(answer.get());
            }
            assertThat(answers).hasAtLeastOneElementOfType(Issuance.WithKeys.class);
            assertThat(answers)
                    .allMatch(answer -> answer instanceof Issuance.WithKeys
                            || answer instanceof Issuance.Throttled(String problem)
                                    && problem.contains("no more at once"));
        }
        assertThat(one.withNewKeys()).isInstanceOf(Issuance.WithKeys.class);
    }

    @Test
    void garbage_is_refused_and_never_thrown() {
        byte[] der = Base64.getMimeDecoder().decode(REQUEST.replaceAll("-----[A-Z ]+-----", ""));
        assertThat(refusal("")).contains("not one PEM block");
        assertThat(refusal(REQUEST + REQUEST)).contains("not one PEM block");
        assertThat(refusal(REQUEST.replace("CERTIFICATE REQUEST", "CERTIFICATE")))
                .contains("not one PEM block");
        assertThat(refusal("x" + REQUEST)).contains("not one PEM block");
        assertThat(refusal(REQUEST + " ".repeat(8192))).contains("characters (expected: at most 8192)");
        assertThat(refusal(Requests.pem(Arrays.copyOf(der, der.length + 1)))).contains("cannot be read");
        for (int i = 0; i < der.length; i++) {
            byte[] broken = der.clone();
            broken[i] ^= 0x41;
            assertThat(issuer().certify(Requests.pem(broken))).as("byte " + i).isInstanceOf(Issuance.Refused.class);
        }
    }

    @Test
    void a_name_that_is_no_name_is_refused() {
        String many = String.join(",", Collections.nCopies(17, "OU=x"));

        assertThat(refusal(Requests.of(KEYS, many, "SHA256withECDSA"))).contains("17 parts");
        assertThat(refusal(Requests.of(KEYS, "1.2.3.4=" + "x".repeat(1100), "SHA256withECDSA")))
                .contains("at most 1024");
        assertThat(refusal(Requests.of(KEYS, "CN=a\\0Ab", "SHA256withECDSA"))).contains("control characters");
    }
}
