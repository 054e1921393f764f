package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemOpensslTest {
    @TempDir
    Path folder;

    @Test
    void without_the_jar_it_says_where_it_should_be() throws IOException {
        assertThat(SystemOpenssl.look(folder))
                .isInstanceOfSatisfying(
                        SystemOpenssl.Missing.class,
                        missing -> assertThat(missing.why()).contains(folder.toString(), "no netty-tcnative-*.jar"));
        assertThat(SystemOpenssl.look(folder.resolve("nowhere"))).isInstanceOf(SystemOpenssl.Missing.class);
    }

    @Test
    void a_library_that_does_not_load_is_missing_with_the_reason() throws IOException {
        Path jar = folder.resolve("netty-tcnative-broken.jar");
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of("create", "true"))) {
            Path natives = Files.createDirectories(zip.getPath("META-INF/native"));
            Files.write(natives.resolve("libnetty_tcnative_linux_x86_64.so"), new byte[64]);
        }

        assertThat(SystemOpenssl.look(folder))
                .isInstanceOfSatisfying(
                        SystemOpenssl.Missing.class,
                        missing -> assertThat(missing.why()).contains("openssl does not load"));
    }

    @Test
    void a_program_that_is_not_there_is_told_by_its_name() {
        assertThat(Said.by(new ProcessBuilder("no-such-program-of-gatehouse"), 1)
                        .failure())
                .startsWith("no-such-program-of-gatehouse: not found");
    }

    @Test
    void a_program_without_an_end_is_given_up() {
        assertThat(Said.by(new ProcessBuilder("sleep", "60"), 0).failure()).contains("no answer");
    }
}
