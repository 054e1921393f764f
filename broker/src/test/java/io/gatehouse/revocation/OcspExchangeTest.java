package io.gatehouse.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import io.gatehouse.revocation.OcspServer.Answering;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which answers of a responder count. */
class OcspExchangeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final TestAuthority AUTHORITY = TestAuthority.named("factory");
    private static final TestDevice DEVICE = AUTHORITY.device("lamp");

    private static OcspExchange exchange(boolean nonce) throws Exception {
        return new OcspExchange(
                Issuer.of(AUTHORITY.certificate()), DEVICE.issued().leaf().getSerialNumber(), nonce);
    }

    private static OcspAnswer judged(OcspExchange exchange, byte[] response) {
        return exchange.answer(response, Instant.now(), SKEW, HOUR);
    }

    private static OcspAnswer answer(Answering by, @Nullable CertificateStatus status, @Nullable Duration holds)
            throws Exception {
        OcspExchange exchange = exchange(false);
        return judged(exchange, by.answer(exchange.request(), null, status, holds));
    }

    private static void isNothing(OcspAnswer answer, OcspAnswer.Kind kind, String why) {
        assertThat(answer).isInstanceOf(OcspAnswer.Nothing.class);
        assertThat(((OcspAnswer.Nothing) answer).kind()).isEqualTo(kind);
        assertThat(((OcspAnswer.Nothing) answer).why()).contains(why);
    }

    @Test
    void the_authority_itself_says_good_revoked_or_that_it_does_not_know() throws Exception {
        assertThat(answer(Answering.by(AUTHORITY), CertificateStatus.GOOD, HOUR))
                .isInstanceOf(OcspAnswer.Good.class);
        assertThat(answer(Answering.by(AUTHORITY), new RevokedStatus(new Date(), 1), HOUR))
                .isInstanceOf(OcspAnswer.Revoked.class);
        isNothing(answer(Answering.by(AUTHORITY), new UnknownStatus(), HOUR), OcspAnswer.Kind.UNKNOWN, "does not know");
    }

    @Test
    void a_responder_speaks_for_the_authority_that_signed_it_for_ocsp() throws Exception {
        assertThat(answer(Answering.by(AUTHORITY.responder(true)), CertificateStatus.GOOD, HOUR))
                .isInstanceOf(OcspAnswer.Good.class);
    }

    @Test
    void a_device_of_the_authority_does_not_speak_for_it() throws Exception {
        isNothing(
                answer(Answering.by(AUTHORITY.responder(false)), CertificateStatus.GOOD, HOUR),
                OcspAnswer.Kind.INVALID,
                "signature");
        isNothing(
                answer(Answering.by(DEVICE.issued()), CertificateStatus.GOOD, HOUR),
                OcspAnswer.Kind.INVALID,
                "signature");
    }

    @Test
    void another_authority_does_not_speak_for_it_whatever_its_name() throws Exception {
        TestAuthority impostor = TestAuthority.named("factory");

        isNothing(answer(Answering.by(impostor), CertificateStatus.GOOD, HOUR), OcspAnswer.Kind.INVALID, "signature");
        isNothing(
                answer(Answering.by(impostor.responder(true)), CertificateStatus.GOOD, HOUR),
                OcspAnswer.Kind.INVALID,
                "signature");
    }

    @Test
    void an_answer_that_is_over_or_from_the_future_does_not_count() throws Exception {
        Answering slow = Answering.by(AUTHORITY).shifted(Duration.ofHours(-3));
        Answering fast = Answering.by(AUTHORITY).shifted(HOUR);

        isNothing(answer(slow, CertificateStatus.GOOD, HOUR), OcspAnswer.Kind.INVALID, "was good until");
        isNothing(answer(slow, CertificateStatus.GOOD, null), OcspAnswer.Kind.INVALID, "was good until");
        isNothing(answer(fast, CertificateStatus.GOOD, HOUR), OcspAnswer.Kind.INVALID, "not in the future");
        assertThat(answer(Answering.by(AUTHORITY).shifted(Duration.ofMinutes(3)), CertificateStatus.GOOD, HOUR))
                .as("within the skew")
                .isInstanceOf(OcspAnswer.Good.class);
    }

    @Test
    void an_answer_about_another_certificate_does_not_count() throws Exception {
        OcspExchange exchange = exchange(false);
        CertificateID other = new CertificateID(
                new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                new JcaX509CertificateHolder(AUTHORITY.certificate()),
                AUTHORITY.device("other").issued().leaf().getSerialNumber());

        isNothing(
                judged(
                        exchange,
                        Answering.by(AUTHORITY).answer(exchange.request(), other, CertificateStatus.GOOD, HOUR)),
                OcspAnswer.Kind.INVALID,
                "another certificate");
    }

    @Test
    void an_answer_to_another_question_does_not_count_where_a_nonce_was_sent() throws Exception {
        OcspExchange first = exchange(true);
        OcspExchange second = exchange(true);
        byte[] recorded = Answering.by(AUTHORITY).answer(first.request(), null, CertificateStatus.GOOD, HOUR);

        assertThat(judged(first, recorded)).isInstanceOf(OcspAnswer.Good.class);
        isNothing(judged(second, recorded), OcspAnswer.Kind.INVALID, "nonce");
        isNothing(
                judged(
                        second,
                        Answering.by(AUTHORITY)
                                .withoutNonce()
                                .answer(second.request(), null, CertificateStatus.GOOD, HOUR)),
                OcspAnswer.Kind.INVALID,
                "nonce");
    }

    @Test
    void damage_never_turns_into_another_answer_and_throws_nothing() throws Exception {
        OcspExchange exchange = exchange(false);
        byte[] revoked =
                Answering.by(AUTHORITY).answer(exchange.request(), null, new RevokedStatus(new Date(), 1), HOUR);
        Random random = new Random(4711);
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = revoked.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);

            assertThat(judged(exchange, damaged)).isNotInstanceOf(OcspAnswer.Good.class);
        }
        for (int length = 0; length < revoked.length; length++) {
            assertThat(judged(exchange, Arrays.copyOf(revoked, length))).isInstanceOf(OcspAnswer.Nothing.class);
        }
    }
}
