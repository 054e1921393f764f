package io.gatehouse.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        assertThat(curl(lamp, base + "/retainedMessage?maxResults=200"))
                .startsWith("{\"retainedTopics\":[{\"topic\":\"")
                .contains("{\"topic\":\"doors/lamp/state\",\"payloadSize\":4,\"qos\":1,")
                .endsWith(" 200");
        assertThat(curl(lamp, base + "/connections/lamp", "-X", "DELETE")).endsWith(" 404");
    }

    @Test
    void the_policy_of_the_page_allows_what_the_page_shows_and_no_more() throws Exception {
        String page = Files.readString(Path.of("docs/http.md"));
        int from = page.indexOf("<<'EOF'\n") + "<<'EOF'\n".length();
        String policy = page.substring(from, page.indexOf("\nEOF", from));
        TestDevice door = ground.broker().device("door", "door", policy);
        String base = "https://localhost:" + ground.port();

        assertThat(curl(door, base + "/topics/doors/door/state?qos=1&retain=true", "-d", "open"))
                .endsWith(" 200");
        assertThat(curl(door, base + "/retainedMessage/doors%2Fdoor%2Fstate")).endsWith(" 200");
        assertThat(curl(door, base + "/retainedMessage?maxResults=1")).endsWith(" 200");
        assertThat(curl(door, base + "/connections/door"))
                .as("allowed, and not there")
                .endsWith(" 404");
        assertThat(curl(door, base + "/topics/doors/other/state", "-d", "open")).endsWith(" 403");
        assertThat(curl(door, base + "/connections/other")).endsWith(" 403");
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
