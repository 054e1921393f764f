package io.gatehouse.security;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status of a certificate, met by every way in: who has it is in, or is told why not. */
final class CertificateStatusIT {
    private static RunningBroker broker;

    private enum Way {
        CONNECT,
        LIVE,
        RESUMED
    }

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, RevocationIT::withResumption);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static Stream<Arguments> everyStatusByEveryWay() {
        return Stream.of(CertificateStatus.values())
                .flatMap(status -> Stream.of(Way.values()).map(way -> Arguments.of(status, way)));
    }

    @ParameterizedTest
    @MethodSource("everyStatusByEveryWay")
    void a_status_lets_in_or_tells_why_not(CertificateStatus status, Way way) throws IOException {
        TestDevice device = broker.device(status + "-" + way);
        Reason reason = refusalOf(status);
        switch (way) {
            case CONNECT -> {
                become(device, status);
                connects(device, device.sslContext(), reason);
            }
            case LIVE -> livesOn(device, status, reason);
            case RESUMED -> {
                SSLContext tls = device.sslContext();
                RevocationIT.exchange(broker, tls, device);
                Watch resumed = RevocationIT.resumptions(broker);
                RevocationIT.exchange(broker, tls, device);
                resumed.rose(1); // the ticket is good: without this the rest would prove nothing

                become(device, status);

                Watch resumedAfter = RevocationIT.resumptions(broker);
                connects(device, tls, reason);
                resumedAfter.rose(reason == null ? 1 : 0);
            }
        }
    }

    /** By the status alone: a new one does not compile until somebody says what it means. */
    private static @Nullable Reason refusalOf(CertificateStatus status) {
        return switch (status) {
            case ACTIVE -> null;
            case INACTIVE, PENDING_TRANSFER -> Reason.CERTIFICATE_INACTIVE;
            case REVOKED -> Reason.CERTIFICATE_REVOKED;
            case PENDING_ACTIVATION -> Reason.CERTIFICATE_PENDING_ACTIVATION;
        };
    }

    private static void connects(TestDevice device, SSLContext tls, @Nullable Reason reason) throws IOException {
        try (RawClient client = RawClient.of(broker, tls)) {
            if (reason == null) {
                client.admitted(Connect.mqtt5(device.name()));
                return;
            }
            Watch refusals = Watch.refusals(broker, reason);
            Answer connack = client.connect(Connect.mqtt5(device.name()));
            client.awaitClosed();

            assertThat(connack.code()).isEqualTo(0x87);
            assertThat(connack.words()).contains(reason.meaning());
            refusals.rose(1);
            await().atMost(Watch.PATIENCE)
                    .until(() -> broker.recentRefusals()
                                    .find(device.certificateId(), reason, 10)
                                    .size()
                            == 1);
        }
    }

    private static void livesOn(TestDevice device, CertificateStatus status, @Nullable Reason reason)
            throws IOException {
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.connected(broker, device)) {
            Watch ends = reason == null ? null : Watch.disconnects(broker, reason);

            become(device, status);

            if (reason == null) {
                client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
                return;
            }
            Answer farewell = client.expect(Answer.DISCONNECT);
            client.awaitClosed();
            assertThat(farewell.code()).isEqualTo(0x87);
            assertThat(farewell.words()).contains(reason.meaning());
            Objects.requireNonNull(ends).rose(1);
            assertThat(log.of(reason.name())).singleElement().asString().contains(device.certificateId());
        }
    }

    /** By a document, which may say every status; an operator may not set the pending ones by hand. */
    private static void become(TestDevice device, CertificateStatus status) {
        String text = broker.registry().documents().export();
        int entry = text.indexOf("\"id\": \"" + device.certificateId() + "\"");
        String active = "\"status\": \"ACTIVE\"";
        int from = text.indexOf(active, entry);
        assertThat(entry).isPositive();
        assertThat(from).isGreaterThan(entry);
        String changed = text.substring(0, from)
                + active.replace("ACTIVE", status.name())
                + text.substring(from + active.length());

        assertThat(done(broker.registry().documents().replace(changed, false)).applied())
                .isTrue();
        assertThat(Objects.requireNonNull(broker.registry().certificate(device.certificateId()))
                        .status())
                .isEqualTo(status);
    }
}
