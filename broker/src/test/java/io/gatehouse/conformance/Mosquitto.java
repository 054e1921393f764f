package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.conformance.DeviceSoftware.Listener;
import io.gatehouse.conformance.DeviceSoftware.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** {@code mosquitto_pub} and {@code mosquitto_sub} as their own processes, with PEM files. */
final class Mosquitto {
    private static final int SECONDS = 30;

    private Mosquitto() {}

    static boolean isInstalled() {
        try {
            Process process = new ProcessBuilder("mosquitto_pub", "--help")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(SECONDS, TimeUnit.SECONDS);
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> command(
            String program, Setting setting, String version, String clientId, String topic, int qos) {
        Path folder = setting.folder();
        return new ArrayList<>(List.of(
                program,
                "-h",
                "localhost",
                "-p",
                String.valueOf(setting.broker().port()),
                "--cafile",
                folder.resolve("ca.pem").toString(),
                "--cert",
                folder.resolve("chain.pem").toString(),
                "--key",
                folder.resolve("key.pem").toString(),
                "-V",
                version,
                "-i",
                clientId,
                "-t",
                topic,
                "-q",
                String.valueOf(qos)));
    }

    static void publish(Setting setting, String version, String clientId, String topic, int qos, String payload)
            throws Exception {
        List<String> command = command("mosquitto_pub", setting, version, clientId, topic, qos);
        command.addAll(List.of("-m", payload));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    static Listener listen(Setting setting, String version, String clientId, String filter, int qos) throws Exception {
        List<String> command = command("mosquitto_sub", setting, version, clientId, filter, qos);
        command.addAll(List.of("-W", String.valueOf(SECONDS)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // It prints nothing when it has subscribed: the broker is asked.
        Awaitility.await()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> setting.broker()
                        .sessions()
                        .ask(
                                clientId,
                                session -> session != null
                                        && session.view().filters().contains(filter))
                        .get(SECONDS, TimeUnit.SECONDS));
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        return new Listener() {
            @Override
            public String next() throws IOException {
                return lines.readLine();
            }

            @Override
            public void close() {
                process.destroy();
                assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(SECONDS));
            }
        };
    }
}
