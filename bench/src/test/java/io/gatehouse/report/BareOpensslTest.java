package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.report.Plan.Effort;
import io.gatehouse.tls.OpensslSpeed;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BareOpensslTest {
    private static final List<Plan> ONE =
            List.of(Plan.of("bare-cipher", "BareCipherBenchmark", new Effort(1, 0, 1, 1), "seal")
                    .with("suite", "aes-128-gcm")
                    .with("payloadBytes", 1024));

    @TempDir
    Path folder;

    private String measure() throws IOException {
        StringWriter told = new StringWriter();
        BareOpenssl.measure(folder, ONE, new PrintWriter(told));
        return told.toString();
    }

    @Test
    void what_openssl_says_is_read_like_a_benchmark_and_asked_once() throws IOException {
        assumeTrue(
                OpensslSpeed.of("aes-128-gcm", 64) instanceof OpensslSpeed.Measured,
                () -> "openssl speed: " + OpensslSpeed.version());

        assertThat(measure()).contains("openssl-speed: about 1.00 s");

        Measurement figure = Results.read(BareOpenssl.file(folder))
                .one(BareOpenssl.BENCHMARK, Map.of("suite", "aes-128-gcm", "payloadBytes", "1024"))
                .orElseThrow();
        assertThat(figure.score()).isBetween(1.0, 1e6); // nanoseconds for a KiB
        assertThat(figure.error()).isZero();
        assertThat(measure()).contains("measured before");
    }

    @Test
    void without_a_bare_cipher_in_the_plans_there_is_nothing_to_lay_beside_it() throws IOException {
        BareOpenssl.measure(folder, List.of(), new PrintWriter(new StringWriter()));

        assertThat(Results.read(BareOpenssl.file(folder)).all()).isEmpty();
    }
}
