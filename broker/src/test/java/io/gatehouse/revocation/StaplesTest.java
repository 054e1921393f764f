package io.gatehouse.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.TestDevice;
import io.gatehouse.config.RevocationSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients of the server are told of its certificate, whatever its issuer's responder does. */
final class StaplesTest {
    private static final Duration LOOK = Duration.ofMillis(10);

    private final TestAuthority authority = TestAuthority.named("issuer of servers");
    private final OcspServer responder = OcspServer.of(authority);
    private final AtomicLong forward = new AtomicLong();
    private final InstantSource clock = () -> Instant.now().plusMillis(forward.get());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private record Shown(X509Certificate leaf, X509Certificate issuer, AtomicReference<byte @Nullable []> now)
            implements Stapled {
        @Override
        public void staple(byte @Nullable [] response) {
            now.set(response);
        }
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    private Shown shown(@Nullable String address) {
        TestDevice server = authority.device("server", BigInteger.valueOf(4711), address);
        return new Shown(server.issued().leaf(), authority.certificate(), new AtomicReference<>());
    }

    private Staples start(Shown certificate) {
        return Staples.start(
                () -> List.of(certificate), RevocationSettings.DEFAULTS, new RevocationMetrics(registry), clock, LOOK);
    }

    private double fetched(String outcome) {
        var counter =
                registry.find("gatehouse.ocsp.staples").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void a_good_answer_is_stapled_and_replaced_before_it_ends() {
        Shown certificate = shown(responder.address());
        responder.answersHold(Duration.ofHours(4));
        try (Staples staples = start(certificate)) {
            await().until(() -> certificate.now().get() != null);
            byte[] first = certificate.now().get();
            assertThat(new OcspExchangeFor(certificate).read(first)).isInstanceOf(OcspAnswer.Good.class);
            assertThat(responder.requests()).isOne();
            forward.addAndGet(Duration.ofHours(2).plusMinutes(1).toMillis());
            await().until(() -> fetched("good") == 2);
            assertThat(certificate.now().get()).isNotNull();
            assertThat(staples).isNotNull();
        }
    }

    @Test
    void an_answer_that_ended_while_there_is_no_other_is_not_stapled_any_more() {
        Shown certificate = shown(responder.address());
        responder.answersHold(Duration.ofHours(1));
        try (Staples staples = start(certificate)) {
            await().until(() -> certificate.now().get() != null);
            responder.be(OcspServer.Mood.ERROR_500);
            forward.addAndGet(Duration.ofMinutes(31).toMillis());
            await().until(() -> fetched("failed") > 0);
            assertThat(certificate.now().get()).as("it still holds").isNotNull();
            forward.addAndGet(Duration.ofMinutes(30).toMillis());
            await().until(() -> certificate.now().get() == null);
            responder.be(OcspServer.Mood.GOOD);
            responder.answersHold(Duration.ofHours(4));
            forward.addAndGet(Duration.ofMinutes(2).toMillis());
            await().until(() -> certificate.now().get() != null);
            assertThat(staples).isNotNull();
        }
    }

    @Test
    void what_is_not_a_good_answer_of_the_issuer_is_never_stapled() {
        for (OcspServer.Mood mood : List.of(
                OcspServer.Mood.UNKNOWN, OcspServer.Mood.TRY_LATER, OcspServer.Mood.GARBAGE, OcspServer.Mood.ENDLESS)) {
            responder.be(mood);
            double before = fetched("failed");
            Shown certificate = shown(responder.address());
            try (Staples staples = start(certificate)) {
                await().until(() -> fetched("failed") > before);
                assertThat(certificate.now().get()).as("%s", mood).isNull();
                assertThat(staples).isNotNull();
            }
        }
        try (OcspServer stranger = OcspServer.of(TestAuthority.named("somebody else"))) {
            double before = fetched("failed");
            Shown certificate = shown(stranger.address());
            try (Staples staples = start(certificate)) {
                await().until(() -> fetched("failed") > before);
                assertThat(certificate.now().get()).isNull();
                assertThat(staples).isNotNull();
            }
        }
    }

    @Test
    void a_revoked_certificate_loses_its_staple() {
        Shown certificate = shown(responder.address());
        try (Staples staples = start(certificate)) {
            await().until(() -> certificate.now().get() != null);
            responder.revoke(BigInteger.valueOf(4711));
            forward.addAndGet(Duration.ofHours(1).toMillis());
            await().until(() -> fetched("revoked") > 0);
            assertThat(certificate.now().get()).isNull();
            assertThat(staples).isNotNull();
        }
    }

    /** Reads an answer as a client of the server would. */
    private record OcspExchangeFor(Shown certificate) {
        OcspAnswer read(byte @Nullable [] response) {
            try {
                return new OcspExchange(
                                Issuer.of(certificate.issuer()),
                                certificate.leaf().getSerialNumber(),
                                false)
                        .answer(
                                response == null ? new byte[0] : response,
                                Instant.now(),
                                Duration.ofMinutes(5),
                                Duration.ofHours(1));
            } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
