package io.gatehouse.security;

import static io.gatehouse.security.IssuerRevocationIT.isAdmitted;
import static io.gatehouse.security.IssuerRevocationIT.isPutOut;
import static io.gatehouse.security.IssuerRevocationIT.isRefused;
import static io.gatehouse.security.IssuerRevocationIT.known;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.RevocationSettings.Ocsp;
import io.gatehouse.reason.Reason;
import io.gatehouse.revocation.OcspServer;
import io.gatehouse.revocation.OcspServer.Mood;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.revocation.TestAuthority;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An authority is asked about every certificate, by OCSP: new, live and resumed. */
final class OcspIT {
    /** Live devices are looked after every two seconds, and answers are asked for again after half their time. */
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final TestAuthority authority = TestAuthority.named("factory");
    private final OcspServer responder = OcspServer.of(authority);
    private @Nullable RunningBroker running;

    @BeforeEach
    void writeAuthority() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        responder.close();
    }

    private RunningBroker start(RevocationWishes wishes) {
        running = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withRevocation(RevocationIT.withResumption(from), wishes.settings()));
        return running;
    }

    private RevocationWishes asking(Ocsp mode) {
        return RevocationWishes.none().issuers(folder.resolve("ca.pem")).ocsp(mode, responder.address());
    }

    @ParameterizedTest
    @EnumSource(value = Ocsp.class, names = "OFF", mode = EnumSource.Mode.EXCLUDE)
    void who_is_good_is_let_in_and_who_is_revoked_is_told_so(Ocsp mode) throws IOException {
        RunningBroker broker = start(asking(mode));
        TestDevice good = known(broker, authority.device("good"));
        TestDevice bad = known(broker, authority.device("bad"));
        responder.revoke(bad);

        isAdmitted(broker, good);
        isRefused(broker, bad, bad.sslContext(), Reason.CERTIFICATE_REVOKED_BY_OCSP);
        isAdmitted(broker, good);

        assertThat(responder.requests()).as("an answer is remembered").isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(value = Mood.class, names = "GOOD", mode = EnumSource.Mode.EXCLUDE)
    void without_an_answer_that_counts_soft_mode_lets_in_and_hard_mode_refuses(Mood mood) throws IOException {
        responder.be(mood);
        RunningBroker soft = start(asking(Ocsp.SOFT));
        isAdmitted(soft, known(soft, authority.device("lamp")));
        assertThat(soft.metric("gatehouse_ocsp_answers_total{outcome=\"good\"}"))
                .isZero();
        soft.close();

        RunningBroker hard = start(asking(Ocsp.HARD));
        TestDevice device = known(hard, authority.device("lamp"));
        isRefused(hard, device, device.sslContext(), Reason.CERTIFICATE_OCSP_UNANSWERED);
    }

    @Test
    void a_device_that_waits_for_an_answer_keeps_nobody_waiting_and_what_it_sends_meanwhile_is_handled()
            throws Exception {
        RunningBroker broker = start(asking(Ocsp.SOFT));
        TestDevice waiting = known(broker, authority.device("waiting"));
        TestDevice quick = known(broker, authority.device("quick"));
        isAdmitted(broker, quick); // its answer is remembered
        responder.be(Mood.SILENT);
        try (RawClient slow = RawClient.of(broker, waiting)) {
            slow.send(Connect.mqtt5("waiting").bytes()).send(Frames.PINGREQ).send(Frames.PINGREQ);
            await().until(() -> responder.requests() == 2);
            long began = System.nanoTime();
            for (int i = 0; i < 6; i++) { // on every loop, whichever it is
                try (RawClient client = RawClient.of(broker, quick)) {
                    client.admitted(Connect.mqtt5("quick-" + i));
                }
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1800));
            assertThat(slow.expect(Answer.CONNACK).code()).isZero();
            slow.expect(Answer.PINGRESP);
            slow.expect(Answer.PINGRESP);
        }
    }

    @Test
    void strangers_and_refused_certificates_make_the_broker_ask_nobody() throws IOException {
        RunningBroker broker = start(asking(Ocsp.HARD));
        TestDevice stranger = authority.device("stranger");
        TestDevice unsigned = known(broker, TestAuthority.named("another").device("unsigned"));

        isRefused(broker, stranger, stranger.sslContext(), Reason.CERTIFICATE_UNKNOWN);
        isRefused(broker, unsigned, unsigned.sslContext(), Reason.CERTIFICATE_OCSP_UNANSWERED);

        assertThat(responder.requests()).isZero();
    }

    @Test
    void the_certificate_says_where_to_ask_only_where_that_is_configured_and_its_authority_is_known()
            throws IOException {
        RunningBroker broker = start(asking(Ocsp.HARD).withAia());
        TestDevice device = known(broker, authority.device("lamp", BigInteger.valueOf(4711), responder.address()));
        TestDevice forged = known(
                broker, TestAuthority.named("factory").device("forged", BigInteger.valueOf(4712), responder.address()));

        isAdmitted(broker, device);
        isRefused(broker, forged, forged.sslContext(), Reason.CERTIFICATE_OCSP_UNANSWERED);

        assertThat(responder.requests()).isEqualTo(1);
    }

    @Test
    void a_live_device_is_asked_for_again_and_put_out_when_it_is_revoked_and_does_not_resume() throws IOException {
        RunningBroker broker = start(asking(Ocsp.SOFT).remembering(1000, Duration.ofSeconds(2)));
        TestDevice device = known(broker, authority.device("lamp"));
        SSLContext tls = device.sslContext();
        RevocationIT.exchange(broker, tls, device);
        Watch resumed = RevocationIT.resumptions(broker);
        RevocationIT.exchange(broker, tls, device);
        resumed.rose(1);
        try (RawClient live = RawClient.connected(broker, device)) {
            responder.revoke(device);

            isPutOut(live, Reason.CERTIFICATE_REVOKED_BY_OCSP, SOON);
        }
        Watch resumedAfter = RevocationIT.resumptions(broker);
        isRefused(broker, device, tls, Reason.CERTIFICATE_REVOKED_BY_OCSP);
        assertThat(resumedAfter.rise()).isZero();

        responder.be(Mood.ERROR_500);
        responder.unrevoke(device);
        // Until somebody says that it is good.
        isRefused(broker, device, device.sslContext(), Reason.CERTIFICATE_REVOKED_BY_OCSP);
    }

    @Test
    void in_hard_mode_a_live_device_is_put_out_when_its_answer_has_ended_and_nobody_gives_another() throws IOException {
        RunningBroker broker = start(asking(Ocsp.HARD).remembering(1000, Duration.ofSeconds(2)));
        TestDevice device = known(broker, authority.device("lamp"));
        try (RawClient live = RawClient.connected(broker, device)) {
            responder.be(Mood.ERROR_500);

            isPutOut(live, Reason.CERTIFICATE_OCSP_UNANSWERED, SOON);
        }
    }

    @Test
    void a_session_that_waits_for_its_device_waits_on_when_a_restart_has_asked_nobody_yet() throws IOException {
        RunningBroker broker = start(asking(Ocsp.HARD));
        TestDevice device = known(broker, authority.device("lamp"));
        TestDevice sender = known(broker, authority.device("sender"));
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("lamp").persistent());
            client.subscribe("lamp/#");
            client.send(Frames.DISCONNECT).awaitClosed();
        }
        broker = broker.restarted();
        running = broker;
        try (RawClient other = RawClient.connected(broker, sender)) {
            other.publish("lamp/1", "waits", 1);
        }
        try (RawClient client = RawClient.of(broker, device)) {
            assertThat(client.connect(Connect.mqtt5("lamp").persistent()).sessionPresent())
                    .isTrue();
            assertThat(client.receive()).isEqualTo("lamp/1 waits");
        }
    }
}
