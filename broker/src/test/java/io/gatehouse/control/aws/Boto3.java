package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.cli.OperatorKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Scripts of Python with {@code boto3}, as it is installed, with nothing of this machine's settings.
 *
 * @param python that finds boto3
 * @param trusted PEM of whoever certified the endpoint
 */
record Boto3(String python, Path folder, URI endpoint, Path trusted, OperatorKey key) {
    /** A Python of the user's own may come first in the path, and Debian's package is for Debian's. */
    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    private static final int MOST_SECONDS = 120;

    /** Null where no Python finds boto3. */
    static @Nullable String interpreter() throws InterruptedException {
        for (String python : INTERPRETERS) {
            try {
                int status = new ProcessBuilder(python, "-c", "import boto3")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                if (status == 0) {
                    return python;
                }
            } catch (IOException missing) {
                // the next one may be there
            }
        }
        return null;
    }

    /** The script ends well. */
    void done(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, script.toString(), endpoint.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "boto3", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        String none = folder.resolve("none").toString();
        builder.environment().put("AWS_ACCESS_KEY_ID", key.id());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", key.secret());
        builder.environment().put("AWS_DEFAULT_REGION", "local");
        builder.environment().put("AWS_CA_BUNDLE", trusted.toString());
        builder.environment().put("AWS_CONFIG_FILE", none);
        builder.environment().put("AWS_SHARED_CREDENTIALS_FILE", none);
        Process process = builder.start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + ": not ended within " + MOST_SECONDS + " s");
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
