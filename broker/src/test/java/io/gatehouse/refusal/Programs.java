package io.gatehouse.refusal;

import io.gatehouse.TestDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs people debug with, as they are installed; a case is skipped where its program is missing. */
final class Programs {
    private static final int SECONDS = 30;

    private Programs() {}

    /** {@code mosquitto_pub} to the broker of the scene, from its address. */
    static String mosquittoPub(Scene scene, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("mosquitto_pub", "-A", scene.address(), "-h", "localhost"));
        command.addAll(List.of("-p", String.valueOf(scene.broker().port()), "-i", scene.name(), "-m", "on"));
        command.addAll(List.of(options));
        return run(command);
    }

    /** {@code openssl s_client} to the broker of the scene, from its address. */
    static String openssl(Scene scene, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
        command.addAll(List.of("127.0.0.1:" + scene.broker().port(), "-bind", scene.address() + ":0"));
        command.addAll(List.of(options));
        return run(command);
    }

    /** The PEM files of a device, in a folder that goes with the process. */
    static Path filesOf(TestDevice device) throws IOException {
        Path folder = Files.createTempDirectory("gatehouse-device");
        device.writeTo(folder);
        for (String name : List.of("key.pem", "chain.pem", "ca.pem", "")) {
            folder.resolve(name).toFile().deleteOnExit();
        }
        return folder;
    }

    private static String run(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            Assumptions.abort(command.getFirst() + " is not installed");
            throw missing;
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError(command + " still runs after " + SECONDS + " s");
        }
        return output;
    }
}
