package io.gatehouse.tls;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a program wrote until it ended, on both its streams; no more than fits into a pipe, 64 KiB on Linux.
 *
 * @param exit its code; no meaning where it failed
 * @param failure why there is nothing: it does not exist, or had no end
 */
record Said(String words, int exit, @Nullable String failure) {
    static Said by(ProcessBuilder program, int patienceSeconds) {
        String name = program.command().getFirst();
        Process process;
        try {
            process = program.redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException e) {
            return failed(name + ": not found on the PATH (expected: a program of that name)");
        }
        try {
            // What it writes fits into the pipe, so that it ends without a reader.
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                return failed(name + ": no answer (expected: one within " + patienceSeconds + " s)");
            }
            String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(words.strip(), process.exitValue(), null);
        } catch (IOException e) {
            return failed(name + ": what it wrote could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(name + ": interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Said failed(String why) {
        return new Said("", -1, why);
    }
}
