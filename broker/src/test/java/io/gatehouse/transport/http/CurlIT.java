package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/http.md}, with the program they are written for. Skipped where it is missing. */
final class CurlIT {
    @TempDir
    private static Path folder;

    private static HttpsGround ground;

    @BeforeAll
    static void start() {
        ground = HttpsGround.start();
    }

    @AfterAll
    static void stop() {
        ground.close();
    }

    private static String curl(TestDevice device, String... options) throws Exception {
        device.writeTo(folder);
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", " %{http_code}", "--max-time", "30"));
        command.addAll(List.of("--cacert", folder.resolve("ca.pem").toString()));
        command.addAll(List.of("--cert", folder.resolve("chain.pem").toString()));
        command.addAll(List.of("--key", folder.resolve("key.pem").toString()));
        command.addAll(List.of(options));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            Assumptions.abort("curl is not installed");
            throw missing;
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @Test
    void a_message_is_published_retained_read_and_listed() throws Exception {
        TestDevice lamp = ground.device("lamp");
        String base = "https://localhost:" + ground.port();

        assertThat(curl(lamp, base + "/topics/doors/lamp/state?qos=1&retain=true", "-d", "open"))
                .startsWith("{\"message\":\"OK\",\"traceId\":\"")
                .endsWith("\"} 200");
        assertThat(curl(lamp, base + "/retainedMessage/doors%2Flamp%2Fstate"))
                .startsWith("{\"topic\":\"doors/lamp/state\",\"payload\":\"b3Blbg==\",\"qos\":1,")
                .endsWith(" 200");
        assertThat(curl(lamp, base + "/retainedMessage?maxResults=1"))
                .startsWith("{\"retainedTopics\":[{\"topic\":\"doors/lamp/state\",\"payloadSize\":4,\"qos\":1,")
                .endsWith(" 200");
        assertThat(curl(lamp, base + "/connections/lamp", "-X", "DELETE")).endsWith(" 404");
    }

    @Test
    void several_requests_use_one_connection_and_large_bodies_wait_for_the_word() throws Exception {
        TestDevice lamp = ground.device("lamp");
        String target = "https://localhost:" + ground.port() + "/topics/large";

        assertThat(curl(lamp, target, target, "-H", "Expect: 100-continue", "-d", "x".repeat(100_000)))
                .contains(" 200{")
                .endsWith(" 200");
        assertThat(curl(lamp, "--http1.0", target, "-d", "x")).endsWith(" 200");
    }
}
