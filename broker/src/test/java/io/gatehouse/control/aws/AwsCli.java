package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code aws iot}, {@code aws iot-data} and {@code aws iot-jobs-data}, as it is installed, with nothing of this
 * machine's settings.
 *
 * @param folder for what it prints
 * @param trusted PEM of whoever certified the endpoint
 */
record AwsCli(Path folder, URI endpoint, Path trusted, String keyId, String secret) {
    record Ran(int status, String output) {}

    static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("aws", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    Ran run(String... arguments) throws IOException, InterruptedException {
        return run("iot", arguments);
    }

    /** {@code aws iot-data}. */
    Ran runData(String... arguments) throws IOException, InterruptedException {
        return run("iot-data", arguments);
    }

    /** {@code aws iot-jobs-data}. */
    Ran runJobsData(String... arguments) throws IOException, InterruptedException {
        return run("iot-jobs-data", arguments);
    }

    private Ran run(String service, String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("aws", service));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--endpoint-url", endpoint.toString(), "--region", "local", "--output", "json"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path output = Files.createTempFile(folder, "aws", ".out");
        builder.environment().put("AWS_ACCESS_KEY_ID", keyId);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", secret);
        builder.environment().put("AWS_CA_BUNDLE", trusted.toString());
        builder.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        builder.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        builder.environment().put("AWS_PAGER", "");
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + ": not ended within 60 s");
        }
        return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** What it prints when it goes well. */
    String done(String... arguments) throws Exception {
        Ran ran = run(arguments);
        assertThat(ran.status()).as(ran.output()).isZero();
        return ran.output();
    }

    void refused(String error, String... arguments) throws Exception {
        Ran ran = run(arguments);
        assertThat(ran.status()).as(ran.output()).isNotZero();
        assertThat(ran.output()).contains("(" + error + ")");
    }
}
