package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What keeps a device from the broker, in words and exit codes. */
class MqttAnswersTest {
    private final MqttAnswers answers = new MqttAnswers(new DeviceTarget(
            new ThingFolder(Path.of("/lamp")), "localhost", 8883, "lamp.pub-1", Duration.ofSeconds(1)));

    private CommandFailure failure(Throwable cause) {
        return answers.failure("not connected", new ConnectionFailedException(cause));
    }

    @Test
    void nothing_that_listens_is_not_reachable() {
        CommandFailure failure = failure(new ConnectException("Connection refused"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(failure.why()).isEqualTo("nothing listens on localhost:8883");
    }

    @Test
    void a_name_that_does_not_resolve_is_not_reachable() {
        assertThat(failure(new UnknownHostException("localhost")).exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
    }

    @Test
    void silence_is_not_reachable() {
        var never = new CompletableFuture<Void>();

        assertThatThrownBy(() -> answers.await("not connected", never))
                .isInstanceOfSatisfying(
                        CommandFailure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE));
    }

    @Test
    void an_alert_about_our_certificate_is_not_authorised_whichever_engine_reports_it() {
        for (String message : new String[] {
            "Received fatal alert: certificate_revoked",
            "error:10000414:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_REVOKED"
        }) {
            CommandFailure failure = failure(new SSLHandshakeException(message));

            assertThat(failure.exitCode()).as(message).isEqualTo(ExitCode.NOT_AUTHORISED);
            assertThat(failure.why())
                    .isEqualTo("localhost:8883 ended the handshake with the alert: certificate revoked");
            assertThat(failure.remedy()).contains("gatehouse cert inspect /lamp/certificate.pem");
        }
    }

    @Test
    void an_alert_about_anything_else_is_a_failure() {
        assertThat(failure(new SSLHandshakeException("Received fatal alert: protocol_version"))
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void a_broker_that_we_do_not_trust_is_named_with_the_cause_behind_the_engines_words() {
        var wrapped = new SSLHandshakeException("General OpenSslEngine problem");
        wrapped.initCause(new IllegalStateException("PKIX path building failed"));

        CommandFailure failure = failure(wrapped);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.why()).contains("PKIX path building failed");
        assertThat(failure.remedy()).contains("after up --clean every device needs a new one");
    }

    @Test
    void a_connection_that_the_broker_closes_points_to_certificate_and_log() {
        CommandFailure failure =
                answers.failure("not connected", new ConnectionClosedException("Server closed connection"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.remedy()).contains("cert ls", "lamp.pub-1");
    }
}
