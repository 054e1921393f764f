package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpensslSpeedTest {
    /** {@code openssl speed -mr -seconds 1 -bytes 64 -aead -evp aes-128-gcm} of OpenSSL 3.0.19, both streams. */
    private static final String RECORDED = """
            +DT:AES-128-GCM:1:64
            +R:2188456:AES-128-GCM:0.810000
            +H:64
            +F:25:AES-128-GCM:172915041.98
            """;

    @Test
    void octets_a_second_are_read_from_what_openssl_writes_for_machines() {
        assertThat(OpensslSpeed.read(RECORDED, 64)).isEqualTo(new OpensslSpeed.Measured(172_915_041.98));
    }

    @Test
    void a_figure_of_another_size_is_not_taken() {
        assertThat(OpensslSpeed.read(RECORDED, 1024))
                .isEqualTo(new OpensslSpeed.Missing("openssl speed: measured messages of 64 octets (expected: 1024)"));
    }

    @Test
    void a_program_that_refuses_its_options_is_quoted() {
        assertThat(OpensslSpeed.read("speed: Unknown option or cipher: evp\nspeed: Use -help for summary.\n", 64))
                .isInstanceOfSatisfying(
                        OpensslSpeed.Missing.class,
                        missing -> assertThat(missing.why()).contains("Unknown option or cipher: evp (expected: "));
    }

    @Test
    void a_suite_that_nobody_knows_starts_no_program() {
        assertThatThrownBy(() -> OpensslSpeed.of("rc4", 64))
                .hasMessage("suite: rc4 (expected: aes-128-gcm, aes-256-gcm, chacha20-poly1305)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-128-gcm", "aes-256-gcm", "chacha20-poly1305"})
    void the_program_of_this_machine_measures_every_suite(String suite) {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl"))),
                "there is no openssl program on the PATH");

        assertThat(OpensslSpeed.of(suite, 1024))
                .isInstanceOfSatisfying(
                        OpensslSpeed.Measured.class,
                        measured -> assertThat(measured.bytesPerSecond()).isBetween(1e6, 1e12));
    }
}
