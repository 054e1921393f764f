package io.gatehouse.load.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.device.Failure.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailuresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_REVOKED | certificate_revoked",
                "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA | unknown_ca",
                "(handshake_failure) Received fatal alert: handshake_failure | handshake_failure"
            })
    void an_alert_is_told_by_its_name_in_the_rfc(String message, String name) {
        assertThat(Failures.of(new CompletionException(new DecoderException(new SSLHandshakeException(message)))))
                .isEqualTo(new Failure(Kind.TLS_ALERT, name));
    }

    @Test
    void what_the_device_itself_does_not_accept_is_no_alert() {
        Failure failure = Failures.of(new SSLHandshakeException("General OpenSslEngine problem")
                .initCause(new CertificateException("No name matching broker.example found")));

        assertThat(failure.kind()).isEqualTo(Kind.TLS);
        assertThat(failure.toString()).isEqualTo("TLS: No name matching broker.example found");
    }

    @Test
    void refusals_and_time_outs_are_apart() {
        assertThat(Failures.of(new ConnectException("Connection refused")).kind())
                .isEqualTo(Kind.REFUSED);
        assertThat(Failures.of(new ConnectTimeoutException("10 s"))).isEqualTo(new Failure(Kind.TIMED_OUT, "TCP"));
        assertThat(Failures.of(new SslHandshakeTimeoutException("10 s")))
                .isEqualTo(new Failure(Kind.TIMED_OUT, "TLS handshake"));
    }

    @Test
    void a_connection_that_ends_without_a_word_is_closed() {
        assertThat(Failures.of(new CompletionException(new ClosedChannelException())))
                .isEqualTo(new Failure(Kind.CLOSED, ""));
        assertThat(Failures.of(new IOException("Connection reset by peer"))).isEqualTo(new Failure(Kind.CLOSED, ""));
    }

    @Test
    void what_the_generator_lacks_is_not_the_brokers_fault() {
        assertThat(Failures.of(new IOException("Too many open files")).kind()).isEqualTo(Kind.GENERATOR);
        assertThat(Failures.of(new IOException("Cannot assign requested address"))
                        .detail())
                .contains("--ifaddr");
    }

    @Test
    void an_endless_chain_of_causes_has_an_end() {
        Exception one = new Exception("one");
        Exception other = new Exception("other", one);
        one.initCause(other);

        assertThat(Failures.of(one).kind()).isEqualTo(Kind.CLOSED);
    }
}
